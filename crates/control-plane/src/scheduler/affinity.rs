//! Nodes that a pod wants (`NodeAffinity` in `pkg/scheduler/framework/plugins`).

use malla_manifest::{Node, NodeSelectorTerm, Pod, SelectorOperator};
use std::collections::BTreeMap;

/// Whether the node has the labels that the pod insists on (`GetRequiredNodeAffinity(pod).Match`).
pub(crate) fn matches_node(pod: &Pod, node: &Node) -> bool {
    let selector = pod.spec.node_selector.iter().all(|(key, value)| node.meta.labels.get(key) == Some(value));
    let affinity = pod.spec.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let required = affinity.and_then(|affinity| affinity.required.as_ref());
    selector && required.is_none_or(|wanted| wanted.node_selector_terms.iter().any(|term| term_matches(term, node)))
}

/// How much the pod would like the node: the weights of the terms it matches.
pub(super) fn preference(pod: &Pod, node: &Node) -> i64 {
    let affinity = pod.spec.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let terms = affinity.into_iter().flat_map(|affinity| &affinity.preferred);
    terms.filter(|term| term_matches(&term.preference, node)).map(|term| i64::from(term.weight)).sum()
}

/// All conditions of a term; an empty term matches no node. The only field is `metadata.name`.
fn term_matches(term: &NodeSelectorTerm, node: &Node) -> bool {
    let fields = BTreeMap::from([("metadata.name".to_owned(), node.meta.name.clone())]);
    let empty = term.match_expressions.is_empty() && term.match_fields.is_empty();
    !empty
        && term.match_expressions.iter().all(|requirement| requirement.matches(&node.meta.labels))
        && term.match_fields.iter().all(|requirement| {
            matches!(requirement.operator, SelectorOperator::In | SelectorOperator::NotIn)
                && requirement.matches(&fields)
        })
}
