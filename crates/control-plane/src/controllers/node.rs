//! Nodes as their kubelets register them (`pkg/kubelet/kubelet_node_status.go`) and kubeadm marks them.

use super::{Reason, View, Write};
use crate::store::reference;
use malla_manifest::{Condition, Meta, Node, NodeAddress, Quantity, Taint, TaintEffect, WorldNode};
use malla_trace::{CauseId, FieldPath};
use std::collections::BTreeMap;

/// The label and taint of a control plane node (`cmd/kubeadm/app/constants`).
pub const CONTROL_PLANE: &str = "node-role.kubernetes.io/control-plane";

/// The label with a node's name.
pub const HOSTNAME: &str = "kubernetes.io/hostname";

/// What a node has when the World does not say, and how many pods a kubelet takes (`--max-pods`).
const CPU: &str = "4";
const MEMORY: &str = "8Gi";
const PODS: &str = "110";

/// Registers every machine of the World; a Node that somebody wrote without a machine is never heard of.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let registered = view.world.nodes().filter_map(|(machine, why)| register(view, machine, why));
    let silent = view.store.all::<Node>().filter_map(|(_, node, _)| silence(view, node));
    registered.chain(silent).collect()
}

fn register(view: &View<'_>, machine: &WorldNode, why: CauseId) -> Option<Write> {
    let existing = view.store.find::<Node>("", &machine.name).map(|(node, _)| node);
    let node = with_machine(existing.cloned().unwrap_or_default(), machine);
    if existing == Some(&node) {
        return None;
    }
    let status = Reason::derived("kubelet", vec![why]);
    let write = if existing.is_some() { Write::update(node) } else { Write::new(node, Reason::Known(why)) };
    let write = write.because(FieldPath::parse("status"), status);
    let own: Vec<_> = machine.labels.keys().cloned().collect();
    Some(mark(write, machine, &own, why))
}

/// Causes of the labels and taints: those that kubeadm and the kubelet give, and those that the World writes.
fn mark(write: Write, machine: &WorldNode, own: &[String], why: CauseId) -> Write {
    let labels = FieldPath::parse("metadata.labels");
    let given = standard_labels(machine).into_keys().filter(|key| !own.contains(key));
    let write = given.fold(write, |write, key| {
        let by = if key == CONTROL_PLANE { "kubeadm" } else { "kubelet" };
        write.because(labels.key(&key), Reason::derived(by, vec![why]))
    });
    let tainted = machine.control_plane == Some(true);
    let taint = || Reason::derived("kubeadm", vec![why]);
    if tainted { write.because(FieldPath::parse("spec.taints"), taint()) } else { write }
}

/// A Node as its machine makes it; labels and taints that somebody wrote on the Node stay.
fn with_machine(node: Node, machine: &WorldNode) -> Node {
    let mut labels = standard_labels(machine);
    labels.extend(machine.labels.clone());
    labels.extend(node.meta.labels);
    let mut spec = node.spec;
    let taints = control_plane_taint(machine).into_iter().chain(machine.taints.clone());
    let missing: Vec<Taint> = taints.filter(|taint| !spec.taints.contains(taint)).collect();
    spec.taints.extend(missing);
    let mut status = node.status;
    status.addresses = addresses(machine);
    status.capacity = capacity(machine);
    status.allocatable = status.capacity.clone();
    status.conditions = vec![condition("True", "KubeletReady", "kubelet is posting ready status")];
    Node { meta: Meta { name: machine.name.clone(), labels, ..node.meta }, spec, status }
}

fn standard_labels(machine: &WorldNode) -> BTreeMap<String, String> {
    let common = [("kubernetes.io/arch", "amd64"), ("kubernetes.io/os", "linux"), (HOSTNAME, machine.name.as_str())];
    let role = (machine.control_plane == Some(true)).then_some((CONTROL_PLANE, ""));
    common.into_iter().chain(role).map(|(key, value)| (key.into(), value.into())).collect()
}

fn control_plane_taint(machine: &WorldNode) -> Option<Taint> {
    let taint = || Taint { key: CONTROL_PLANE.into(), value: None, effect: TaintEffect::NoSchedule };
    (machine.control_plane == Some(true)).then(taint)
}

fn addresses(machine: &WorldNode) -> Vec<NodeAddress> {
    let address = |kind: &str, address: String| NodeAddress { address_type: kind.into(), address };
    vec![address("InternalIP", machine.address.to_string()), address("Hostname", machine.name.clone())]
}

fn capacity(machine: &WorldNode) -> BTreeMap<String, Quantity> {
    let quantity =
        |written: &Option<Quantity>, default: &str| written.clone().unwrap_or_else(|| Quantity(default.into()));
    let cpu = quantity(&machine.cpu, CPU);
    let memory = quantity(&machine.memory, MEMORY);
    BTreeMap::from([("cpu".into(), cpu), ("memory".into(), memory), ("pods".into(), Quantity(PODS.into()))])
}

fn condition(status: &str, reason: &str, message: &str) -> Condition {
    let text = |text: &str| Some(text.to_owned());
    Condition { condition_type: "Ready".into(), status: status.into(), reason: text(reason), message: text(message) }
}

/// A Node without a machine: no kubelet ever posted its status, so the node lifecycle controller marks it
/// (`pkg/controller/nodelifecycle`, `NodeStatusNeverUpdated`).
fn silence(view: &View<'_>, node: &Node) -> Option<Write> {
    let taint = Taint { key: "node.kubernetes.io/unreachable".into(), value: None, effect: TaintEffect::NoSchedule };
    if view.world.nodes().any(|(machine, _)| machine.name == node.meta.name) || node.spec.taints.contains(&taint) {
        return None;
    }
    let mut node = node.clone();
    node.spec.taints.push(taint);
    node.status.conditions = vec![condition("Unknown", "NodeStatusNeverUpdated", "Kubelet never posted node status.")];
    let root = view.store.get(&reference::<Node>("", &node.meta.name))?.cause("");
    let reason = || Reason::derived("node-lifecycle-controller", vec![root]);
    let write = Write::update(node).because(FieldPath::parse("status"), reason());
    Some(write.because(FieldPath::parse("spec.taints"), reason()))
}
