//! The closed set of predicates that goals and hints are made of, over what the packets did and what there is.

use crate::{Glob, Selector};
use malla_trace::{VertexId, VertexState};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// A predicate over a trace and a topology. In `lesson.toml` a table with one key: `{ answered = 200 }`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The request was answered with this HTTP status.
    Answered(u16),
    /// The request ended like this.
    Verdict(VerdictKind),
    /// There was a conversation of this kind.
    Leg(LegCheck),
    /// A packet or request was at this thing.
    Passes(Selector),
    /// A packet came into the cluster by a node port.
    PassesNodePort(NodePortCheck),
    /// A packet was sent to a Service's own address and port.
    PassesService(ServiceCheck),
    /// Somebody called a host by its name, not by an address.
    CallsByName(NameCheck),
    /// A name was asked for and resolved.
    DnsResolved(NameCheck),
    /// A request came to somebody like this, as that one hears it.
    Hears(HearsCheck),
    /// A proxy on the way shares requests out like this, by the weights it draws from.
    Split(SplitCheck),
    /// The client was told something like this.
    Reply(Glob),
    /// A proxy answered by itself with this response flag, `NC`.
    Flag(String),
    /// There are things of this kind.
    Vertices(VertexCheck),
    /// All of these.
    All(Vec<Self>),
    /// At least one of these.
    Any(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
}

/// How a conversation ended, without the details of [`malla_trace::Verdict`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// An HTTP answer, whatever its status.
    Answered,
    /// It did what it was for.
    Delivered,
    /// A packet vanished.
    Dropped,
    /// The sender was told no.
    Rejected,
    /// Nothing came back.
    TimedOut,
    /// Round and round.
    Looped,
    /// The name did not resolve.
    Unresolved,
    /// It did not reach its end, in whatever way: none of the first two.
    Failed,
}

/// A conversation; what is not given may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegCheck {
    /// Who opened it.
    pub from: Option<Selector>,
    /// Who answered.
    pub to: Option<Selector>,
    /// What for.
    pub purpose: Option<PurposeKind>,
    /// What was called: `host:port`, or the name asked for.
    pub called: Option<Glob>,
    /// How it ended.
    pub verdict: Option<VerdictKind>,
    /// How it was secured.
    pub secured: Option<Secured>,
}

/// How a conversation is secured, without the details of [`malla_trace::Security`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secured {
    /// Not at all.
    Plain,
    /// TLS, and only the server shows a certificate.
    Tls,
    /// TLS, and both ends show one.
    Mutual,
}

/// A request as somebody hears it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearsCheck {
    /// Who.
    pub at: Selector,
    /// Path and query.
    pub path: Option<Glob>,
    /// A header, by its name in lower case, and its value.
    pub header: Option<(String, Glob)>,
}

/// A split of requests by weight.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitCheck {
    /// The host whose requests are shared out, in full: `reviews.default.svc.cluster.local`.
    pub host: Glob,
    /// Per cent by subset. Subsets that are not named get nothing; a route to one place gives it everything.
    pub shares: BTreeMap<String, u32>,
}

/// What a conversation is for, without the details of [`malla_trace::Purpose`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurposeKind {
    /// Resolve a name.
    Resolve,
    /// An HTTP request.
    Http,
    /// A TCP connection for anything else.
    Tcp,
}

/// A way in by a node port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodePortCheck {
    /// This one; any when not given.
    pub port: Option<u16>,
}

/// A packet to a Service's address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceCheck {
    /// The Service, `service/default/mariadb-service`.
    pub service: VertexId,
    /// Who opened the conversation; anybody when not given.
    pub from: Option<Selector>,
}

/// A host called or asked for by name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameCheck {
    /// The name as written, or the beginning of its longer form: `wp-service` is also `wp-service.default`.
    pub name: String,
    /// Who called; anybody when not given.
    pub from: Option<Selector>,
}

/// Things on the stage.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VertexCheck {
    /// Which.
    pub which: Selector,
    /// How they are; in any state when not given.
    pub state: Option<VertexState>,
    /// How many there must be; one when not given.
    pub at_least: Option<usize>,
}

impl fmt::Display for Check {
    /// A short form in the words of `lesson.toml`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(status) => write!(f, "answered {status}"),
            Self::Verdict(kind) => write!(f, "verdict {kind}"),
            Self::Leg(leg) => write!(f, "leg{leg}"),
            Self::Passes(which) => write!(f, "passes {which}"),
            Self::PassesNodePort(check) => {
                write!(f, "passes_node_port{}", check.port.map(|p| format!(" {p}")).unwrap_or_default())
            }
            Self::PassesService(check) => write!(f, "passes_service {}{}", check.service, from_text(&check.from)),
            Self::CallsByName(check) => write!(f, "calls_by_name {}{}", check.name, from_text(&check.from)),
            Self::DnsResolved(check) => write!(f, "dns_resolved {}{}", check.name, from_text(&check.from)),
            Self::Hears(check) => write!(f, "hears {check}"),
            Self::Split(check) => write!(f, "split {} {}", check.host, shares_text(&check.shares)),
            Self::Reply(words) => write!(f, "reply {words}"),
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::Vertices(check) => write!(f, "vertices {check}"),
            Self::All(checks) => write!(f, "all({})", join(checks)),
            Self::Any(checks) => write!(f, "any({})", join(checks)),
            Self::Not(check) => write!(f, "not({check})"),
        }
    }
}

impl fmt::Display for VerdictKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Answered => "answered",
            Self::Delivered => "delivered",
            Self::Dropped => "dropped",
            Self::Rejected => "rejected",
            Self::TimedOut => "timed_out",
            Self::Looped => "looped",
            Self::Unresolved => "unresolved",
            Self::Failed => "failed",
        })
    }
}

impl fmt::Display for LegCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&from_text(&self.from))?;
        if let Some(to) = &self.to {
            write!(f, " to {to}")?;
        }
        if let Some(purpose) = self.purpose {
            write!(f, " {}", format!("{purpose:?}").to_lowercase())?;
        }
        if let Some(called) = &self.called {
            write!(f, " {called}")?;
        }
        if let Some(secured) = self.secured {
            write!(f, " {}", format!("{secured:?}").to_lowercase())?;
        }
        self.verdict.map_or(Ok(()), |verdict| write!(f, " {verdict}"))
    }
}

impl fmt::Display for HearsCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at)?;
        if let Some(path) = &self.path {
            write!(f, " {path}")?;
        }
        self.header.as_ref().map_or(Ok(()), |(name, value)| write!(f, " {name}: {value}"))
    }
}

/// `v1 90 v2 10`.
pub(crate) fn shares_text(shares: &BTreeMap<String, u32>) -> String {
    shares.iter().map(|(subset, share)| format!("{subset} {share}")).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for VertexCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} >= {}", self.which, self.at_least.unwrap_or(1))?;
        self.state.map_or(Ok(()), |state| write!(f, " {state:?}"))
    }
}

fn from_text(from: &Option<Selector>) -> String {
    from.as_ref().map(|from| format!(" from {from}")).unwrap_or_default()
}

fn join(checks: &[Check]) -> String {
    checks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
