//! kube-proxy in iptables mode: from Services and EndpointSlices to one node's rules, in the text the real one writes
//! (pkg/proxy/iptables/proxier.go, v1.28 and after).
//!
//! Read it in this order: `service_port` and `endpoint` (what it keeps), `categorize` and `plan` (what it decides),
//! `filter`, `nat` and `service_chains` (what it writes), `sync` (how much of it at a time).

mod address;
mod categorize;
mod convert;
mod endpoint;
mod facts;
mod filter;
mod health;
mod jumps;
mod names;
mod nat;
pub mod nftables;
mod plan;
mod rules;
mod service_chains;
mod service_port;
mod settings;
mod stale;
mod sync;
#[cfg(test)]
mod sync_tests;
#[cfg(test)]
mod tests;

pub use address::{parse_cidr, parse_ip};
pub use categorize::{Categories, Topology, categorize};
pub use convert::{endpoints, service_ports};
pub use endpoint::{Endpoint, Endpoints};
pub use facts::Fact;
pub use health::{HEALTH_SERVER, HealthCheck, health_checks};
pub use names::{ChainNames, endpoint_chain};
pub use rules::Sheet;
pub use service_port::{Caused, PortKey, ServicePort};
pub use settings::{Host, Settings};
pub use stale::{Fate, Serving};
pub use sync::{Restore, Scope, View, sync, sync_again, whole_node};

use crate::{NodeView, Store};
use malla_kernel::RuleText;
use malla_trace::Ledger;

/// All rules of a node that has just started, as iptables-restore would read them.
#[must_use]
pub fn compile(store: &Store, node: &NodeView<'_>, settings: &Settings, ledger: &mut Ledger) -> RuleText {
    let node = Host::of(node);
    let ports = service_ports(store, settings.family);
    let endpoints = endpoints(store, &node.name, settings.family);
    let tables = whole_node(View { ports: &ports, endpoints: &endpoints, node: &node, settings }, ledger);
    RuleText { tables: tables.into_iter().map(|(name, sheet)| sheet.into_table(name, settings.family)).collect() }
}
