//! Proxies: they take a request on one connection and pass it on by another of their own. What is said about the
//! balancer outside, the ingress controller, a gateway and a sidecar is the same.

use super::Journey;
use super::actor::Actor;
use super::connection::CLOSED;
use super::exchange::{Ask, Failed, Progress, Said, Target, Told};
use super::tape::Tape;
use malla_proxy::{Accepted, Context, Destination, Failure, Proxy, TransportSocket};
use malla_trace::{DropReason, LegId, Packet, SimTime, Step, Verdict};
use std::net::SocketAddr;
use std::rc::Rc;

/// A proxy serving one connection.
#[derive(Clone, Copy)]
pub(super) struct Serving<'a> {
    /// The conversation it serves.
    pub(super) leg: LegId,
    /// The process it is.
    pub(super) at: &'a Actor,
    /// Its configuration.
    pub(super) proxy: &'a Rc<Proxy>,
    /// The connection.
    pub(super) seen: &'a Packet,
    /// What is said on it.
    pub(super) said: &'a Said<'a>,
}

/// An endpoint a proxy calls: what it was resolved from or its address, and the address.
pub(super) type Reached<'a> = (&'a str, SocketAddr);

impl Serving<'_> {
    /// Where a call to an upstream goes: the host as the proxy knows it, and why.
    pub(super) fn target(&self, destination: &Destination, host: &str, port: u16) -> Target {
        Target {
            patience_us: destination.connect_timeout_us,
            source: destination.source,
            transport: destination.transport.clone(),
            ..Target::new(host, port, destination.why)
        }
    }
}

impl Journey<'_> {
    /// A proxy.
    pub(super) fn serve_proxy(&mut self, serving: Serving<'_>) -> Result<Told, Verdict> {
        let Serving { leg, at, proxy, seen, said } = serving;
        self.passed_on.insert(leg);
        let connection = self.arrived(at, seen, said);
        let mut tracer = Tape::of_proxies(self.detail);
        let accepted = proxy.accept(&connection, &mut tracer);
        let steps = tracer.take();
        match (accepted, said.ask) {
            (Accepted::Tcp(_, chain, filter), ask) => {
                let plain = TransportSocket::Plain;
                let inner = Said { ask, transport: if chain.tls.is_some() { &plain } else { said.transport } };
                self.pass_bytes(Serving { said: &inner, ..serving }, filter, &connection, steps)
            }
            (Accepted::Http(_, _, http), Ask::Http { .. }) => self.pass_request(serving, http, &connection, steps),
            (Accepted::Http(..), Ask::Nothing) => {
                self.work(leg, at, None, steps);
                Ok(Told::new(0, ""))
            }
            (Accepted::Http(..), Ask::Query { .. })
            | (Accepted::Closed(_) | Accepted::Unsecured(..) | Accepted::Refused(_), _) => {
                self.work(leg, at, self.noted(|| said.first_words()), steps);
                self.note_closed(leg);
                Err(CLOSED)
            }
        }
    }

    /// Calls an upstream.
    pub(super) fn reach(
        &mut self,
        serving: Serving<'_>,
        destination: &Destination,
        (host, address): Reached<'_>,
        ask: &Ask,
        deadline: Option<SimTime>,
    ) -> Result<Told, Failed> {
        let target = Target { deadline, ..serving.target(destination, host, address.port()) };
        self.call_address(Some(serving.leg), serving.at, &target, address, ask)
    }

    /// Lends a proxy its memory, chance and a tracer; gives back what it decided and every step it took.
    pub(super) fn with_proxy<T>(
        &mut self,
        serving: Serving<'_>,
        run: impl FnOnce(&mut Context<'_>) -> T,
    ) -> (T, Vec<Step>) {
        let Actor { at, process } = serving.at;
        let state = self.balancers.entry((at.clone(), process.part.clone())).or_default();
        let mut tracer = Tape::of_proxies(self.detail);
        let decided = run(&mut Context { state, chance: &mut self.chance, tracer: &mut tracer });
        let steps = tracer.take();
        self.tally.note(at, &steps);
        (decided, steps)
    }
}

/// What a failed call looks like to a proxy.
pub(super) fn failure(failed: &Failed) -> Failure {
    match (failed.after, &failed.verdict) {
        (Progress::Late, _) => Failure::Timeout,
        (Progress::Handshake, _) => Failure::TlsError,
        (Progress::Connected, _) => Failure::Reset,
        (Progress::Nothing, Verdict::Rejected { .. } | Verdict::Dropped { reason: DropReason::NoRoute }) => {
            Failure::Refused
        }
        (Progress::Nothing, Verdict::Dropped { .. } | Verdict::TimedOut) => Failure::ConnectTimeout,
        (
            Progress::Nothing,
            Verdict::Looped | Verdict::Unresolved { .. } | Verdict::Answered { .. } | Verdict::Delivered,
        ) => Failure::Reset,
    }
}
