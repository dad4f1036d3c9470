//! Proxies, requests and steps as text. Causes are small numbers.
#![allow(dead_code)]

use malla_proxy::*;
use malla_trace::{Action as Did, CauseId, Change, Field, ProxyAction, Recorder, Seeded, Step};
use std::net::SocketAddr;

pub const fn why(number: u32) -> CauseId {
    CauseId(number)
}

pub fn socket(text: &str) -> SocketAddr {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `10.0.0.9:4000` to `10.0.0.1:80`.
pub fn connection() -> Connection {
    Connection::plain(socket("10.0.0.9:4000"), socket("10.0.0.1:80"))
}

pub fn template(text: &str) -> Template {
    Template::parse(text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"))
}

pub fn pattern(text: &str) -> Pattern {
    Pattern::new(text).unwrap_or_else(|refusal| panic!("{text}: {}", refusal.problem))
}

/// Endpoints with causes 30, 31...
pub fn endpoints(addresses: &[&str]) -> Vec<Endpoint> {
    (30..).zip(addresses).map(|(number, address)| Endpoint::new(socket(address), why(number))).collect()
}

/// A cluster with cause 20.
pub fn cluster(name: &str, addresses: &[&str]) -> Cluster {
    Cluster::new(name, Discovery::Static(endpoints(addresses)), why(20))
}

/// A running proxy with somebody who listens.
pub struct Bench {
    pub proxy: Proxy,
    pub http: HttpFilter,
    pub state: State,
    pub chance: Seeded,
    pub recorder: Recorder,
}

impl Bench {
    /// A proxy whose only route table has these virtual hosts and cause 1.
    pub fn new(dialect: Dialect, virtual_hosts: Vec<VirtualHost>, clusters: Vec<Cluster>) -> Self {
        let mut proxy = Proxy::new(dialect, why(0));
        proxy.add_route_table(RouteTable::new("http", virtual_hosts, why(1)));
        clusters.into_iter().for_each(|cluster| proxy.add_cluster(cluster));
        let http = HttpFilter::new("http", why(2));
        Self { proxy, http, state: State::default(), chance: Seeded::new(1), recorder: Recorder::thorough() }
    }

    pub fn with<T>(&mut self, act: impl FnOnce(&Proxy, &mut Context<'_>) -> T) -> T {
        let mut cx = Context { state: &mut self.state, chance: &mut self.chance, tracer: &mut self.recorder };
        act(&self.proxy, &mut cx)
    }

    pub fn route(&mut self, request: &Request) -> Decision {
        let http = self.http.clone();
        self.with(|proxy, cx| proxy.route(&http, &connection(), request, cx))
    }

    /// What happens to a request, then every step.
    pub fn told(&mut self, request: &Request) -> String {
        let decision = self.route(request);
        format!("{}{}", decision_text(&decision), self.steps())
    }

    pub fn steps(&mut self) -> String {
        self.recorder.take().iter().map(step_text).collect()
    }
}

/// The forward of a decision.
pub fn forward(decision: Decision) -> Forward {
    match decision {
        Decision::Forward(forward) => *forward,
        Decision::Respond(reply) => panic!("{reply:?}"),
    }
}

pub fn decision_text(decision: &Decision) -> String {
    match decision {
        Decision::Forward(forward) => {
            let to = match &forward.destination.to {
                Upstream::Address(address) => address.to_string(),
                Upstream::Name { host, port } => format!("name {host}:{port}"),
            };
            let Request { authority, path, .. } = &forward.request;
            format!("{} -> {to} {authority} {path} why {}\n", forward.destination.cluster, forward.destination.why.0)
        }
        Decision::Respond(reply) => {
            let flag = reply.flag.clone().unwrap_or_default();
            format!("{} {flag} {} why {}\n", reply.response.status, reply.details(), reply.why.0)
        }
    }
}

fn step_text(step: &Step) -> String {
    let Did::Proxy(action) = &step.action else { panic!("{step:?}") };
    let changes: String = step.delta.iter().map(change_text).collect();
    let mut text = format!("  {} why {}{changes}\n", action_text(action), step.why.0);
    for other in &step.considered {
        let because = &other.because;
        let number = other.number.unwrap_or(0);
        text += &format!("    not {number} {}: {} ", other.what, because.condition);
        text += &format!("{} but {} (why {})\n", because.wanted, because.found, other.why.0);
    }
    text
}

fn change_text(change: &Change) -> String {
    let field = match &change.field {
        Field::Header(name) => name.clone(),
        other => format!("{other:?}"),
    };
    format!("; {field} {:?} -> {:?}", change.from, change.to)
}

fn action_text(action: &ProxyAction) -> String {
    match action {
        ProxyAction::Accept { listener } => format!("accept {listener}"),
        ProxyAction::VirtualHost { name, domain } => format!("host {name} by {domain}"),
        ProxyAction::Route { name, condition, cluster } => format!("route {name} [{condition}] to [{cluster}]"),
        ProxyAction::NoRoute => "no route".into(),
        ProxyAction::Weighted { cluster, draw, .. } => {
            format!("weighted {cluster}, drew {} of {}", draw.outcome, draw.of)
        }
        ProxyAction::Endpoint { cluster, endpoint, policy, of, .. } => format!("{cluster} {policy} {endpoint} of {of}"),
        ProxyAction::NoEndpoint { cluster } => format!("no endpoint in {cluster}"),
        ProxyAction::UpstreamFailed { cluster, flag } => format!("upstream {cluster} failed {flag}"),
        ProxyAction::Connect { upstream } => format!("connect {upstream}"),
        ProxyAction::Rewrite => "rewrite".into(),
        ProxyAction::Secure { side, security } => format!("{side:?} {security:?}"),
        ProxyAction::HandshakeFailed { because } => format!("handshake failed: {because}"),
        ProxyAction::Delay { us } => format!("delay {us} us"),
        ProxyAction::Respond { status, flag } => format!("respond {status} {}", flag.clone().unwrap_or_default()),
        ProxyAction::Relay { status } => format!("relay {status}"),
    }
}
