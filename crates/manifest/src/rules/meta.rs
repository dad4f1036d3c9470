//! `ValidateObjectMeta` (apimachinery `pkg/api/validation/objectmeta.go`): names, namespaces, labels, annotations.

use super::names::{self, Check};
use super::{Rules, Spot};
use crate::problem::Rule;

/// Whether objects of a kind live in a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Cluster,
    Namespace,
}

/// Checks an object's metadata.
pub(crate) fn check(object: &Spot<'_>, scope: Scope, name: Check, rules: &mut Rules) {
    let meta = object.key("metadata");
    rules.text(&meta.key("name"), name);
    generate_name(&meta, name, rules);
    let namespace = meta.key("namespace");
    match scope {
        Scope::Namespace => rules.text(&namespace, names::label),
        Scope::Cluster if !namespace.word().is_empty() => rules.forbidden(&namespace, Rule::NamespaceNotAllowed),
        Scope::Cluster => {}
    }
    if meta.exists() && meta.key("name").word().is_empty() && meta.key("generateName").word().is_empty() {
        rules.required(&meta.key("name"), Rule::NameMissing);
    }
    tags(&meta, rules);
}

/// `maskTrailingDash`: a prefix may end with a dash, something will follow.
fn generate_name(meta: &Spot<'_>, name: Check, rules: &mut Rules) {
    let prefix = meta.key("generateName");
    if let Some(text) = prefix.text().filter(|text| !text.is_empty()) {
        let masked = text.strip_suffix('-').map_or_else(|| text.to_owned(), |rest| format!("{rest}a"));
        rules.form(&prefix, &masked, name);
    }
}

/// Labels and annotations, also those of a pod template.
pub(crate) fn tags(meta: &Spot<'_>, rules: &mut Rules) {
    labels(&meta.key("labels"), rules);
    let annotations = meta.key("annotations");
    for (key, entry) in annotations.entries() {
        rules.form(&entry.blaming(&annotations), &key.to_lowercase(), names::label_key);
    }
}

/// `ValidateLabels`: of labels, selectors and node selectors alike.
pub(crate) fn labels(labels: &Spot<'_>, rules: &mut Rules) {
    for (key, entry) in labels.entries() {
        let blamed = entry.blaming(labels);
        rules.form(&blamed, key, names::label_key);
        if let Some(value) = entry.text() {
            rules.form(&blamed, value, names::label_value);
        }
    }
}

/// `ValidateLabelSelector`, and `ValidateNodeSelectorRequirement` for the operators of nodes.
pub(crate) fn expressions(list: &Spot<'_>, rules: &mut Rules) {
    for expression in list.items() {
        rules.text(&expression.key("key"), names::label_key);
        let values = expression.key("values");
        match expression.key("operator").word() {
            "In" | "NotIn" if !values.has_items() => rules.required(&values, Rule::SelectorValuesMissing),
            "Exists" | "DoesNotExist" if values.has_items() => {
                rules.forbidden(&values, Rule::SelectorValuesForbidden);
            }
            "Gt" | "Lt" if values.items().len() != 1 => rules.required(&values, Rule::SelectorSingleValue),
            _ => {}
        }
    }
}

/// `ValidateLabelSelector`.
pub(crate) fn selector(selector: &Spot<'_>, rules: &mut Rules) {
    labels(&selector.key("matchLabels"), rules);
    expressions(&selector.key("matchExpressions"), rules);
}
