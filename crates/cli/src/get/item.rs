//! An object on its way into a table.

use crate::input::Scene;
use crate::live::in_namespace;
use crate::value::{at, put, text};
use malla_manifest::{Object, Pod, Value};
use malla_trace::ObjectRef;
use std::collections::BTreeMap;

/// An object, whole.
pub(crate) struct Item<'a> {
    pub(crate) reference: &'a ObjectRef,
    pub(crate) object: &'a Object,
    /// With everything that was written and filled in.
    pub(crate) value: Value,
    /// Seconds.
    pub(crate) age: u64,
}

/// All objects, for cells that tell of others.
pub(crate) struct Stage<'a> {
    pub(crate) all: Vec<(&'a ObjectRef, &'a Object)>,
    pods: BTreeMap<ObjectRef, Vec<&'a Pod>>,
}

impl<'a> Item<'a> {
    pub(crate) fn new(reference: &'a ObjectRef, object: &'a Object, scene: &'a Scene) -> Self {
        let made = scene.others.iter().find(|other| other.reference == *reference);
        let made = made.map(|other| other.value.clone());
        let value = made.or_else(|| scene.snapshot.full(reference)).unwrap_or_else(|| object.to_value());
        let value = with_families(in_namespace(value, "default"));
        Self { reference, object, value, age: scene.ages.get(reference).copied().unwrap_or(0) }
    }

    /// Where it lives; nowhere for what belongs to the whole cluster.
    pub(crate) fn namespace(&self) -> &str {
        text(&self.value, "metadata.namespace").unwrap_or_default()
    }
}

impl<'a> Stage<'a> {
    pub(crate) fn new(scene: &'a Scene) -> Self {
        let others = scene.others.iter().map(|other| (&other.reference, &other.object));
        let all: Vec<(&ObjectRef, &Object)> = scene.snapshot.objects().chain(others).collect();
        let mut pods: BTreeMap<ObjectRef, Vec<&Pod>> = BTreeMap::new();
        for (reference, object) in &all {
            let Object::Pod(pod) = object else { continue };
            for owner in &pod.meta.owner_references {
                let (kind, namespace, name) = (owner.kind.clone(), reference.namespace.clone(), owner.name.clone());
                pods.entry(ObjectRef { kind, namespace, name }).or_default().push(pod);
            }
        }
        Self { all, pods }
    }

    /// The pods that an object made, through ReplicaSets too.
    pub(crate) fn pods_of(&self, owner: &ObjectRef) -> Vec<&'a Pod> {
        let own = |owner: &ObjectRef| self.pods.get(owner).into_iter().flatten().copied();
        let sets = self.all.iter().filter(|(reference, object)| {
            reference.namespace == owner.namespace
                && reference.kind == "ReplicaSet"
                && object.meta().owner_references.iter().any(|o| o.kind == owner.kind && o.name == owner.name)
        });
        own(owner).chain(sets.flat_map(|(reference, _)| own(reference))).collect()
    }

    /// The object of that name.
    pub(crate) fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<&'a Object> {
        let is = |r: &ObjectRef| r.kind == kind && r.namespace == namespace && r.name == name;
        self.all.iter().find(|(reference, _)| is(reference)).map(|(_, object)| *object)
    }
}

/// A Service's address once more as a list, and of which family it is (`defaultOnReadService` in
/// `pkg/registry/core/service/storage`).
fn with_families(mut value: Value) -> Value {
    let address = text(&value, "spec.clusterIP").unwrap_or_default().to_owned();
    if text(&value, "kind") != Some("Service") || address.is_empty() {
        return value;
    }
    let family = if address.contains(':') { "IPv6" } else { "IPv4" };
    let list = |word: &str| Value::List(vec![Value::from(word)]);
    for (key, filled) in
        [("clusterIPs", list(&address)), ("ipFamilies", list(family)), ("ipFamilyPolicy", "SingleStack".into())]
    {
        if *at(&value, &format!("spec.{key}")) == Value::Null {
            put(&mut value, &["spec", key], filled);
        }
    }
    value
}
