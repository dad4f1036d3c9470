//! Which cluster of a route's: the only one, or one drawn by weight.

use crate::report::report;
use crate::{Action, ClusterChoice, Context, Route, WeightedCluster};
use malla_trace::{CauseId, ClusterShare, ProxyAction, Stage};

/// The cluster that something goes to, and why that one.
#[derive(Clone, Copy)]
pub(crate) struct Chosen<'p> {
    /// `None` where the action needs none, or where all weights are 0.
    pub(crate) cluster: Option<&'p str>,
    pub(crate) weighted: Option<&'p WeightedCluster>,
    pub(crate) why: CauseId,
}

/// The cluster that a route's requests go to.
pub(crate) fn choose<'p>(route: &'p Route, cx: &mut Context<'_>) -> Chosen<'p> {
    match &route.action {
        Action::Forward(action) => choose_from(&action.cluster, route.why, cx),
        Action::Redirect(_) | Action::Respond(_) => Chosen { cluster: None, weighted: None, why: route.why },
    }
}

/// One cluster of several, where there are several.
pub(crate) fn choose_from<'p>(choice: &'p ClusterChoice, why: CauseId, cx: &mut Context<'_>) -> Chosen<'p> {
    match choice {
        ClusterChoice::One(cluster) => Chosen { cluster: Some(cluster), weighted: None, why },
        ClusterChoice::Weighted(clusters) => match draw_cluster(clusters, cx) {
            Some(weighted) => Chosen { cluster: Some(&weighted.cluster), weighted: Some(weighted), why: weighted.why },
            None => Chosen { cluster: None, weighted: None, why },
        },
    }
}

/// A draw below the sum of the weights; the intervals lie in the order of the list (Envoy `config_impl.cc`,
/// `pickWeightedCluster`).
fn draw_cluster<'p>(clusters: &'p [WeightedCluster], cx: &mut Context<'_>) -> Option<&'p WeightedCluster> {
    let total: u64 = clusters.iter().map(|weighted| u64::from(weighted.weight)).sum();
    if total == 0 {
        return None;
    }
    let draw = cx.chance.draw("proxy/weighted-cluster", total);
    let mut end = 0;
    let inside = |weighted: &&WeightedCluster| {
        end += u64::from(weighted.weight);
        draw.outcome < end
    };
    let weighted = clusters.iter().find(inside)?;
    let cluster = weighted.cluster.clone();
    let shares = || clusters.iter().map(share).collect();
    let action = || ProxyAction::Weighted { cluster, draw: draw.clone(), shares: shares() };
    report(cx.tracer, Stage::RouteTable, weighted.why, action);
    Some(weighted)
}

fn share(of: &WeightedCluster) -> ClusterShare {
    ClusterShare { cluster: of.cluster.clone(), weight: of.weight, why: of.why }
}
