//! `ValidateDestinationRule`.

use super::export_to::{self, Owner};
use super::scalars::{selector, tags};
use super::{Rules, Spot, hosts, l4_route, namespace, traffic_policy};
use crate::problem::webhook as law;

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let spec = object.key("spec");
    let host = spec.key("host");
    if host.exists() {
        hosts::domain(&host, host.word(), rules);
    }
    traffic_policy::check(&spec.key("trafficPolicy"), rules);
    subsets(&spec.key("subsets"), rules);
    let selecting = spec.key("workloadSelector");
    selector(&selecting, rules);
    let owner = if selecting.exists() { Owner::Selecting } else { Owner::Other };
    export_to::check(&spec.key("exportTo"), namespace(object), owner, rules);
}

fn subsets(list: &Spot<'_>, rules: &mut Rules) {
    let items = list.items();
    for (at, subset) in items.iter().enumerate() {
        let name = subset.key("name");
        if name.exists() {
            l4_route::subset_name(&name, rules);
        }
        if !name.word().is_empty() && items[..at].iter().any(|other| other.key("name").word() == name.word()) {
            rules.law_with(&name, &law::SUBSET_TWICE, name.word());
        }
        tags(&subset.key("labels"), rules);
        traffic_policy::check(&subset.key("trafficPolicy"), rules);
    }
}
