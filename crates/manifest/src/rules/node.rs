//! `ValidateNode` (`pkg/apis/core/validation/validation.go`).

use super::{Rules, Spot, meta, names};
use std::collections::BTreeSet;

/// Checks a Node.
pub(crate) fn check(node: &Spot<'_>, rules: &mut Rules) {
    meta::check(node, meta::Scope::Cluster, names::subdomain, rules);
    let spec = node.key("spec");
    rules.text(&spec.key("podCIDR"), names::cidr);
    taints(&spec.key("taints"), rules);
}

/// `validateNodeTaints`.
pub(crate) fn taints(list: &Spot<'_>, rules: &mut Rules) {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for taint in list.items() {
        rules.text(&taint.key("key"), names::label_key);
        rules.text(&taint.key("value"), names::label_value);
        let identity = (taint.key("key").word(), taint.key("effect").word());
        if seen.contains(&identity) {
            rules.duplicate(&taint);
        }
        seen.insert(identity);
    }
}
