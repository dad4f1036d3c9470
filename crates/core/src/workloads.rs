//! Which workload a pod belongs to, and in which version: what people count by.

use malla_control_plane::Store;
use malla_manifest::objects::{Meta, Pod, ReplicaSet};
use malla_trace::VertexId;
use std::collections::BTreeMap;

/// What a pod is one of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Workload {
    /// The Deployment's name, or that of whoever else made the pod; the pod's own where nobody did.
    pub(crate) name: String,
    /// Its label `version`.
    pub(crate) version: Option<String>,
}

/// The workload of every pod.
pub(crate) fn of(store: &Store) -> BTreeMap<VertexId, Workload> {
    let pods = store.all::<Pod>().map(|(reference, pod, _)| {
        let id = VertexId(format!("pod/{}/{}", reference.namespace, reference.name));
        let name = name(store, &pod.meta, &reference.namespace, &reference.name);
        (id, Workload { name, version: pod.meta.labels.get("version").cloned() })
    });
    pods.collect()
}

/// From the pod to its ReplicaSet and on to the Deployment behind it (`metadata.ownerReferences`).
fn name(store: &Store, pod: &Meta, namespace: &str, own: &str) -> String {
    let Some(owner) = pod.owner_references.first() else { return own.to_owned() };
    let set = store.find::<ReplicaSet>(namespace, &owner.name).filter(|_| owner.kind == "ReplicaSet");
    let above = set.and_then(|(set, _)| set.meta.owner_references.first());
    above.unwrap_or(owner).name.clone()
}
