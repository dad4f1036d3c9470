//! Which endpoints a node may use for which traffic: `CategorizeEndpoints` in pkg/proxy/topology.go.

use super::{Endpoint, ServicePort};
use std::collections::BTreeSet;

/// The endpoints of one service port, sorted by what they are good for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Categories<'a> {
    /// For traffic under policy Cluster.
    pub cluster: Vec<&'a Endpoint>,
    /// For traffic under policy Local.
    pub local: Vec<&'a Endpoint>,
    /// Both together, each once: those that need a chain.
    pub reachable: Vec<&'a Endpoint>,
    /// Whether there is a usable endpoint anywhere, be it out of this node's reach.
    pub has_any: bool,
}

/// What a node knows about its place, for topology hints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topology<'a> {
    /// Whether hints are obeyed at all (feature gate `TopologyAwareHints`).
    pub hints: bool,
    /// The node's label `topology.kubernetes.io/zone`.
    pub zone: Option<&'a str>,
}

/// Sorts the endpoints of `port` for a node at that place.
pub fn categorize<'a>(all: &[&'a Endpoint], port: &ServicePort, place: Topology<'_>) -> Categories<'a> {
    let zone = place.zone.filter(|zone| place.hints && hints_apply(all, port, zone));
    let cluster = if port.uses_cluster_endpoints() { cluster_endpoints(all, zone) } else { Vec::new() };
    if !port.uses_local_endpoints() {
        let has_any = !cluster.is_empty();
        return Categories { reachable: cluster.clone(), cluster, local: Vec::new(), has_any };
    }
    let local = local_endpoints(all);
    let used: BTreeSet<&str> = cluster.iter().chain(&local).map(|e| e.text.as_str()).collect();
    let reachable = all.iter().copied().filter(|e| used.contains(e.text.as_str())).collect();
    let has_any = all.iter().any(|e| e.ready || e.serves_while_terminating());
    Categories { cluster, local, reachable, has_any }
}

/// Ready ones, of the zone if hints apply; where that leaves none, those that still serve while they terminate, from
/// anywhere: better a far answer than none (KEP-1669).
fn cluster_endpoints<'a>(all: &[&'a Endpoint], zone: Option<&str>) -> Vec<&'a Endpoint> {
    let fits = |e: &Endpoint| e.ready && zone.is_none_or(|zone| e.zone_hints.contains(zone));
    or_else_terminating(all, fits, |_| true)
}

/// Ready ones of this node; where there are none, its terminating ones that still serve.
fn local_endpoints<'a>(all: &[&'a Endpoint]) -> Vec<&'a Endpoint> {
    or_else_terminating(all, |e| e.ready && e.local, |e| e.local)
}

fn or_else_terminating<'a>(
    all: &[&'a Endpoint],
    first: impl Fn(&Endpoint) -> bool,
    second: impl Fn(&Endpoint) -> bool,
) -> Vec<&'a Endpoint> {
    let found: Vec<_> = all.iter().copied().filter(|e| first(e)).collect();
    if !found.is_empty() {
        return found;
    }
    all.iter().copied().filter(|e| e.serves_while_terminating() && second(e)).collect()
}

/// Hints count only when the Service asks for them, every ready endpoint carries one, and one names this zone
/// (`canUseTopology`).
fn hints_apply(all: &[&Endpoint], port: &ServicePort, zone: &str) -> bool {
    let asked = !matches!(port.topology_mode.as_str(), "" | "disabled" | "Disabled");
    let mut ready = all.iter().filter(|e| e.ready);
    asked
        && !zone.is_empty()
        && ready.clone().all(|e| !e.zone_hints.is_empty())
        && ready.any(|e| e.zone_hints.contains(zone))
}
