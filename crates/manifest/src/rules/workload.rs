//! `ValidateDeployment` and `ValidateReplicaSet` (`pkg/apis/apps/validation/validation.go`).

use super::{Rules, Spot, meta, names, pod};
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
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let spec = object.key("spec");
    let template = spec.key("template");
    selector(&spec.key("selector"), &template, rules);
    meta::tags(&template.key("metadata"), rules);
    pod::spec(&template.key("spec"), rules);
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

fn selector(selector: &Spot<'_>, template: &Spot<'_>, rules: &mut Rules) {
    let Some(node) = selector.node() else { return };
    meta::selector(selector, rules);
    let wanted = LabelSelector::read(node);
    if wanted.is_empty() {
        if rules.is_whole() {
            rules.invalid(selector, Rule::SelectorEmpty);
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
    if none.is_some_and(|percent| percent > 100) && unavailable.text().is_some() {
        rules.invalid(&unavailable, Rule::PercentTooMuch);
    }
}

/// `ValidatePositiveIntOrPercent`; a percentage gives its number.
fn amount(field: &Spot<'_>, rules: &mut Rules) -> Option<i64> {
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
