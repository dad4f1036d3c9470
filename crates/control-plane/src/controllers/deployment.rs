//! Deployment to ReplicaSet (`pkg/controller/deployment`): one ReplicaSet a version of the template.

use super::{Reason, View, Write};
use crate::names::template_hash;
use crate::store::Stored;
use malla_manifest::{Deployment, Meta, OwnerReference, ReplicaSet, ReplicaSetSpec};
use malla_trace::{FieldPath, ObjectRef};

/// The label that tells the versions of a template apart.
pub const TEMPLATE_HASH: &str = "pod-template-hash";

/// The component's name in causes.
const SELF: &str = "deployment-controller";

/// Makes the ReplicaSet of every Deployment's present template. A paused Deployment gets no new one.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let active = view.store.all::<Deployment>().filter(|(_, deployment, _)| deployment.spec.paused != Some(true));
    active.filter_map(|(reference, deployment, stored)| sync(view, reference, deployment, stored)).collect()
}

fn sync(view: &View<'_>, owner: &ObjectRef, deployment: &Deployment, stored: &Stored) -> Option<Write> {
    let desired = replica_set(owner, deployment);
    if let Some((existing, _)) = view.store.find::<ReplicaSet>(&owner.namespace, &desired.meta.name) {
        let same = existing.spec.replicas == desired.spec.replicas;
        let own = existing.meta.owner_references.iter().any(|o| o.kind == owner.kind && o.name == owner.name);
        return (own && !same).then(|| Write::update(desired));
    }
    let why = |from: &[&str]| Reason::derived(SELF, from.iter().map(|path| stored.cause(path)).collect());
    let hash = || why(&["spec.template"]);
    let write = Write::made_from(desired, why(&["spec.template", "spec.replicas", ""]), owner, "");
    let labels = ["metadata.labels", "spec.selector.matchLabels", "spec.template.metadata.labels"];
    let write =
        labels.into_iter().fold(write, |write, at| write.because(FieldPath::parse(at).key(TEMPLATE_HASH), hash()));
    Some(write.because(FieldPath::parse("metadata.name"), hash()))
}

/// `getNewReplicaSet` in `sync.go`: named after the template's hash, which goes into labels and selector too.
fn replica_set(owner: &ObjectRef, deployment: &Deployment) -> ReplicaSet {
    let spec = &deployment.spec;
    let hash = template_hash(&spec.template);
    let mut template = spec.template.clone();
    template.meta.labels.insert(TEMPLATE_HASH.into(), hash.clone());
    let mut selector = spec.selector.clone();
    selector.match_labels.insert(TEMPLATE_HASH.into(), hash.clone());
    let meta = Meta {
        name: format!("{}-{hash}", owner.name),
        namespace: Some(owner.namespace.clone()),
        labels: template.meta.labels.clone(),
        annotations: deployment.meta.annotations.clone(),
        owner_references: vec![owned_by(owner, "apps/v1")],
        creation_timestamp: None,
    };
    let (replicas, min_ready_seconds) = (spec.replicas, spec.min_ready_seconds);
    ReplicaSet { meta, spec: ReplicaSetSpec { replicas, selector, template, min_ready_seconds } }
}

/// A controller's reference in what it made.
#[must_use]
pub fn owned_by(owner: &ObjectRef, api_version: &str) -> OwnerReference {
    let (kind, name) = (owner.kind.clone(), owner.name.clone());
    OwnerReference { api_version: api_version.into(), kind, name, controller: Some(true) }
}

/// The template's hash of a ReplicaSet: its label, or a hash of its own where somebody wrote the set.
#[must_use]
pub fn hash_of(set: &ReplicaSet) -> String {
    let label = set.spec.template.meta.labels.get(TEMPLATE_HASH);
    label.cloned().unwrap_or_else(|| template_hash(&set.spec.template))
}
