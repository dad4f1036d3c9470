//! One thing that one machine did to a packet or a request, and why.

use crate::{Action, CauseId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One thing that happened inside a hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where in the machine.
    pub stage: Stage,
    /// What was done.
    pub action: Action,
    /// What it changed in the packet or request; empty when it changed nothing.
    pub delta: Vec<Change>,
    /// Why.
    pub why: CauseId,
    /// What was looked at before and did not match, in order; filled when the tracer asks for it.
    pub considered: Vec<Considered>,
}

/// Where in a machine a step happened, in the order a packet meets them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// A network device.
    Interface {
        /// Its name, `eth0`.
        name: String,
    },
    /// Connection tracking.
    Conntrack,
    /// A rule, or a chain's policy, of the packet filter.
    Netfilter {
        /// Table, `nat`.
        table: Cow<'static, str>,
        /// Chain, `PREROUTING`.
        chain: String,
        /// Rule number from 1, as in `iptables -L --line-numbers`; `None` for the policy.
        rule: Option<u32>,
    },
    /// The routing decision.
    Routing,
    /// A listening or connected socket.
    Socket,
    /// The stub resolver of a program.
    Resolver,
    /// A DNS server's data.
    Zone,
    /// A proxy's listener.
    Listener,
    /// A proxy's route table.
    RouteTable,
    /// A proxy's upstream cluster.
    Upstream,
    /// A program.
    Program {
        /// What it is, `nginx`.
        name: String,
    },
}

/// A field that a step changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// Before, printed.
    pub from: String,
    /// After, printed.
    pub to: String,
}

/// A field of a packet or request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Source address.
    Source,
    /// Source port.
    SourcePort,
    /// Destination address.
    Destination,
    /// Destination port.
    DestinationPort,
    /// Time to live.
    Ttl,
    /// Firewall mark.
    Mark,
    /// The request's authority (Host header).
    Host,
    /// The request's path.
    Path,
    /// A request or response header, by lower-case name.
    Header(String),
}

/// Something that was looked at and did not match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Considered {
    /// What it was, as its owner prints it (a rule's text, a route's name).
    pub what: String,
    /// Its number in its list, from 1, where it has one.
    pub number: Option<u32>,
    /// What kept it from matching.
    pub because: Mismatch,
    /// Why the thing is there.
    pub why: CauseId,
}

/// Why something did not match: the first condition that said no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// The condition, as its owner prints it (`--dport`, `host`, `path`).
    pub condition: String,
    /// What it wanted.
    pub wanted: String,
    /// What it found.
    pub found: String,
}
