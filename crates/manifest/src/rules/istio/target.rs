//! What a policy is for: pods by their labels, or one object by its name (`validateOneOfSelectorType`,
//! `validatePolicyTargetReference`).

use super::scalars::selector;
use super::{Rules, Spot, names};
use crate::problem::webhook as law;

const KINDS: &[(&str, &str)] = &[
    ("gateway.networking.k8s.io", "Gateway"),
    ("gateway.networking.k8s.io", "GatewayClass"),
    ("", "Service"),
    ("core", "Service"),
    ("networking.istio.io", "ServiceEntry"),
];

pub(super) fn check(spec: &Spot<'_>, rules: &mut Rules) {
    let ways = ["selector", "targetRef", "targetRefs"].map(|key| spec.key(key));
    if ways.iter().filter(|way| way.exists()).count() > 1 {
        rules.law(spec, &law::TARGET_ONE);
        rules.law(spec, &law::TARGET_BOTH);
    }
    selector(&ways[0], rules);
    for reference in std::iter::once(ways[1].clone()).chain(ways[2].items()).filter(Spot::exists) {
        one(&reference, rules);
    }
}

fn one(reference: &Spot<'_>, rules: &mut Rules) {
    let (group, kind, namespace) = (reference.key("group"), reference.key("kind"), reference.key("namespace"));
    if !namespace.word().is_empty() {
        rules.law(&namespace, &law::TARGET_NAMESPACE);
        rules.law(&namespace, &law::TARGET_ELSEWHERE);
    }
    if reference.key("name").word().is_empty() {
        rules.lacks(&reference.key("name"), &law::TARGET_NAME);
    }
    if !group.word().is_empty() && !names::subdomain(group.word()).is_empty() {
        rules.law_with(
            &group,
            &law::TARGET_FORM,
            &form(&group, "^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"),
        );
    } else if !kind.word().is_empty() && !is_kind(kind.word()) {
        rules.law_with(&kind, &law::TARGET_FORM, &form(&kind, "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$"));
    } else if kind.exists() && !KINDS.contains(&(group.word(), kind.word())) {
        rules.law_with(&kind, &law::TARGET_KIND, &format!("{}/{}", group.word(), kind.word()));
    }
}

fn is_kind(word: &str) -> bool {
    super::hosts::is_label(word) && word.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// `should match`, of kube-openapi.
fn form(at: &Spot<'_>, pattern: &str) -> String {
    format!("{}: {} in body should match '{pattern}'", at.print(), at.path())
}
