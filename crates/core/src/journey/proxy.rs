//! Proxies: the outside balancer and the ingress controller take a request on one connection and pass it on by another
//! of their own.

use super::Journey;
use super::connection::CLOSED;
use super::exchange::{Ask, Failed, Target, Told};
use malla_proxy::{
    Accepted, After, Connection, Context, Decision, Destination, Failure, Forward, HttpFilter, LocalReply, Proxy,
    Request, Response, TcpDecision, TcpFilter, Upstream,
};
use malla_trace::{DropReason, LegId, Packet, Recorder, Step, Verdict, VertexId};
use std::net::SocketAddr;
use std::rc::Rc;

/// A proxy serving one connection.
#[derive(Clone, Copy)]
pub(super) struct Serving<'a> {
    /// The conversation it serves.
    pub(super) leg: LegId,
    /// The machine it runs on.
    pub(super) at: &'a VertexId,
    /// Its configuration.
    pub(super) proxy: &'a Rc<Proxy>,
    /// How long it waits for an upstream, in microseconds.
    pub(super) patience_us: u64,
    /// The connection.
    pub(super) seen: &'a Packet,
}

impl Serving<'_> {
    /// Where a call to an upstream goes: the host as the proxy knows it, and why.
    fn target(&self, destination: &Destination, host: String, port: u16) -> Target {
        Target { host, port, why: destination.why, patience_us: self.patience_us }
    }
}

impl Journey<'_> {
    /// A proxy.
    pub(super) fn serve_proxy(&mut self, serving: Serving<'_>, ask: &Ask) -> Result<Told, Verdict> {
        let port = |port: Option<u16>| port.unwrap_or(0);
        let from = SocketAddr::new(serving.seen.src, port(serving.seen.sport()));
        let to = SocketAddr::new(serving.seen.dst, port(serving.seen.dport()));
        let connection = Connection::plain(from, to);
        let mut tracer = Recorder::thorough();
        let accepted = serving.proxy.accept(&connection, &mut tracer);
        let steps = tracer.take();
        match (accepted, ask) {
            (Accepted::Tcp(_, _, filter), _) => self.pass_bytes(serving, filter, &connection, ask, steps),
            (Accepted::Http(_, _, http), Ask::Http { .. }) => {
                let decision = self.route(serving, http, &connection, ask, steps);
                self.pass_request(serving, decision)
            }
            (Accepted::Http(..), Ask::Nothing) => {
                self.work(serving.leg, serving.at, None, steps);
                Ok(Told::new(0, ""))
            }
            (Accepted::Http(..), Ask::Query { .. })
            | (Accepted::Closed(_) | Accepted::Unsecured(..) | Accepted::Refused(_), _) => {
                self.work(serving.leg, serving.at, ask.message(), steps);
                Err(CLOSED)
            }
        }
    }

    /// A TCP proxy: whatever comes is passed on to one endpoint.
    fn pass_bytes(
        &mut self,
        serving: Serving<'_>,
        filter: &TcpFilter,
        connection: &Connection,
        ask: &Ask,
        mut steps: Vec<Step>,
    ) -> Result<Told, Verdict> {
        let (mut decision, more) = self.with_proxy(serving, |cx| serving.proxy.connect(filter, connection, cx));
        steps.extend(more);
        self.work(serving.leg, serving.at, ask.message(), steps);
        loop {
            let destination = match decision {
                TcpDecision::Forward(destination) => destination,
                TcpDecision::Close { .. } => return Err(CLOSED),
            };
            let (result, destination) = match destination.to.clone() {
                Upstream::Address(to) => {
                    (self.reach(serving, &destination, (to.ip().to_string(), to), ask), destination)
                }
                Upstream::Name { host, port } => {
                    decision = self.find_upstream(serving, destination, &host, port);
                    continue;
                }
            };
            let failed = match result {
                Ok(told) => return Ok(told),
                Err(failed) if failed.connected => return Err(failed.verdict),
                Err(failed) => failure(&failed),
            };
            let (next, steps) =
                self.with_proxy(serving, |cx| serving.proxy.tcp_failed(filter, destination, failed, cx));
            self.work(serving.leg, serving.at, None, steps);
            decision = next;
        }
    }

    fn find_upstream(&mut self, serving: Serving<'_>, destination: Destination, host: &str, port: u16) -> TcpDecision {
        let target = serving.target(&destination, host.to_owned(), port);
        let addresses = self.resolve(Some(serving.leg), serving.at, &target).unwrap_or_default();
        let (decision, steps) = self.with_proxy(serving, |cx| serving.proxy.tcp_resolved(destination, &addresses, cx));
        self.work(serving.leg, serving.at, None, steps);
        decision
    }

    /// Which way a request goes.
    fn route(
        &mut self,
        serving: Serving<'_>,
        http: &HttpFilter,
        connection: &Connection,
        ask: &Ask,
        mut steps: Vec<Step>,
    ) -> Decision {
        let request = request_of(ask);
        let (decision, more) = self.with_proxy(serving, |cx| serving.proxy.route(http, connection, &request, cx));
        steps.extend(more);
        self.work(serving.leg, serving.at, ask.message(), steps);
        decision
    }

    /// An HTTP proxy: calls the upstream and hands its answer back, tries again, or answers by itself.
    fn pass_request(&mut self, serving: Serving<'_>, first: Decision) -> Result<Told, Verdict> {
        let mut decision = first;
        let mut name = None;
        loop {
            let forward = match decision {
                Decision::Respond(reply) => return Ok(self.own_answer(serving, &reply)),
                Decision::Forward(forward) => *forward,
            };
            decision = match forward.destination.to.clone() {
                Upstream::Name { host, port } => {
                    name = Some(host.clone());
                    self.find_endpoint(serving, forward, &host, port)
                }
                Upstream::Address(to) => match self.ask_upstream(serving, forward, to, name.as_deref()) {
                    Ok(told) => return Ok(told),
                    Err(again) => again,
                },
            };
        }
    }

    /// The upstream is known by name: its resolver asks first.
    fn find_endpoint(&mut self, serving: Serving<'_>, forward: Forward, host: &str, port: u16) -> Decision {
        let target = serving.target(&forward.destination, host.to_owned(), port);
        let addresses = self.resolve(Some(serving.leg), serving.at, &target).unwrap_or_default();
        let (decision, steps) = self.with_proxy(serving, |cx| serving.proxy.resolved(forward, &addresses, cx));
        self.work(serving.leg, serving.at, None, steps);
        decision
    }

    /// One try; the decision that follows from it when it is not the last. `name` is what the address was resolved from.
    fn ask_upstream(
        &mut self,
        serving: Serving<'_>,
        forward: Forward,
        to: SocketAddr,
        name: Option<&str>,
    ) -> Result<Told, Decision> {
        let ask = ask_of(&forward.request);
        let host = name.map_or_else(|| to.ip().to_string(), str::to_owned);
        let began = self.now.0;
        match self.reach(serving, &forward.destination, (host, to), &ask) {
            Ok(told) => {
                let took = self.now.0.saturating_sub(began);
                let response = response_of(told);
                let (after, steps) = self.with_proxy(serving, |cx| serving.proxy.answered(forward, response, took, cx));
                self.work(serving.leg, serving.at, None, steps);
                match after {
                    After::Relay { response, flag } => Ok(told_of(response, flag)),
                    After::Again(decision) => Err(decision),
                }
            }
            Err(failed) => {
                let (decision, steps) =
                    self.with_proxy(serving, |cx| serving.proxy.failed(forward, failure(&failed), cx));
                self.work(serving.leg, serving.at, None, steps);
                Err(decision)
            }
        }
    }

    /// Calls an upstream, known by that host and address.
    fn reach(
        &mut self,
        serving: Serving<'_>,
        destination: &Destination,
        (host, address): (String, SocketAddr),
        ask: &Ask,
    ) -> Result<Told, Failed> {
        let target = serving.target(destination, host, address.port());
        self.call_address(Some(serving.leg), serving.at, &target, address, ask)
    }

    fn own_answer(&mut self, serving: Serving<'_>, reply: &LocalReply) -> Told {
        if reply.trouble.is_some() {
            self.note_response(serving.leg);
        }
        told_of(reply.response.clone(), reply.flag.clone())
    }

    /// Lends a proxy its memory, chance and a tracer; gives back what it decided and every step it took.
    fn with_proxy<T>(&mut self, serving: Serving<'_>, run: impl FnOnce(&mut Context<'_>) -> T) -> (T, Vec<Step>) {
        let state = self.balancers.entry(serving.at.clone()).or_default();
        let mut tracer = Recorder::thorough();
        let decided = run(&mut Context { state, chance: &mut self.chance, tracer: &mut tracer });
        (decided, tracer.take())
    }
}

/// What a failed call looks like to a proxy.
fn failure(failed: &Failed) -> Failure {
    match &failed.verdict {
        _ if failed.connected => Failure::Reset,
        Verdict::Rejected { .. } => Failure::Refused,
        Verdict::Dropped { reason: DropReason::NoRoute } => Failure::Refused,
        Verdict::Dropped { .. } | Verdict::TimedOut => Failure::ConnectTimeout,
        Verdict::Looped | Verdict::Unresolved { .. } | Verdict::Answered { .. } | Verdict::Delivered => Failure::Reset,
    }
}

fn request_of(ask: &Ask) -> Request {
    match ask {
        Ask::Http { method, authority, path, headers } => Request {
            method: method.clone(),
            scheme: "http".into(),
            authority: authority.clone(),
            path: path.clone(),
            headers: headers.iter().cloned().collect(),
        },
        Ask::Query { .. } | Ask::Nothing => Request::get("", "/"),
    }
}

fn ask_of(request: &Request) -> Ask {
    let Request { method, authority, path, headers, .. } = request.clone();
    Ask::Http { method, authority, path, headers: headers.to_pairs() }
}

fn response_of(told: Told) -> Response {
    Response { status: told.status, headers: told.headers.into_iter().collect(), body: told.body }
}

fn told_of(response: Response, flag: Option<String>) -> Told {
    Told { status: response.status, flag, headers: response.headers.to_pairs(), body: response.body }
}
