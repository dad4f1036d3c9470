//! What can be done to a packet or a request: one closed list an engine.

use crate::{CauseId, Draw, IcmpError, RejectWith, Security, Side};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "engine", content = "did", rename_all = "snake_case")]
pub enum Action {
    /// A network namespace.
    Net(NetAction),
    /// A resolver or DNS server.
    Dns(DnsAction),
    /// A proxy.
    Proxy(ProxyAction),
    /// A program.
    App(AppAction),
}

/// What a network namespace does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum NetAction {
    /// A packet came in by a device.
    Arrive {
        /// The device.
        interface: String,
    },
    /// A packet was made by a local process.
    Originate,
    /// Connection tracking looked the packet up.
    Track {
        /// What it is to its connection.
        state: ConnState,
        /// Whether it goes against the connection's first direction.
        reply: bool,
    },
    /// Connection tracking rewrote the packet as its connection's binding says.
    Translate {
        /// Which side was rewritten.
        nat: NatKind,
        /// Whether this takes a translation back on a reply.
        undo: bool,
    },
    /// A rule asked a set or map that has a name. What found the member is told next: the rule.
    Lookup {
        /// The set or map, `@service-ips`.
        set: String,
        /// What it was asked for, printed.
        key: String,
        /// The member, as the set lists it, with what it leads to; `None` when there is none.
        found: Option<String>,
    },
    /// A rule matched.
    Match {
        /// The rule as iptables-save prints it, shared with the rule itself.
        #[serde(with = "crate::shared_text")]
        rule: Arc<str>,
        /// What its target does.
        effect: Effect,
        /// The draw of a `statistic` match, if the rule has one.
        draw: Option<Draw>,
    },
    /// A built-in chain ended and its policy spoke.
    Policy {
        /// The policy.
        verdict: FilterVerdict,
    },
    /// The routing table chose.
    Route {
        /// The matching prefix, `10.10.0.105/32` or `default`.
        prefix: String,
        /// The next router, if not on the link.
        via: Option<IpAddr>,
        /// The device to leave by; `lo` for the host's own addresses.
        interface: String,
        /// Whether the destination is this host itself.
        local: bool,
    },
    /// No route matched.
    NoRoute,
    /// The packet left by a device.
    Depart {
        /// The device.
        interface: String,
        /// The neighbour it is handed to.
        next_hop: IpAddr,
    },
    /// A local socket took the packet.
    Deliver {
        /// The socket's address.
        socket: SocketAddr,
    },
    /// Nobody listens there; the host answers (TCP reset, ICMP port unreachable).
    NoSocket {
        /// What it answers.
        with: RejectWith,
    },
    /// The host answers with an ICMP error.
    Icmp {
        /// Which.
        error: IcmpError,
    },
    /// The TTL ran out.
    Expired,
    /// Nobody on the link answers for that address.
    NoNeighbour {
        /// The address asked for.
        address: IpAddr,
    },
}

/// Connection state, as netfilter's `conntrack` match names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ConnState {
    /// Opens a connection.
    New,
    /// Belongs to a connection that has been seen both ways.
    Established,
    /// Is about another connection (an ICMP error).
    Related,
    /// Fits no connection and cannot open one.
    Invalid,
    /// Exempt from tracking.
    Untracked,
}

/// Which side a translation rewrites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum NatKind {
    /// The source.
    Snat,
    /// The destination.
    Dnat,
}

/// Accept or drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum FilterVerdict {
    /// Goes on.
    Accept,
    /// Vanishes.
    Drop,
}

/// What a matching rule's target does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "target", rename_all = "snake_case")]
pub enum Effect {
    /// No target: counts and goes on.
    None,
    /// Calls a chain.
    Jump {
        /// The chain.
        chain: String,
    },
    /// Goes to a chain without coming back.
    Goto {
        /// The chain.
        chain: String,
    },
    /// Back to the calling chain, or to the policy.
    Return,
    /// Ends this table.
    Accept,
    /// The packet vanishes.
    Drop,
    /// The packet is refused.
    Reject {
        /// With what answer.
        with: RejectWith,
    },
    /// New destination.
    Dnat {
        /// Where to, as the rule prints it.
        to: String,
    },
    /// New source.
    Snat {
        /// The new source, as the rule prints it.
        to: String,
    },
    /// New source: the address of the device it leaves by.
    Masquerade {
        /// The address taken.
        to: IpAddr,
    },
    /// New destination: this host.
    Redirect {
        /// The port, if it changes.
        port: Option<u16>,
    },
    /// Writes the packet's mark.
    Mark {
        /// The mark after.
        mark: u32,
    },
    /// Something with no effect on the path (LOG, TRACE, counters); named.
    Other {
        /// The target's name.
        name: String,
    },
}

/// What a resolver or DNS server does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum DnsAction {
    /// The name is an address already, or needs no question.
    Literal {
        /// The address.
        address: IpAddr,
    },
    /// The resolver expanded a name by its search list.
    Expand {
        /// As the program asked.
        name: String,
        /// The candidates in the order they will be tried.
        candidates: Vec<String>,
        /// The `ndots` in force.
        ndots: u8,
    },
    /// A question was sent.
    Ask {
        /// The name, fully qualified.
        name: String,
        /// The record type, `A`.
        kind: String,
        /// The server.
        server: SocketAddr,
    },
    /// A server looked the name up.
    Answer {
        /// The name asked.
        name: String,
        /// The record type asked.
        kind: String,
        /// Response code.
        rcode: Rcode,
        /// The records of the answer.
        records: Vec<RecordView>,
    },
    /// The resolver has its answer.
    Resolved {
        /// As the program asked.
        name: String,
        /// The addresses, in the order of the answer.
        addresses: Vec<IpAddr>,
    },
    /// The resolver gives up.
    Unresolved {
        /// As the program asked.
        name: String,
        /// The last response code; `None` when no server answered.
        rcode: Option<Rcode>,
    },
}

/// DNS response code (RFC 1035 section 4.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Rcode {
    /// The name exists (there may be no record of that type).
    NoError,
    /// The name does not exist.
    NxDomain,
    /// The server cannot say.
    ServFail,
    /// The server will not say.
    Refused,
}

/// A resource record, printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// Owner name.
    pub name: String,
    /// Time to live in seconds.
    pub ttl_s: u32,
    /// Type, `A`.
    pub kind: String,
    /// Data, as a zone file prints it.
    pub data: String,
}

/// What a proxy does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum ProxyAction {
    /// A listener took a connection.
    Accept {
        /// The listener's name.
        listener: String,
    },
    /// The request's authority chose a virtual host.
    VirtualHost {
        /// The virtual host's name.
        name: String,
        /// The domain that matched, `*.example.com`.
        domain: String,
    },
    /// A route matched.
    Route {
        /// The route's name or number.
        name: String,
        /// Its condition, printed (`prefix /foo`).
        condition: String,
        /// The upstream cluster it leads to.
        cluster: String,
    },
    /// No virtual host or no route matched.
    NoRoute,
    /// A cluster was chosen by weight.
    Weighted {
        /// The cluster chosen.
        cluster: String,
        /// The draw among the weights.
        draw: Draw,
        /// What it was drawn from, in the order written.
        shares: Vec<ClusterShare>,
    },
    /// A connection's security was settled.
    Secure {
        /// On which side of the proxy.
        side: Side,
        /// How it is secured.
        security: Security,
    },
    /// The two ends of a connection could not agree on how to secure it, and the proxy closes it.
    HandshakeFailed {
        /// What was wrong, `no client certificate`.
        because: String,
    },
    /// The proxy holds the request back: a fault asked for.
    Delay {
        /// For so many simulated microseconds.
        us: u64,
    },
    /// An endpoint was chosen.
    Endpoint {
        /// The upstream cluster.
        cluster: String,
        /// The endpoint.
        endpoint: String,
        /// The balancing policy, `ROUND_ROBIN`.
        policy: String,
        /// Among how many.
        of: u32,
        /// The draw that chose it, where chance did.
        draw: Option<Draw>,
    },
    /// The cluster has no endpoint.
    NoEndpoint {
        /// The upstream cluster.
        cluster: String,
    },
    /// The upstream could not be reached.
    UpstreamFailed {
        /// The upstream cluster.
        cluster: String,
        /// Response flag, `UF`.
        flag: String,
    },
    /// A connection to an upstream was opened.
    Connect {
        /// Where to.
        upstream: String,
    },
    /// The request was changed on its way.
    Rewrite,
    /// The proxy answers by itself.
    Respond {
        /// HTTP status.
        status: u16,
        /// Response flag, `NR`, where the proxy has such flags.
        flag: Option<String>,
    },
    /// The proxy passes the upstream's answer on.
    Relay {
        /// HTTP status; 0 for a TCP proxy.
        status: u16,
    },
}

/// An upstream cluster's part of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterShare {
    /// The cluster.
    pub cluster: String,
    /// Its weight; the share is this out of the sum.
    pub weight: u32,
    /// Why that weight.
    pub why: CauseId,
}

/// What a program does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum AppAction {
    /// A client decides to send a request.
    Begin {
        /// Method.
        method: String,
        /// URL.
        url: String,
    },
    /// A request arrived.
    Receive {
        /// What, printed (`GET /`).
        what: String,
    },
    /// The program needs another one first.
    Need {
        /// For what (`database`).
        role: String,
        /// The name it calls.
        host: String,
        /// The port it calls.
        port: u16,
    },
    /// What it needed has answered.
    Got {
        /// For what.
        role: String,
    },
    /// What it needed did not answer.
    Lacks {
        /// For what.
        role: String,
        /// The name it called.
        host: String,
        /// The port it called.
        port: u16,
    },
    /// What it needed answered, but with an error.
    GotError {
        /// For what.
        role: String,
        /// HTTP status of that answer.
        status: u16,
    },
    /// The program tries the same call again.
    Retry {
        /// For what.
        role: String,
        /// Which attempt begins, from 2.
        attempt: u32,
        /// How many it makes at most.
        of: u32,
    },
    /// The program takes its time before it goes on.
    Pause {
        /// For so many simulated microseconds.
        us: u64,
    },
    /// The program answers.
    Answer {
        /// HTTP status; 0 where the protocol has none.
        status: u16,
        /// What, printed.
        what: String,
    },
    /// The client has its answer.
    Finish {
        /// HTTP status; 0 where the protocol has none.
        status: u16,
    },
    /// The client gives up.
    GiveUp {
        /// After so many simulated microseconds.
        after_us: u64,
    },
}
