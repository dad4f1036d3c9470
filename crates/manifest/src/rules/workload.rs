//! `ValidateDeployment`, `ValidateReplicaSet`, `ValidateStatefulSet` and `ValidateDaemonSet`
//! (`pkg/apis/apps/validation/validation.go`).

use super::{Rules, Spot, meta, names, pod, storage};
use crate::objects::field::Field;
use crate::objects::{LabelSelector, Meta};
use crate::problem::{Rule, ShapeProblem};
use std::collections::BTreeMap;

/// Checks a Deployment.
pub(crate) fn deployment(object: &Spot<'_>, rules: &mut Rules) {
    replica_set(object, rules);
    let spec = object.key("spec");
    strategy(&spec.key("strategy"), rules);
    let deadline = spec.key("progressDeadlineSeconds");
    let ready = spec.key("minReadySeconds").whole().unwrap_or(0);
    if deadline.whole().is_some_and(|deadline| deadline <= ready) {
        rules.invalid(&deadline, Rule::ProgressDeadline);
    }
}

/// Checks a ReplicaSet, and what a Deployment has of one.
pub(crate) fn replica_set(object: &Spot<'_>, rules: &mut Rules) {
    // Upstream's sentence names the Deployment here too.
    pods(object, "deployment", rules);
}

/// Checks a StatefulSet.
pub(crate) fn stateful_set(object: &Spot<'_>, rules: &mut Rules) {
    pods(object, "statefulset", rules);
    let spec = object.key("spec");
    no_deadline(&spec, "StatefulSet", rules);
    let update = spec.key("updateStrategy");
    let rolling = update.key("rollingUpdate");
    if update.key("type").word() == "OnDelete" && rolling.exists() {
        rules.invalid(&rolling, Rule::OnDeleteRolling);
    }
    let most = rolling.key("maxUnavailable");
    let number = amount(&most, rules);
    not_all(&most, number, rules);
    if number == Some(0) {
        rules.invalid(&most, Rule::CannotBeZero);
    }
    for template in spec.key("volumeClaimTemplates").items() {
        storage::claim_spec(&template.key("spec"), rules);
    }
}

/// Checks a DaemonSet.
pub(crate) fn daemon_set(object: &Spot<'_>, rules: &mut Rules) {
    pods(object, "daemonset", rules);
    let spec = object.key("spec");
    no_deadline(&spec, "DaemonSet", rules);
    let rolling = spec.keys(&["updateStrategy", "rollingUpdate"]);
    let (unavailable, surge) = (rolling.key("maxUnavailable"), rolling.key("maxSurge"));
    let (none, more) = (amount(&unavailable, rules), amount(&surge, rules));
    not_all(&unavailable, none, rules);
    not_all(&surge, more, rules);
    // What nobody writes is defaulted to 1 and 0.
    let none = if unavailable.exists() { none } else { Some(1) };
    match (none, more.or(Some(0).filter(|_| !surge.exists()))) {
        (Some(0), Some(0)) => rules.required(&unavailable, Rule::SurgeNone),
        (Some(none), Some(more)) if none > 0 && more > 0 => rules.invalid(&surge, Rule::SurgeBoth),
        _ => {}
    }
}

/// What runs pods that restart: a selector, and a template that it matches.
fn pods(object: &Spot<'_>, kind: &str, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let spec = object.key("spec");
    let template = spec.key("template");
    selector(&spec.key("selector"), &template, kind, rules);
    meta::tags(&template.key("metadata"), rules);
    let claims = spec.key("volumeClaimTemplates").items();
    let claims: Vec<&str> = claims.iter().map(|claim| claim.keys(&["metadata", "name"]).word()).collect();
    pod::spec_with(&template.key("spec"), &claims, rules);
    let restart = template.keys(&["spec", "restartPolicy"]);
    if matches!(restart.word(), "OnFailure" | "Never") {
        let problem = ShapeProblem::Unsupported {
            value: restart.print(),
            allowed: vec!["Always".into()],
            similar: Some("Always".into()),
        };
        rules.problem(&restart, problem);
    }
}

fn no_deadline(spec: &Spot<'_>, kind: &str, rules: &mut Rules) {
    let deadline = spec.keys(&["template", "spec", "activeDeadlineSeconds"]);
    if deadline.exists() {
        rules.forbidden_with(&deadline, Rule::DeadlineOf, kind);
    }
}

fn selector(selector: &Spot<'_>, template: &Spot<'_>, kind: &str, rules: &mut Rules) {
    let Some(node) = selector.node() else { return };
    meta::selector(selector, rules);
    let wanted = LabelSelector::read(node);
    if wanted.is_empty() {
        if rules.is_whole() {
            rules.invalid_with(selector, Rule::SelectorEmpty, kind);
        }
        return;
    }
    let own = template.key("metadata").node().map(Meta::read).unwrap_or_default().labels;
    if !wanted.matches(&own) && rules.is_whole() && template.exists() {
        let labels = template.keys(&["metadata", "labels"]);
        let value = if labels.exists() { labels.print() } else { "null".into() };
        rules.invalid_value(&labels, value, Rule::SelectorMismatch, &printed(&wanted));
    }
}

/// A selector as `kubectl get -o wide` prints it: `app=wp,tier in (a,b)`.
pub(crate) fn printed(selector: &LabelSelector) -> String {
    let equal = |labels: &BTreeMap<String, String>| labels.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>();
    let mut parts = equal(&selector.match_labels);
    for requirement in &selector.match_expressions {
        let (key, values) = (&requirement.key, requirement.values.join(","));
        parts.push(match requirement.operator.as_str() {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "Exists" => key.clone(),
            "DoesNotExist" => format!("!{key}"),
            other => format!("{key} {other} {values}"),
        });
    }
    parts.join(",")
}

fn strategy(strategy: &Spot<'_>, rules: &mut Rules) {
    let rolling = strategy.key("rollingUpdate");
    if strategy.key("type").word() == "Recreate" {
        if rolling.exists() {
            rules.forbidden(&rolling, Rule::StrategyRecreate);
        }
        return;
    }
    let (unavailable, surge) = (rolling.key("maxUnavailable"), rolling.key("maxSurge"));
    let (none, no_more) = (amount(&unavailable, rules), amount(&surge, rules));
    if none == Some(0) && no_more == Some(0) {
        rules.invalid(&unavailable, Rule::StrategyZero);
    }
    not_all(&unavailable, none, rules);
}

/// `IsNotMoreThan100Percent`.
pub(crate) fn not_all(field: &Spot<'_>, number: Option<i64>, rules: &mut Rules) {
    if number.is_some_and(|percent| percent > 100) && field.text().is_some() {
        rules.invalid(field, Rule::PercentTooMuch);
    }
}

/// `ValidatePositiveIntOrPercent`; a percentage gives its number.
pub(crate) fn amount(field: &Spot<'_>, rules: &mut Rules) -> Option<i64> {
    if let Some(text) = field.text() {
        let digits = text.strip_suffix('%').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let number = digits.and_then(|digits| digits.parse().ok());
        if number.is_none() {
            rules.invalid(field, Rule::Percent);
        }
        return number;
    }
    if field.whole().is_some_and(|number| number < 0) {
        rules.invalid(field, Rule::Negative);
    }
    field.whole()
}
