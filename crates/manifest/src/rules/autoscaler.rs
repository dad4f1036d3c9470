//! `ValidateHorizontalPodAutoscaler` and `ValidatePodDisruptionBudget` (`pkg/apis/autoscaling/validation`,
//! `pkg/apis/policy/validation`).

use super::workload::{amount, not_all};
use super::{Rules, Spot, meta, names};
use crate::objects::Quantity;
use crate::problem::Rule;

/// Where a metric comes from, by the word of its type.
const SOURCES: [(&str, &str); 5] = [
    ("Object", "object"),
    ("External", "external"),
    ("Pods", "pods"),
    ("Resource", "resource"),
    ("ContainerResource", "containerResource"),
];

/// The longest that changes may be looked back upon, and that a policy may count, in seconds.
const MAX_WINDOW: i64 = 3_600;
const MAX_PERIOD: i64 = 1_800;

/// Checks a HorizontalPodAutoscaler.
pub(crate) fn check(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let spec = object.key("spec");
    let (least, most) = (spec.key("minReplicas"), spec.key("maxReplicas"));
    if most.whole().is_some_and(|most| least.whole().is_some_and(|least| least >= 1 && most >= 1 && most < least)) {
        rules.invalid(&most, Rule::ScaleLimits);
    }
    for key in ["kind", "name"] {
        rules.text(&spec.key("scaleTargetRef").key(key), names::path_segment);
    }
    spec.key("metrics").items().iter().for_each(|each| metric(each, rules));
    for side in ["scaleUp", "scaleDown"] {
        behavior(&spec.key("behavior").key(side), rules);
    }
}

/// `validateMetricSpec`.
fn metric(each: &Spot<'_>, rules: &mut Rules) {
    let Some((_, own)) = SOURCES.iter().find(|(word, _)| *word == each.key("type").word()) else { return };
    for (_, key) in SOURCES.iter().filter(|(_, key)| key != own) {
        let other = each.key(key);
        if other.exists() {
            rules.forbidden(&other, Rule::ScaleSourceOther);
        }
    }
    let source = each.key(own);
    if source.exists() {
        target(own, &source.key("target"), rules);
    } else {
        rules.required(&source, Rule::ScaleSource);
    }
}

/// What each source must be told to reach.
fn target(source: &str, target: &Spot<'_>, rules: &mut Rules) {
    let (share, each, value) = (target.key("averageUtilization"), target.key("averageValue"), target.key("value"));
    if share.whole().is_some_and(|percent| percent < 1) {
        rules.invalid(&share, Rule::MoreThanZero);
    }
    for amount in [&each, &value] {
        let milli = Quantity(amount.print().trim_matches('"').into()).milli();
        if amount.exists() && milli.is_some_and(|milli| milli <= 0) {
            rules.invalid(amount, Rule::StorageSize);
        }
    }
    let (has_share, has_each, has_value) = (share.exists(), each.exists(), value.exists());
    match source {
        "resource" | "containerResource" if !has_share && !has_each => rules.required(&share, Rule::ScaleTargetNone),
        "resource" | "containerResource" if has_share && has_each => rules.forbidden(&each, Rule::ScaleTargetBoth),
        "pods" if !has_each => rules.required(&each, Rule::ScalePodsTarget),
        "object" if !has_value && !has_each => rules.required(&each, Rule::ScaleObjectTarget),
        "external" if !has_value && !has_each => rules.required(&each, Rule::ScaleExternalNone),
        "external" if has_value && has_each => rules.forbidden(&value, Rule::ScaleExternalBoth),
        _ => {}
    }
}

/// `validateScalingRules`.
fn behavior(side: &Spot<'_>, rules: &mut Rules) {
    let (window, policies) = (side.key("stabilizationWindowSeconds"), side.key("policies"));
    match window.whole() {
        Some(seconds) if seconds < 0 => rules.invalid(&window, Rule::ScaleWindowNegative),
        Some(seconds) if seconds > MAX_WINDOW => rules.invalid_with(&window, Rule::ScaleTooLong, "3600"),
        _ => {}
    }
    if policies.exists() && !policies.has_items() {
        rules.required(&policies, Rule::ScalePolicies);
    }
    for policy in policies.items() {
        for field in [policy.key("value"), policy.key("periodSeconds")] {
            if field.whole().is_some_and(|number| number <= 0) {
                rules.invalid(&field, Rule::ScaleZero);
            }
        }
        let period = policy.key("periodSeconds");
        if period.whole().is_some_and(|seconds| seconds > MAX_PERIOD) {
            rules.invalid_with(&period, Rule::ScaleTooLong, "1800");
        }
    }
}

/// Checks a PodDisruptionBudget.
pub(crate) fn budget(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let spec = object.key("spec");
    let sides = ["minAvailable", "maxUnavailable"].map(|key| spec.key(key));
    if sides.iter().all(Spot::exists) {
        rules.invalid(&spec, Rule::BudgetBoth);
    }
    for side in &sides {
        let number = amount(side, rules);
        not_all(side, number, rules);
    }
    meta::selector(&spec.key("selector"), rules);
}
