//! DaemonSet to pods (`pkg/controller/daemon`): one for every node that takes it, made for that node.

use super::plan::{plans, quota};
use super::pods::{Draft, Maker, REVISION};
use super::{Fact, View, Write};
use crate::memory::Seat;
use crate::names::template_hash;
use crate::scheduler::{matches_node, untolerated};
use crate::store::{Store, Stored};
use malla_manifest::{
    DaemonSet, Node, NodeSelector, NodeSelectorTerm, Pod, PodSpec, PodStatus, Requirement, SelectorOperator,
    TaintEffect, Toleration, TolerationOperator,
};
use malla_trace::{FieldPath, ObjectRef};
use std::collections::BTreeSet;

/// The component's name in causes.
const SELF: &str = "daemonset-controller";

/// The taints that a DaemonSet's pods bear (`AddOrUpdateDaemonPodTolerations`), in its order.
const BORNE: [(&str, TaintEffect); 6] = [
    ("node.kubernetes.io/not-ready", TaintEffect::NoExecute),
    ("node.kubernetes.io/unreachable", TaintEffect::NoExecute),
    ("node.kubernetes.io/disk-pressure", TaintEffect::NoSchedule),
    ("node.kubernetes.io/memory-pressure", TaintEffect::NoSchedule),
    ("node.kubernetes.io/pid-pressure", TaintEffect::NoSchedule),
    ("node.kubernetes.io/unschedulable", TaintEffect::NoSchedule),
];

/// What those on their node's network bear too.
const BORNE_BY_HOST: (&str, TaintEffect) = ("node.kubernetes.io/network-unavailable", TaintEffect::NoSchedule);

/// A set, and where its fields come from.
type Subject<'v> = (&'v ObjectRef, &'v DaemonSet, &'v Stored);

/// Makes the pods that are missing.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let sets: Vec<Subject<'_>> = view.store.all::<DaemonSet>().collect();
    if sets.is_empty() {
        return Vec::new();
    }
    let (maker, plans) = (Maker::new(view, SELF, "apps/v1"), plans(view.store));
    sets.iter().flat_map(|subject| sync(view, &maker, *subject, quota(&plans, subject.0))).collect()
}

/// The nodes that a pod of the set is made for (`NodeShouldRunDaemonPod`): those that it names, selects and bears.
/// Whether there is room does not count: a pod is made and waits.
pub(super) fn nodes<'s>(store: &'s Store, set: &DaemonSet) -> impl Iterator<Item = (&'s ObjectRef, &'s Stored)> {
    let mut spec = set.spec.template.spec.clone();
    bear(&mut spec);
    let pod = Pod { meta: set.spec.template.meta.clone(), spec, status: PodStatus::default() };
    let takes = move |node: &Node| {
        let named = pod.spec.node_name.as_ref().is_none_or(|name| *name == node.meta.name);
        named && matches_node(&pod, node) && untolerated(&pod, node).is_none()
    };
    store.all::<Node>().filter(move |(_, node, _)| takes(node)).map(|(reference, _, stored)| (reference, stored))
}

fn sync(view: &View<'_>, maker: &Maker<'_>, (owner, set, stored): Subject<'_>, pods: usize) -> Vec<Write> {
    let hash = template_hash(&set.spec.template);
    let mut names = BTreeSet::new();
    let writes = nodes(view.store, set).take(pods).filter_map(|(node, its)| {
        // A node more or less is no other pod's business: the seat is the node's.
        let seat = Seat { owner: owner.clone(), template: format!("{hash}@{}", node.name), ordinal: 0 };
        if maker.is_taken(&seat) {
            return None;
        }
        let name = maker.name(&format!("{}-", owner.name), &seat, &mut names);
        let draft = maker.draft(stored, &set.spec.template, (seat, name), "spec.template");
        let drawn = maker.drawn(&draft);
        let revision = Fact::DaemonRevision.on(vec![stored.cause("spec.template")]);
        let draft = draft.because(FieldPath::parse("metadata.name"), drawn).label(REVISION, hash.clone(), revision);
        maker.create(pinned(draft, stored, (node, its)))
    });
    writes.collect()
}

/// `ReplaceDaemonSetPodNodeNameNodeAffinity`: what the pod insists on is its node, and nothing else.
fn pinned<'v>(mut draft: Draft<'v>, stored: &Stored, (node, its): (&ObjectRef, &Stored)) -> Draft<'v> {
    let first = draft.pod.spec.tolerations.len();
    bear(&mut draft.pod.spec);
    let this =
        Requirement { key: "metadata.name".into(), operator: SelectorOperator::In, values: vec![node.name.clone()] };
    let term = NodeSelectorTerm { match_fields: vec![this], ..NodeSelectorTerm::default() };
    let affinity = draft.pod.spec.affinity.get_or_insert_default().node_affinity.get_or_insert_default();
    affinity.required = Some(NodeSelector { node_selector_terms: vec![term] });
    let tolerations = FieldPath::parse("spec.tolerations");
    let added = first..draft.pod.spec.tolerations.len();
    let draft = added.fold(draft, |draft, index| {
        draft.because(tolerations.index(index), Fact::DaemonTolerations.on(vec![stored.cause("")]))
    });
    let own = FieldPath::parse("spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution");
    draft.because(own, Fact::DaemonNode.on(vec![its.cause(""), stored.cause("")]))
}

/// `AddOrUpdateTolerationInPodSpec`: what is there already is not added.
fn bear(spec: &mut PodSpec) {
    let host = (spec.host_network == Some(true)).then_some(BORNE_BY_HOST);
    for (key, effect) in BORNE.into_iter().chain(host) {
        let operator = Some(TolerationOperator::Exists);
        let toleration = Toleration { key: Some(key.into()), operator, effect: Some(effect), ..Toleration::default() };
        if !spec.tolerations.contains(&toleration) {
            spec.tolerations.push(toleration);
        }
    }
}
