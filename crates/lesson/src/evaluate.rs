//! Does a predicate hold, and if not, what was seen instead.

use crate::check::{
    Check, HearsCheck, LegCheck, NameCheck, NodePortCheck, PurposeKind, Secured, ServiceCheck, VerdictKind, VertexCheck,
};
use crate::{Glob, Selector};
use malla_trace::{
    Hop, Leg, LegId, Message, Packet, Phase, Purpose, Security, Topology, Trace, Verdict, Vertex, VertexKind,
};
use std::net::IpAddr;

/// What predicates are asked about: what the packets did, on which stage.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The request.
    pub trace: &'a Trace,
    /// The stage it was sent on.
    pub topology: &'a Topology,
}

/// A predicate that does not hold, and what was seen in its place. Both in the words of the format, not in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// What was wanted, `answered 200`.
    pub wanted: String,
    /// What was found, `answered 404`.
    pub found: String,
}

impl Check {
    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, seen: Seen<'_>) -> bool {
        self.unmet(seen).is_empty()
    }

    /// The parts that do not hold; none when the whole holds.
    #[must_use]
    pub fn unmet(&self, seen: Seen<'_>) -> Vec<Because> {
        match self {
            Self::All(checks) => checks.iter().flat_map(|check| check.unmet(seen)).collect(),
            Self::Any(checks) if checks.iter().any(|check| check.holds(seen)) => vec![],
            Self::Any(checks) => checks.iter().flat_map(|check| check.unmet(seen)).collect(),
            Self::Not(check) if !check.holds(seen) => vec![],
            Self::Not(check) => vec![Because { wanted: self.to_string(), found: check.to_string() }],
            Self::Answered(_)
            | Self::Verdict(_)
            | Self::Leg(_)
            | Self::Passes(_)
            | Self::PassesNodePort(_)
            | Self::PassesService(_)
            | Self::CallsByName(_)
            | Self::DnsResolved(_)
            | Self::Hears(_)
            | Self::Split(_)
            | Self::Reply(_)
            | Self::Flag(_)
            | Self::Vertices(_) => self.leaf(seen).err().into_iter().collect(),
        }
    }

    fn leaf(&self, seen: Seen<'_>) -> Result<(), Because> {
        let (holds, found) = match self {
            Self::Answered(status) => {
                let same = matches!(&seen.trace.verdict, Verdict::Answered { status: s, .. } if s == status);
                (same, verdict_text(&seen.trace.verdict))
            }
            Self::Verdict(kind) => (kind.is(&seen.trace.verdict), verdict_text(&seen.trace.verdict)),
            Self::Leg(check) => (seen.legs().any(|leg| check.is(leg, seen.topology)), seen.legs_text()),
            Self::Passes(which) => (seen.passes(which), seen.places_text()),
            Self::PassesNodePort(check) => (seen.hops().any(|hop| check.is(hop, seen.topology)), seen.targets_text()),
            Self::PassesService(check) => (seen.passes_service(check), seen.targets_text()),
            Self::CallsByName(check) => (seen.legs().any(|leg| check.called(leg, seen.topology)), seen.legs_text()),
            Self::DnsResolved(check) => (seen.legs().any(|leg| check.resolved(leg, seen.topology)), seen.legs_text()),
            Self::Hears(check) => (seen.hops().any(|hop| check.hears(hop, seen.topology)), seen.requests_text()),
            Self::Split(check) => check.is_made(seen.trace),
            Self::Reply(words) => seen.reply(words),
            Self::Flag(flag) => (seen.flags().any(|seen| seen == flag), listed(seen.flags().map(str::to_owned))),
            Self::Vertices(check) => check.count(seen.topology),
            Self::All(_) | Self::Any(_) | Self::Not(_) => (self.holds(seen), String::new()),
        };
        if holds { Ok(()) } else { Err(Because { wanted: self.to_string(), found }) }
    }
}

impl VerdictKind {
    /// Whether that verdict is of this kind.
    #[must_use]
    pub fn is(self, verdict: &Verdict) -> bool {
        match self {
            Self::Failed => !verdict.is_answer(),
            Self::Answered
            | Self::Delivered
            | Self::Dropped
            | Self::Rejected
            | Self::TimedOut
            | Self::Looped
            | Self::Unresolved => self == kind_of(verdict),
        }
    }
}

const fn kind_of(verdict: &Verdict) -> VerdictKind {
    match verdict {
        Verdict::Answered { .. } => VerdictKind::Answered,
        Verdict::Delivered => VerdictKind::Delivered,
        Verdict::Dropped { .. } => VerdictKind::Dropped,
        Verdict::Rejected { .. } => VerdictKind::Rejected,
        Verdict::TimedOut => VerdictKind::TimedOut,
        Verdict::Looped => VerdictKind::Looped,
        Verdict::Unresolved { .. } => VerdictKind::Unresolved,
    }
}

/// `answered 404`, `dropped`.
pub(crate) fn verdict_text(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Answered { status, .. } => format!("answered {status}"),
        Verdict::Delivered
        | Verdict::Dropped { .. }
        | Verdict::Rejected { .. }
        | Verdict::TimedOut
        | Verdict::Looped
        | Verdict::Unresolved { .. } => kind_of(verdict).to_string(),
    }
}

impl LegCheck {
    fn is(&self, leg: &Leg, topology: &Topology) -> bool {
        selects(&self.from, leg, topology)
            && self.to.as_ref().is_none_or(|to| leg.to.as_ref().is_some_and(|id| to.selects(id, topology)))
            && self.purpose.is_none_or(|purpose| purpose == purpose_of(&leg.purpose).0)
            && self.called.as_ref().is_none_or(|called| called.matches(purpose_of(&leg.purpose).1))
            && self.verdict.is_none_or(|verdict| verdict.is(&leg.verdict))
            && self.secured.is_none_or(|secured| secured.is(leg.security.as_ref()))
    }
}

impl Secured {
    const fn is(self, security: Option<&Security>) -> bool {
        match (self, security) {
            (Self::Plain, Some(Security::Plain)) => true,
            (Self::Tls, Some(Security::Tls { mutual, .. })) => !*mutual,
            (Self::Mutual, Some(Security::Tls { mutual, .. })) => *mutual,
            (Self::Plain | Self::Tls | Self::Mutual, _) => false,
        }
    }
}

impl HearsCheck {
    fn hears(&self, hop: &Hop, topology: &Topology) -> bool {
        let Some(Message::HttpRequest { path, headers, .. }) = &hop.message else { return false };
        let has = |(name, value): &(String, Glob)| headers.iter().any(|(n, v)| n == name && value.matches(v));
        hop.phase == Phase::Work
            && self.at.selects(&hop.at, topology)
            && self.path.as_ref().is_none_or(|wanted| wanted.matches(path))
            && self.header.as_ref().is_none_or(has)
    }
}

impl NodePortCheck {
    /// A node got a packet for one of its own addresses and sent it on to somebody else's.
    fn is(self, hop: &Hop, topology: &Topology) -> bool {
        let Some(vertex) = topology.get(&hop.at).filter(|vertex| vertex.kind == VertexKind::Node) else { return false };
        let (Some(enters), Some(leaves)) = (&hop.enters, &hop.leaves) else { return false };
        let port = enters.dport().filter(|port| self.port.is_none_or(|wanted| wanted == *port));
        is_forward(hop) && port.is_some() && has_address(vertex, enters.dst) && leaves.dst != enters.dst
    }
}

impl NameCheck {
    fn called(&self, leg: &Leg, topology: &Topology) -> bool {
        let (kind, called) = purpose_of(&leg.purpose);
        let host = if kind == PurposeKind::Resolve { called } else { host_of(called) };
        selects(&self.from, leg, topology) && self.means(host)
    }

    fn resolved(&self, leg: &Leg, topology: &Topology) -> bool {
        purpose_of(&leg.purpose).0 == PurposeKind::Resolve && leg.verdict.is_answer() && self.called(leg, topology)
    }

    fn means(&self, host: &str) -> bool {
        let begins = host.strip_prefix(self.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        begins && host.parse::<IpAddr>().is_err()
    }
}

impl VertexCheck {
    fn count(&self, topology: &Topology) -> (bool, String) {
        let found: Vec<&Vertex> = self.which.all(topology).collect();
        let good = found.iter().filter(|vertex| self.state.is_none_or(|state| state == vertex.state)).count();
        let list: Vec<String> = found.iter().map(|vertex| format!("{} {:?}", vertex.id, vertex.state)).collect();
        (good >= self.at_least.unwrap_or(1), list.join(", "))
    }
}

impl<'a> Seen<'a> {
    fn legs(self) -> impl Iterator<Item = &'a Leg> {
        self.trace.legs.iter()
    }

    fn hops(self) -> impl Iterator<Item = &'a Hop> {
        self.trace.hops.iter()
    }

    fn leg(self, id: LegId) -> Option<&'a Leg> {
        self.legs().find(|leg| leg.id == id)
    }

    fn passes(self, which: &Selector) -> bool {
        self.hops().any(|hop| which.selects(&hop.at, self.topology))
    }

    fn passes_service(self, check: &ServiceCheck) -> bool {
        let Some(service) = self.topology.get(&check.service) else { return false };
        let by = |hop: &Hop| self.leg(hop.leg).is_some_and(|leg| selects(&check.from, leg, self.topology));
        self.hops().filter(|hop| is_forward(hop) && by(hop)).any(|hop| packets(hop).any(|p| is_for(service, p)))
    }

    fn reply(self, words: &Glob) -> (bool, String) {
        let body = self.trace.reply.as_ref().map(|reply| reply.body.clone()).unwrap_or_default();
        (words.matches(&body), body)
    }

    /// The response flags of every conversation.
    fn flags(self) -> impl Iterator<Item = &'a str> {
        self.legs().filter_map(|leg| match &leg.verdict {
            Verdict::Answered { flag, .. } => flag.as_deref(),
            Verdict::Delivered
            | Verdict::Dropped { .. }
            | Verdict::Rejected { .. }
            | Verdict::TimedOut
            | Verdict::Looped
            | Verdict::Unresolved { .. } => None,
        })
    }

    fn requests_text(self) -> String {
        let text = |hop: &Hop| match &hop.message {
            Some(Message::HttpRequest { path, .. }) => Some(format!("{} {path}", hop.at)),
            Some(Message::Dns(_) | Message::HttpResponse { .. } | Message::Text { .. }) | None => None,
        };
        listed(self.hops().filter(|hop| hop.phase == Phase::Work).filter_map(text))
    }

    fn legs_text(self) -> String {
        let one = |leg: &Leg| format!("{} {} {}", leg.from, purpose_of(&leg.purpose).1, verdict_text(&leg.verdict));
        self.legs().map(one).collect::<Vec<_>>().join(", ")
    }

    fn places_text(self) -> String {
        listed(self.hops().map(|hop| hop.at.to_string()))
    }

    fn targets_text(self) -> String {
        listed(self.hops().filter(|hop| is_forward(hop)).flat_map(packets).map(Packet::destination_text))
    }
}

/// The texts in order, each once.
fn listed(texts: impl Iterator<Item = String>) -> String {
    let mut list: Vec<String> = vec![];
    for text in texts {
        if !list.contains(&text) {
            list.push(text);
        }
    }
    list.join(", ")
}

fn selects(from: &Option<Selector>, leg: &Leg, topology: &Topology) -> bool {
    from.as_ref().is_none_or(|from| from.selects(&leg.from, topology))
}

fn purpose_of(purpose: &Purpose) -> (PurposeKind, &str) {
    match purpose {
        Purpose::Resolve { name } => (PurposeKind::Resolve, name),
        Purpose::Http { to } => (PurposeKind::Http, to),
        Purpose::Tcp { to } => (PurposeKind::Tcp, to),
    }
}

/// The host of `host:port`.
fn host_of(called: &str) -> &str {
    called.rsplit_once(':').map_or(called, |(host, _)| host)
}

const fn is_forward(hop: &Hop) -> bool {
    matches!(hop.phase, Phase::Open | Phase::Request)
}

fn packets(hop: &Hop) -> impl Iterator<Item = &Packet> {
    hop.enters.iter().chain(&hop.leaves)
}

fn has_address(vertex: &Vertex, address: IpAddr) -> bool {
    let address = address.to_string();
    vertex.addresses.contains(&address)
}

/// Whether a packet is addressed to a Service: to one of its addresses *and* ports, where it shows ports.
fn is_for(service: &Vertex, packet: &Packet) -> bool {
    let socket = packet.destination_text();
    let ip = packet.dst.to_string();
    let shows_ports = service.addresses.iter().any(|text| text.parse::<std::net::SocketAddr>().is_ok());
    service.addresses.iter().any(|text| *text == socket || (!shows_ports && *text == ip))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{a_topology, a_trace};

    #[derive(serde::Deserialize)]
    struct Line {
        check: Check,
    }

    fn read(text: &str) -> Result<Check, toml::de::Error> {
        toml::from_str::<Line>(&format!("check = {text}")).map(|line| line.check)
    }

    fn unmet(text: &str) -> Vec<(String, String)> {
        let (trace, topology) = (a_trace(), a_topology());
        let because = read(text).unwrap().unmet(Seen { trace: &trace, topology: &topology });
        because.into_iter().map(|because| (because.wanted, because.found)).collect()
    }

    #[test]
    fn what_happened_holds() {
        let held = [
            "{ answered = 500 }",
            "{ verdict = 'answered' }",
            "{ passes = { kind = 'balancer' } }",
            "{ passes = { image = 'wordpress:*' } }",
            "{ passes = { behind = 'service/default/wp-service' } }",
            "{ passes_node_port = {} }",
            "{ passes_node_port = { port = 30880 } }",
            "{ passes_service = { service = 'service/default/wp-service' } }",
            "{ passes_service = { service = 'service/default/wp-service', from = { id = 'balancer/*' } } }",
            "{ leg = { from = { kind = 'pod' }, purpose = 'tcp', called = 'db:*', verdict = 'failed' } }",
            "{ leg = { to = { image = 'wordpress:*' }, verdict = 'answered' } }",
            "{ calls_by_name = { name = 'db', from = { kind = 'pod' } } }",
            "{ dns_resolved = { name = 'web1.miempresa.com' } }",
            "{ leg = { to = { version = 'v6' }, secured = 'plain' } }",
            "{ hears = { at = { kind = 'balancer' }, path = '/new*', header = ['end-user', 'jason'] } }",
            "{ reply = '*database*' }",
            "{ flag = 'UH' }",
            "{ vertices = { which = { kind = 'pod' }, state = 'ready' } }",
            "{ all = [{ answered = 500 }, { not = { answered = 200 } }] }",
            "{ any = [{ answered = 200 }, { answered = 500 }] }",
        ];
        for text in held {
            assert_eq!(unmet(text), [], "{text}");
        }
    }

    #[test]
    fn what_did_not_happen_says_what_did() {
        let legs = "client/menchu web1.miempresa.com delivered, client/menchu web1.miempresa.com:80 answered 500, \
                    balancer/b 10.0.0.1:30880 answered 500, pod/default/wp db:3307 timed_out";
        let places = "client/menchu, balancer/b, node/a, pod/default/wp";
        let targets = "10.0.0.1:30880, 10.10.1.102:8080, 10.10.0.102:80";
        let cases = [
            ("{ answered = 200 }", "answered 200", "answered 500"),
            ("{ verdict = 'failed' }", "verdict failed", "answered 500"),
            ("{ passes = { id = 'node/b' } }", "passes node/b", places),
            ("{ passes_node_port = { port = 30881 } }", "passes_node_port 30881", targets),
            (
                "{ passes_service = { service = 'service/default/wp-service', from = { kind = 'pod' } } }",
                "passes_service service/default/wp-service from pod",
                targets,
            ),
            ("{ passes_service = { service = 'service/default/x' } }", "passes_service service/default/x", targets),
            ("{ calls_by_name = { name = '10.0.0' } }", "calls_by_name 10.0.0", legs),
            ("{ dns_resolved = { name = 'db' } }", "dns_resolved db", legs),
            ("{ leg = { from = { kind = 'pod' }, verdict = 'delivered' } }", "leg from pod delivered", legs),
            ("{ leg = { to = { version = 'v6' }, secured = 'mutual' } }", "leg to version v6 mutual", legs),
            ("{ hears = { at = { kind = 'pod' }, path = '/old' } }", "hears pod /old", "balancer/b /new"),
            ("{ hears = { at = {}, header = ['end-user', 'mary'] } }", "hears * end-user: mary", "balancer/b /new"),
            ("{ split = { host = 'reviews.*', shares = { v1 = 90, v2 = 10 } } }", "split reviews.* v1 90 v2 10", ""),
            ("{ reply = '*stars*' }", "reply *stars*", "no database"),
            ("{ flag = 'NR' }", "flag NR", "UH"),
            ("{ vertices = { which = { kind = 'pod' }, at_least = 2 } }", "vertices pod >= 2", "pod/default/wp Ready"),
            ("{ not = { answered = 500 } }", "not(answered 500)", "answered 500"),
        ];
        for (text, wanted, found) in cases {
            assert_eq!(unmet(text), [(wanted.to_owned(), found.to_owned())], "{text}");
        }
    }

    #[test]
    fn every_unmet_part_is_named() {
        let both = unmet("{ all = [{ answered = 200 }, { verdict = 'looped' }, { answered = 500 }] }");
        assert_eq!(both.len(), 2);
        assert_eq!(unmet("{ any = [{ answered = 200 }, { verdict = 'looped' }] }"), both);
    }

    #[test]
    fn an_unknown_predicate_or_key_is_refused() {
        let cases = [
            ("{ answers = 200 }", "unknown variant `answers`"),
            ("{ passes = { colour = 'red' } }", "unknown field `colour`"),
            ("{ verdict = 'fine' }", "unknown variant `fine`"),
            ("{ answered = 'x' }", "invalid type"),
        ];
        for (text, words) in cases {
            let message = read(text).unwrap_err().message().to_owned();
            assert!(message.starts_with(words), "{text}: {message}");
        }
    }
}
