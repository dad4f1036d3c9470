//! How a proxy on the way shares requests out: by the weights it drew from, or all to one place.

use crate::check::{SplitCheck, shares_text};
use malla_trace::{Action, ProxyAction, Step, Trace};
use std::collections::BTreeMap;

/// Per cent by subset, of one route's requests to one host.
type Shares = BTreeMap<String, u32>;

impl SplitCheck {
    /// Whether some route of the trace shares requests to the host out like this; and how they were.
    pub(crate) fn is_made(&self, trace: &Trace) -> (bool, String) {
        let splits: Vec<Shares> = trace.hops.iter().filter_map(|hop| self.split(&hop.steps)).collect();
        let found: Vec<String> = splits.iter().map(shares_text).collect();
        (splits.contains(&self.wanted()), found.join(", "))
    }

    fn wanted(&self) -> Shares {
        self.shares.iter().filter(|(_, share)| **share > 0).map(|(subset, share)| (subset.clone(), *share)).collect()
    }

    /// What one proxy's turn shares out: the draw says so, else the one cluster of the route.
    fn split(&self, steps: &[Step]) -> Option<Shares> {
        let drawn = steps.iter().find_map(|step| match &step.action {
            Action::Proxy(ProxyAction::Weighted { shares, .. }) => {
                Some(shares.iter().map(|share| (share.cluster.as_str(), share.weight)).collect::<Vec<_>>())
            }
            Action::Proxy(_) | Action::Net(_) | Action::Dns(_) | Action::App(_) => None,
        });
        let whole = || {
            steps.iter().find_map(|step| match &step.action {
                Action::Proxy(ProxyAction::Route { cluster, .. }) => Some(vec![(cluster.as_str(), 1)]),
                Action::Proxy(_) | Action::Net(_) | Action::Dns(_) | Action::App(_) => None,
            })
        };
        self.percent(&drawn.or_else(whole)?)
    }

    fn percent(&self, weights: &[(&str, u32)]) -> Option<Shares> {
        let sum: u32 = weights.iter().map(|(_, weight)| weight).sum();
        let mut shares = Shares::new();
        for (cluster, weight) in weights.iter().filter(|(_, weight)| *weight > 0) {
            let (subset, host) = subset_and_host(cluster)?;
            if !self.host.matches(host) {
                return None;
            }
            *shares.entry(subset.to_owned()).or_default() += weight * 100 / sum.max(1);
        }
        Some(shares).filter(|shares| !shares.is_empty())
    }
}

/// The subset and host of `outbound|9080|v1|reviews.default.svc.cluster.local`.
fn subset_and_host(cluster: &str) -> Option<(&str, &str)> {
    let mut parts = cluster.strip_prefix("outbound|")?.split('|').skip(1);
    Some((parts.next()?, parts.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Glob;
    use crate::fixture::a_trace;
    use malla_trace::{CauseId, Chance, ClusterShare, Seeded, Stage};

    const WHY: CauseId = CauseId(0);

    fn cluster(subset: &str) -> String {
        format!("outbound|9080|{subset}|reviews.default.svc.cluster.local")
    }

    fn step(action: ProxyAction) -> Step {
        Step { stage: Stage::RouteTable, action: Action::Proxy(action), delta: vec![], why: WHY, considered: vec![] }
    }

    fn check(host: &str, shares: &[(&str, u32)]) -> SplitCheck {
        let shares = shares.iter().map(|(subset, share)| ((*subset).to_owned(), *share)).collect();
        SplitCheck { host: Glob(host.into()), shares }
    }

    fn weighted(weights: &[(&str, u32)]) -> Trace {
        let shares = weights.iter().map(|(s, weight)| ClusterShare { cluster: cluster(s), weight: *weight, why: WHY });
        let draw = Seeded::new(1).draw("proxy/weighted-cluster", 100);
        let mut trace = a_trace();
        trace.hops[0].steps =
            vec![step(ProxyAction::Weighted { cluster: cluster("v1"), draw, shares: shares.collect() })];
        trace
    }

    #[test]
    fn weights_are_shares_of_their_sum() {
        let trace = weighted(&[("v1", 9), ("v2", 1), ("v3", 0)]);
        assert!(check("reviews.*", &[("v1", 90), ("v2", 10), ("v3", 0)]).is_made(&trace).0);
        assert_eq!(check("reviews.*", &[("v1", 100)]).is_made(&trace), (false, "v1 90 v2 10".into()));
        assert_eq!(check("ratings.*", &[("v1", 90), ("v2", 10)]).is_made(&trace), (false, String::new()));
    }

    #[test]
    fn a_route_to_one_place_gives_it_everything() {
        let mut trace = a_trace();
        let route = ProxyAction::Route { name: "x".into(), condition: "prefix /".into(), cluster: cluster("v2") };
        trace.hops[0].steps = vec![step(route)];
        assert!(check("reviews.*", &[("v2", 100)]).is_made(&trace).0);
        assert_eq!(check("reviews.*", &[("v1", 100)]).is_made(&trace), (false, "v2 100".into()));
    }
}
