//! What kube-proxy makes of the nodes' connection tracking after a change: which conversations it ends, and why it leaves
//! the others alone.

use crate::connections::{self, ConnectionView};
use crate::rules;
use malla_control_plane::kube_proxy::{self, Fate, Serving};
use malla_control_plane::{Cluster, Store};
use malla_kernel::{Entry, Family, Netns};
use malla_trace::{Ledger, Place, SimTime, Verdict, VertexId};
use serde::Serialize;
use std::net::IpAddr;

/// What became of the connections of a request once the cluster had changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CleanUpView {
    /// How the request ended, for its sender.
    pub verdict: Verdict,
    /// The moment after it.
    pub time: SimTime,
    /// Every node that remembers something, in the order of their names.
    pub machines: Vec<MachineCleanUp>,
}

/// What became of one node's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MachineCleanUp {
    /// The node.
    pub machine: VertexId,
    /// Its connections, oldest first, the deleted ones too.
    pub connections: Vec<JudgedConnection>,
}

/// A connection, and what kube-proxy thinks of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JudgedConnection {
    /// The connection.
    #[serde(flatten)]
    pub connection: ConnectionView,
    /// Whether it is deleted.
    pub deleted: bool,
    /// Why or why not: a code that `explain` has words for.
    pub code: &'static str,
    /// The service port it is for, `ns/name:port`.
    pub service: Option<String>,
    /// The endpoint that it still goes to.
    pub endpoint: Option<IpAddr>,
    /// The line to look at.
    pub place: Option<Place>,
}

/// A kube-proxy of each family judges the connections of its own.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    serving: [Serving; 2],
    ledger: &'a Ledger,
    now: SimTime,
}

impl<'a> Judge<'a> {
    /// Judges by the cluster after the change.
    pub(crate) fn new(after: &Cluster, ledger: &'a Ledger, now: SimTime) -> Self {
        let serving = [Family::V4, Family::V6].map(|family| serving(&after.store, family));
        Self { serving, ledger, now }
    }

    /// What becomes of a node's connections; their own causes are in the ledger from before.
    pub(crate) fn judge(&self, netns: &Netns, before: &Ledger) -> Vec<JudgedConnection> {
        netns.conntrack(self.now).map(|entry| self.one(entry, before)).collect()
    }

    fn one(&self, entry: &Entry, before: &Ledger) -> JudgedConnection {
        let connection = connections::view(entry, before, self.now);
        let [four, six] = &self.serving;
        let serving = if entry.original.dst.is_ipv4() { four } else { six };
        let (code, service, endpoint, why) = match serving.judge(entry) {
            Fate::NotUdp => ("CLEAN-NOT-UDP", None, None, None),
            Fate::NotAService => ("CLEAN-NO-SERVICE", None, None, None),
            Fate::NobodyElse { service } => ("CLEAN-NOBODY-ELSE", Some(service), None, None),
            Fate::StillServes { service } => ("CLEAN-STILL-SERVES", Some(service), Some(entry.reply.src), None),
            Fate::Stale { service, endpoint, why } => (STALE, Some(service), Some(endpoint), Some(why)),
        };
        let place = why.and_then(|why| rules::place(self.ledger, why));
        JudgedConnection { connection, deleted: code == STALE, code, service, endpoint, place }
    }
}

/// The code of what is deleted.
const STALE: &str = "CLEAN-STALE";

fn serving(store: &Store, family: Family) -> Serving {
    // Where an endpoint runs plays no part here, so any node's view does.
    Serving::of(&kube_proxy::service_ports(store, family), &kube_proxy::endpoints(store, "", family))
}
