//! Nodes and neighbours that a pod wants (`NodeAffinity` and `InterPodAffinity` in `pkg/scheduler/framework/plugins`).

use super::filters::Unfit;
use super::machine::Machine;
use malla_manifest::{Affinity, Node, NodeSelectorTerm, Pod, PodAffinity, PodAffinityTerm, SelectorOperator};
use std::collections::BTreeMap;

/// Whether the node has the labels that the pod insists on (`GetRequiredNodeAffinity(pod).Match`).
pub(super) fn matches_node(pod: &Pod, node: &Node) -> bool {
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

/// The pods that have a node: what affinity between pods looks at.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbours {
    settled: Vec<Settled>,
    /// Those that keep others away.
    averse: Vec<(Settled, Vec<PodAffinityTerm>)>,
}

#[derive(Clone, Debug)]
struct Settled {
    namespace: String,
    labels: BTreeMap<String, String>,
    machine: usize,
}

impl Neighbours {
    /// Counts a pod in.
    pub(super) fn settle(&mut self, pod: &Pod, machine: usize) {
        let namespace = pod.meta.namespace.clone().unwrap_or_default();
        let settled = Settled { namespace, labels: pod.meta.labels.clone(), machine };
        let avoids = avoided(pod);
        if !avoids.is_empty() {
            self.averse.push((settled.clone(), avoids.to_vec()));
        }
        self.settled.push(settled);
    }

    /// Whether the node suits the pod's neighbours and they suit it.
    pub(super) fn check(&self, pod: &Pod, at: usize, machines: &[Machine<'_>]) -> Result<(), Unfit> {
        let own = Settled {
            namespace: pod.meta.namespace.clone().unwrap_or_default(),
            labels: pod.meta.labels.clone(),
            machine: at,
        };
        if !wanted(pod).iter().all(|term| self.is_near(term, &own, machines)) {
            return Err(Unfit::PodAffinity);
        }
        if avoided(pod).iter().any(|term| self.has(term, &own, machines)) {
            return Err(Unfit::PodAntiAffinity);
        }
        let kept_away = |(other, terms): &(Settled, Vec<PodAffinityTerm>)| {
            terms.iter().any(|term| selects(term, &other.namespace, &own) && together(term, other, &own, machines))
        };
        if self.averse.iter().any(kept_away) { Err(Unfit::ExistingAntiAffinity) } else { Ok(()) }
    }

    /// How much the pod would like the neighbours of that node.
    pub(super) fn preference(&self, pod: &Pod, at: usize, machines: &[Machine<'_>]) -> i64 {
        let Some(affinity) = &pod.spec.affinity else { return 0 };
        let own = Settled {
            namespace: pod.meta.namespace.clone().unwrap_or_default(),
            labels: pod.meta.labels.clone(),
            machine: at,
        };
        let sum = |kind: &Option<PodAffinity>| -> i64 {
            let terms = kind.iter().flat_map(|affinity| &affinity.preferred);
            terms.map(|term| i64::from(term.weight) * self.count(&term.pod_affinity_term, &own, machines)).sum()
        };
        sum(&affinity.pod_affinity) - sum(&affinity.pod_anti_affinity)
    }

    /// A wanted neighbour is near, or the pod is the first of its kind and wants its own kind.
    fn is_near(&self, term: &PodAffinityTerm, own: &Settled, machines: &[Machine<'_>]) -> bool {
        let labelled = machines[own.machine].node.meta.labels.contains_key(&term.topology_key);
        let alone = !self.settled.iter().any(|other| selects(term, &own.namespace, other));
        self.has(term, own, machines) || (labelled && alone && selects(term, &own.namespace, own))
    }

    fn has(&self, term: &PodAffinityTerm, own: &Settled, machines: &[Machine<'_>]) -> bool {
        self.count(term, own, machines) > 0
    }

    fn count(&self, term: &PodAffinityTerm, own: &Settled, machines: &[Machine<'_>]) -> i64 {
        let near = |other: &&Settled| selects(term, &own.namespace, other) && together(term, other, own, machines);
        self.settled.iter().filter(near).count() as i64
    }
}

/// Whether the term, written by a pod of that namespace, means the other pod. No selector means none.
fn selects(term: &PodAffinityTerm, namespace: &str, other: &Settled) -> bool {
    let here = if term.namespaces.is_empty() {
        other.namespace == namespace
    } else {
        term.namespaces.contains(&other.namespace)
    };
    here && term.label_selector.as_ref().is_some_and(|selector| selector.matches(&other.labels))
}

/// Whether both are in one place: their nodes have the same value of the term's label.
fn together(term: &PodAffinityTerm, a: &Settled, b: &Settled, machines: &[Machine<'_>]) -> bool {
    let value = |settled: &Settled| machines[settled.machine].node.meta.labels.get(&term.topology_key);
    value(a).is_some() && value(a) == value(b)
}

fn wanted(pod: &Pod) -> &[PodAffinityTerm] {
    required(pod, |affinity| affinity.pod_affinity.as_ref())
}

fn avoided(pod: &Pod) -> &[PodAffinityTerm] {
    required(pod, |affinity| affinity.pod_anti_affinity.as_ref())
}

fn required(pod: &Pod, kind: fn(&Affinity) -> Option<&PodAffinity>) -> &[PodAffinityTerm] {
    pod.spec.affinity.as_ref().and_then(kind).map_or(&[], |affinity| affinity.required.as_slice())
}
