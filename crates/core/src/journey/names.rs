//! Names: a program's resolver asks, the questions travel as packets, servers answer.

use super::carry::{Arrival, Errand};
use super::exchange::Target;
use super::{Journey, answer_to};
use crate::program::Program;
use malla_dns::{Forward, Heard, Next, Question, Reply, Resolution, Resolver, Response};
use malla_trace::{DnsAction, LegId, Message, Packet, Phase, Purpose, Recorder, Transport, Verdict, VertexId};
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

impl Journey<'_> {
    /// The addresses of a target's host, asking whoever must be asked; never empty.
    pub(super) fn resolve(
        &mut self,
        parent: Option<LegId>,
        from: &VertexId,
        target: &Target,
    ) -> Result<Vec<IpAddr>, Verdict> {
        let Some(machine) = self.fabric.get(from) else { return Err(Verdict::Unresolved { rcode: None }) };
        let mut tracer = Recorder::thorough();
        let (resolver, next) =
            Resolver::start(&target.host, target.why, &machine.resolver, &machine.hosts, &mut tracer);
        // An address needs no conversation, and its own step says nothing that the call does not.
        if let Next::Done(resolution) = &next {
            return settle(resolution);
        }
        let leg = self.open_leg(parent, Purpose::Resolve { name: target.host.clone() }, from, target.why)?;
        self.work(leg, from, None, tracer.take());
        let resolution = self.question_servers(leg, from, resolver, next);
        let result = settle(&resolution);
        let verdict = result.as_ref().err().cloned().unwrap_or(Verdict::Delivered);
        if result.is_err() {
            self.note_last(leg);
        }
        self.close_leg(leg, verdict);
        result
    }

    /// Question by question until the resolver has enough.
    fn question_servers(&mut self, leg: LegId, from: &VertexId, mut resolver: Resolver, first: Next) -> Resolution {
        let mut next = first;
        loop {
            let (question, server, timeout_s) = match next {
                Next::Done(resolution) => return resolution,
                Next::Ask { question, server, timeout_s } => (question, server, timeout_s),
            };
            let heard = self.query(leg, from, server, &question);
            if heard == Heard::Nothing {
                self.now = self.now.plus_s(u64::from(timeout_s));
            }
            let mut tracer = Recorder::thorough();
            next = resolver.hear(heard, &mut tracer);
            self.work(leg, from, None, tracer.take());
        }
    }

    /// One question to one server over UDP (RFC 1035 section 4.2.1), and its answer.
    fn query(&mut self, leg: LegId, from: &VertexId, server: SocketAddr, question: &Question) -> Heard {
        let source = SocketAddr::new(self.source(from, server), self.ephemeral_port());
        let (name, kind) = (question.name.to_string(), question.kind.to_string());
        let ask = Message::Dns(DnsAction::Ask { name, kind, server });
        let errand = Errand { leg, phase: Phase::Open, message: Some(ask) };
        let (machine, seen) = match self.carry(&errand, from, Packet::udp(source, server)) {
            Arrival::At { machine, packet } => (machine, packet),
            Arrival::Refused { .. } => return Heard::Unreachable,
            Arrival::Lost { .. } | Arrival::Looped => return Heard::Nothing,
        };
        self.answered_by(leg, &machine);
        let Some(response) = self.answer_name(leg, &machine, &seen, question) else { return Heard::Nothing };
        let errand = Errand { leg, phase: Phase::Answer, message: Some(Message::Dns(response.view(question))) };
        match self.carry(&errand, &machine, answer_to(&seen)) {
            Arrival::At { machine, .. } if machine == *from => Heard::Response(response),
            Arrival::At { .. } | Arrival::Refused { .. } | Arrival::Lost { .. } | Arrival::Looped => Heard::Nothing,
        }
    }

    /// What the name server on that machine says; `None` when what listens there is none.
    fn answer_name(&mut self, leg: LegId, at: &VertexId, seen: &Packet, question: &Question) -> Option<Response> {
        let Transport::Udp { dport, .. } = seen.transport else { return None };
        let service = self.fabric.get(at)?.service("udp", dport)?;
        let Program::Names { server, .. } = &service.program else { return None };
        let server = Rc::clone(server);
        let mut tracer = Recorder::thorough();
        let reply = server.answer(question, &mut self.chance, &mut tracer);
        self.work(leg, at, None, tracer.take());
        match reply {
            Reply::Answer(response) => Some(response),
            Reply::Forward(forward) => Some(self.forward(leg, at, forward)),
        }
    }

    /// The server asks another one first.
    fn forward(&mut self, leg: LegId, at: &VertexId, forward: Forward) -> Response {
        let name = forward.question.name.to_string();
        let heard = match self.open_leg(Some(leg), Purpose::Resolve { name }, at, forward.to.why) {
            Ok(child) => {
                let heard = self.query(child, at, forward.to.address, &forward.question);
                let well = matches!(heard, Heard::Response(_));
                self.close_leg(child, if well { Verdict::Delivered } else { Verdict::TimedOut });
                heard
            }
            Err(_) => Heard::Nothing,
        };
        let response = match heard {
            Heard::Response(response) => Some(response),
            Heard::Nothing | Heard::Unreachable => None,
        };
        let mut tracer = Recorder::thorough();
        let response = forward.finish(response, &mut tracer);
        self.work(leg, at, None, tracer.take());
        response
    }
}

fn settle(resolution: &Resolution) -> Result<Vec<IpAddr>, Verdict> {
    match resolution {
        Resolution::Found { addresses, .. } => Ok(addresses.clone()),
        Resolution::Failed { rcode, .. } => Err(Verdict::Unresolved { rcode: *rcode }),
    }
}
