//! What is counted while requests go by the thousand: the splits by weight that proxies made.

use malla_trace::{Action, Branch, CauseId, ClusterShare, ProxyAction, Split, Step, VertexId};
use std::collections::BTreeMap;

/// What has been counted so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    splits: BTreeMap<(VertexId, CauseId), Split>,
}

impl Tally {
    /// Takes note of what a proxy decided in one go: a route, and the branch of it that chance chose.
    pub(super) fn note(&mut self, at: &VertexId, steps: &[Step]) {
        let mut route = None;
        for step in steps {
            match &step.action {
                Action::Proxy(ProxyAction::Route { name, .. }) => route = Some((name, step)),
                Action::Proxy(ProxyAction::Weighted { cluster, shares, .. }) => {
                    let (name, why) = route.map_or((String::new(), step.why), |(name, step)| (name.clone(), step.why));
                    let key = (at.clone(), why);
                    let new = || Split { at: at.clone(), route: name, why, branches: branches(shares) };
                    let split = self.splits.entry(key).or_insert_with(new);
                    split.branches.iter_mut().filter(|b| b.cluster == *cluster).for_each(|branch| branch.count += 1);
                }
                Action::Proxy(_) | Action::Net(_) | Action::Dns(_) | Action::App(_) => {}
            }
        }
    }

    /// The splits, by machine and in the order of the routes.
    pub(super) fn into_splits(self) -> Vec<Split> {
        self.splits.into_values().collect()
    }
}

fn branches(shares: &[ClusterShare]) -> Vec<Branch> {
    let branch = |share: &ClusterShare| Branch {
        cluster: share.cluster.clone(),
        weight: share.weight,
        count: 0,
        why: share.why,
    };
    shares.iter().map(branch).collect()
}
