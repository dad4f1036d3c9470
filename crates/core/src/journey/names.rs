//! Names: a program's resolver asks, the questions travel as packets, servers answer.

use super::actor::Actor;
use super::carry::{Arrival, Errand};
use super::exchange::Target;
use super::tape::Tape;
use super::{Journey, answer_to};
use crate::program::Program;
use malla_dns::{Forward, Heard, Next, Question, Reply, Resolution, Resolver, Response};
use malla_trace::{DnsAction, LegId, Message, Packet, Phase, Purpose, Verdict};
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;

impl Journey<'_> {
    /// The addresses of a target's host, asking whoever must be asked; never empty.
    pub(super) fn resolve(
        &mut self,
        parent: Option<LegId>,
        from: &Actor,
        target: &Target,
    ) -> Result<Vec<IpAddr>, Verdict> {
        let Some(machine) = self.fabric.get(&from.at) else { return Err(Verdict::Unresolved { rcode: None }) };
        let mut tracer = Tape::of_packets(self.detail);
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
    fn question_servers(&mut self, leg: LegId, from: &Actor, mut resolver: Resolver, first: Next) -> Resolution {
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
            let mut tracer = Tape::of_packets(self.detail);
            next = resolver.hear(heard, &mut tracer);
            self.work(leg, from, None, tracer.take());
        }
    }

    /// One question to one server over UDP (RFC 1035 section 4.2.1), and its answer.
    fn query(&mut self, leg: LegId, from: &Actor, server: SocketAddr, question: &Question) -> Heard {
        let source = SocketAddr::new(self.source(from, server), self.ephemeral_port());
        let ask = || {
            let (name, kind) = (question.name.to_string(), question.kind.to_string());
            Some(Message::Dns(DnsAction::Ask { name, kind, server }))
        };
        let errand = Errand { leg, phase: Phase::Open, message: self.noted(ask), taker: None };
        let (machine, seen) = match self.carry(errand, from, Packet::udp(source, server)) {
            Arrival::At { machine, packet } => (machine, packet),
            Arrival::Refused { .. } => return Heard::Unreachable,
            Arrival::Lost { .. } | Arrival::Looped => return Heard::Nothing,
        };
        let server = self.taker(&machine, &seen);
        self.answered_by(leg, &server);
        let Some(response) = self.answer_name(leg, &server, &seen, question) else { return Heard::Nothing };
        let message = self.noted(|| Some(Message::Dns(response.view(question))));
        let errand = Errand { leg, phase: Phase::Answer, message, taker: from.process.part.clone() };
        match self.carry(errand, &server, answer_to(&seen)) {
            Arrival::At { machine, .. } if machine == from.at => Heard::Response(response),
            Arrival::At { .. } | Arrival::Refused { .. } | Arrival::Lost { .. } | Arrival::Looped => Heard::Nothing,
        }
    }

    /// What the name server on that machine says; `None` when what listens there is none.
    fn answer_name(&mut self, leg: LegId, at: &Actor, seen: &Packet, question: &Question) -> Option<Response> {
        let service = self.service_for(&at.at, seen)?;
        let Program::Names { server, .. } = &service.program else { return None };
        let server = Rc::clone(server);
        let mut tracer = Tape::of_packets(self.detail);
        let reply = server.answer(question, &mut self.chance, &mut tracer);
        self.work(leg, at, None, tracer.take());
        match reply {
            Reply::Answer(response) => Some(response),
            Reply::Forward(forward) => Some(self.forward(leg, at, forward)),
        }
    }

    /// The server asks another one first.
    fn forward(&mut self, leg: LegId, at: &Actor, forward: Forward) -> Response {
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
        let mut tracer = Tape::of_packets(self.detail);
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
