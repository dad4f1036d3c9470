//! `ValidateTolerations` and `validateAffinity` (`pkg/apis/core/validation/validation.go`).

use super::{Rules, Spot, meta};
use crate::problem::Rule;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Checks where a pod may run.
pub(crate) fn check(spec: &Spot<'_>, rules: &mut Rules) {
    meta::labels(&spec.key("nodeSelector"), rules);
    for toleration in spec.key("tolerations").items() {
        tolerates(&toleration, rules);
    }
    let affinity = spec.key("affinity");
    nodes(&affinity.key("nodeAffinity"), rules);
    for side in ["podAffinity", "podAntiAffinity"] {
        neighbours(&affinity.key(side), rules);
    }
}

fn tolerates(toleration: &Spot<'_>, rules: &mut Rules) {
    let (key, operator) = (toleration.key("key"), toleration.key("operator"));
    rules.text(&key, super::names::label_key);
    if key.word().is_empty() && operator.word() != "Exists" && rules.is_whole() {
        rules.invalid(&operator, Rule::TolerationKey);
    }
    let value = toleration.key("value");
    if operator.word() == "Exists" && !value.word().is_empty() {
        rules.invalid(&value, Rule::TolerationValue);
    }
    let effect = toleration.key("effect");
    if toleration.key("tolerationSeconds").exists() && !matches!(effect.word(), "NoExecute" | "") {
        rules.invalid(&effect, Rule::TolerationSeconds);
    }
}

fn nodes(affinity: &Spot<'_>, rules: &mut Rules) {
    let required = affinity.key(REQUIRED);
    let terms = required.key("nodeSelectorTerms");
    if required.exists() && terms.exists() && !terms.has_items() {
        rules.required(&terms, Rule::NodeTermsMissing);
    }
    let preferred = affinity.key(PREFERRED).items().into_iter().map(|term| term.key("preference"));
    for term in terms.items().into_iter().chain(preferred) {
        meta::expressions(&term.key("matchExpressions"), rules);
    }
}

fn neighbours(affinity: &Spot<'_>, rules: &mut Rules) {
    let preferred = affinity.key(PREFERRED).items().into_iter().map(|term| term.key("podAffinityTerm"));
    for term in affinity.key(REQUIRED).items().into_iter().chain(preferred) {
        meta::selector(&term.key("labelSelector"), rules);
        let topology = term.key("topologyKey");
        if topology.exists() && topology.word().is_empty() {
            rules.required(&topology, Rule::TopologyKeyMissing);
        }
        rules.text(&topology, super::names::label_key);
    }
}
