//! What etcd holds: every object, and for every field of it the cause it can be traced to.

use crate::memory::Seat;
use malla_manifest::{
    ConfigMap, Deployment, EndpointSlice, Ingress, IngressClass, Namespace, Node, Object, Pod, ReplicaSet, Secret,
    Service, ServiceAccount,
};
use malla_trace::{CauseId, FieldPath, ObjectRef, Segment};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All objects of the cluster, by kind, namespace and name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Store {
    objects: BTreeMap<ObjectRef, Stored>,
}

/// An object and where its fields come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The object, with defaults and allocations filled in.
    pub object: Object,
    /// Where its fields come from.
    pub causes: Arc<Causes>,
    /// The place of a pod in its owner's plan.
    pub seat: Option<Seat>,
}

impl Stored {
    /// An object and where its fields come from.
    #[must_use]
    pub fn new(object: Object, causes: Causes) -> Self {
        Self { object, causes: Arc::new(causes), seat: None }
    }

    /// The cause of a field given as dotted text (`spec.ports[0].targetPort`), or of its nearest ancestor.
    #[must_use]
    pub fn cause(&self, path: &str) -> CauseId {
        self.causes.at(&FieldPath::parse(path))
    }

    /// The cause of a field, or of its nearest ancestor.
    #[must_use]
    pub fn cause_at(&self, path: &FieldPath) -> CauseId {
        self.causes.at(path)
    }
}

/// From field path to cause. A field without one of its own has its nearest ancestor's; an object made from another
/// one's template inherits the template's causes.
#[derive(Clone, Debug, PartialEq)]
pub struct Causes {
    root: CauseId,
    own: BTreeMap<Vec<Segment>, CauseId>,
    inherited: Option<(Arc<Self>, Vec<Segment>)>,
}

impl Causes {
    /// Causes of an object that exists because of `root`.
    #[must_use]
    pub const fn new(root: CauseId) -> Self {
        Self { root, own: BTreeMap::new(), inherited: None }
    }

    /// The same, with the fields below `prefix` of another object standing behind its own.
    #[must_use]
    pub fn inheriting(root: CauseId, from: Arc<Self>, prefix: &FieldPath) -> Self {
        Self { root, own: BTreeMap::new(), inherited: Some((from, prefix.0.clone())) }
    }

    /// Gives a field its own cause.
    pub fn set(&mut self, path: &FieldPath, cause: CauseId) {
        match path.0.as_slice() {
            [] => self.root = cause,
            segments => {
                self.own.insert(segments.to_vec(), cause);
            }
        }
    }

    /// The cause of a field, or of its nearest ancestor.
    #[must_use]
    pub fn at(&self, path: &FieldPath) -> CauseId {
        self.nearest(&path.0).1
    }

    /// The cause of exactly that field, if it has one.
    #[must_use]
    pub fn exactly(&self, path: &FieldPath) -> Option<CauseId> {
        let (depth, cause) = self.nearest(&path.0);
        (depth == path.0.len()).then_some(cause)
    }

    /// Every cause entered here, those inherited not counted.
    pub fn own(&self) -> impl Iterator<Item = CauseId> + '_ {
        std::iter::once(self.root).chain(self.own.values().copied())
    }

    /// How many segments of the path the nearest cause covers, and the cause.
    fn nearest(&self, path: &[Segment]) -> (usize, CauseId) {
        let own = (1..=path.len()).rev().find_map(|depth| Some((depth, *self.own.get(&path[..depth])?)));
        let own = own.unwrap_or((0, self.root));
        if own.0 == path.len() {
            return own;
        }
        self.nearest_inherited(path).filter(|inherited| inherited.0 > own.0).unwrap_or(own)
    }

    fn nearest_inherited(&self, path: &[Segment]) -> Option<(usize, CauseId)> {
        let (from, prefix) = self.inherited.as_ref()?;
        let (depth, cause) = from.nearest(&[prefix.as_slice(), path].concat());
        Some((depth.checked_sub(prefix.len())?, cause))
    }
}

/// A kind of object that can be taken out of [`Object`].
pub trait Kind: Sized {
    /// The kind's name.
    const KIND: &'static str;

    /// The object, if it is of this kind.
    fn of(object: &Object) -> Option<&Self>;
}

macro_rules! kinds {
    ($($kind:ident)*) => {$(
        impl Kind for $kind {
            const KIND: &'static str = stringify!($kind);

            fn of(object: &Object) -> Option<&Self> {
                if let Object::$kind(it) = object { Some(it) } else { None }
            }
        }
    )*};
}

kinds! {
    ConfigMap Deployment EndpointSlice Ingress IngressClass Namespace Node Pod ReplicaSet Secret Service ServiceAccount
}

impl Store {
    /// The object of that name.
    #[must_use]
    pub fn get(&self, reference: &ObjectRef) -> Option<&Stored> {
        self.objects.get(reference)
    }

    /// The object of that kind, namespace (empty where the kind has none) and name.
    #[must_use]
    pub fn find<K: Kind>(&self, namespace: &str, name: &str) -> Option<(&K, &Stored)> {
        let stored = self.objects.get(&reference::<K>(namespace, name))?;
        Some((K::of(&stored.object)?, stored))
    }

    /// All objects of a kind, by namespace and name.
    pub fn all<'s, K: Kind + 's>(&'s self) -> impl Iterator<Item = (&'s ObjectRef, &'s K, &'s Stored)> {
        self.objects
            .range(reference::<K>("", "")..)
            .take_while(|(reference, _)| reference.kind == K::KIND)
            .filter_map(|(reference, stored)| Some((reference, K::of(&stored.object)?, stored)))
    }

    /// All objects, by kind, namespace and name.
    pub fn iter(&self) -> impl Iterator<Item = (&ObjectRef, &Stored)> {
        self.objects.iter()
    }

    /// Whether there is an object of that name.
    #[must_use]
    pub fn contains(&self, reference: &ObjectRef) -> bool {
        self.objects.contains_key(reference)
    }

    /// Puts an object in its place, replacing what was there.
    pub fn put(&mut self, reference: ObjectRef, stored: Stored) {
        self.objects.insert(reference, stored);
    }

    /// Takes an object out.
    pub fn remove(&mut self, reference: &ObjectRef) -> Option<Stored> {
        self.objects.remove(reference)
    }
}

/// The reference of an object of that kind.
#[must_use]
pub fn reference<K: Kind>(namespace: &str, name: &str) -> ObjectRef {
    ObjectRef { kind: K::KIND.into(), namespace: namespace.into(), name: name.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> FieldPath {
        FieldPath::parse(text)
    }

    #[test]
    fn a_field_without_a_cause_has_its_nearest_ancestors() {
        let mut causes = Causes::new(CauseId(0));
        causes.set(&path("spec"), CauseId(1));
        causes.set(&path("spec.ports[0]"), CauseId(2));
        let found =
            ["metadata.name", "spec.type", "spec.ports[0].port", "spec.ports[1].port"].map(|p| causes.at(&path(p)).0);
        assert_eq!(found, [0, 1, 2, 1]);
        assert_eq!(causes.exactly(&path("spec.ports[0]")), Some(CauseId(2)));
        assert_eq!(causes.exactly(&path("spec.ports[0].port")), None);
    }

    #[test]
    fn a_pod_inherits_its_templates_lines_and_keeps_its_own() {
        let mut deployment = Causes::new(CauseId(0));
        deployment.set(&path("spec"), CauseId(1));
        deployment.set(&path("spec.template.spec.containers[0].image"), CauseId(2));
        let set = Causes::inheriting(CauseId(3), Arc::new(deployment), &FieldPath::root());
        let mut pod = Causes::inheriting(CauseId(4), Arc::new(set), &path("spec.template"));
        pod.set(&path("spec.nodeName"), CauseId(5));
        let found = ["", "spec.nodeName", "spec.containers[0].image", "status.podIP"].map(|p| pod.at(&path(p)).0);
        assert_eq!(found, [4, 5, 2, 4], "the template's own ancestor is no nearer than the pod itself");
    }
}
