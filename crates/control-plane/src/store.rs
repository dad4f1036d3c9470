//! What etcd holds: every object, and for every field of it the cause it can be traced to.

use crate::causes::Causes;
use crate::memory::Seat;
use malla_manifest::{
    ConfigMap, DaemonSet, Deployment, DestinationRule, EndpointSlice, Ingress, IngressClass, IstioGateway, Job,
    Namespace, Node, Object, PeerAuthentication, PersistentVolumeClaim, Pod, ReplicaSet, Secret, Service,
    ServiceAccount, ServiceEntry, Sidecar, StatefulSet, VirtualService,
};
use malla_trace::{CauseId, FieldPath, ObjectRef};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The namespace whose pods were there before anybody applied anything.
pub const SYSTEM_NAMESPACE: &str = "kube-system";

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

/// A kind of object that can be taken out of [`Object`].
pub trait Kind: Sized {
    /// The kind's name, as the API has it.
    const KIND: &'static str;

    /// The object, if it is of this kind.
    fn of(object: &Object) -> Option<&Self>;
}

macro_rules! kinds {
    ($($kind:ident $word:literal)*) => {$(
        impl Kind for $kind {
            const KIND: &'static str = $word;

            fn of(object: &Object) -> Option<&Self> {
                if let Object::$kind(it) = object { Some(it) } else { None }
            }
        }
    )*};
}

kinds! {
    ConfigMap "ConfigMap"
    DaemonSet "DaemonSet"
    Deployment "Deployment"
    DestinationRule "DestinationRule"
    EndpointSlice "EndpointSlice"
    Ingress "Ingress"
    IngressClass "IngressClass"
    IstioGateway "Gateway"
    Job "Job"
    Namespace "Namespace"
    Node "Node"
    PeerAuthentication "PeerAuthentication"
    PersistentVolumeClaim "PersistentVolumeClaim"
    Pod "Pod"
    ReplicaSet "ReplicaSet"
    Secret "Secret"
    Service "Service"
    ServiceAccount "ServiceAccount"
    ServiceEntry "ServiceEntry"
    Sidecar "Sidecar"
    StatefulSet "StatefulSet"
    VirtualService "VirtualService"
}

impl Store {
    /// The object of that name.
    #[must_use]
    pub fn get(&self, reference: &ObjectRef) -> Option<&Stored> {
        self.objects.get(reference)
    }

    /// The object of that name, and the name as it is held here.
    #[must_use]
    pub fn entry(&self, reference: &ObjectRef) -> Option<(&ObjectRef, &Stored)> {
        self.objects.get_key_value(reference)
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

    /// The object of that name, to change.
    pub fn get_mut(&mut self, reference: &ObjectRef) -> Option<&mut Stored> {
        self.objects.get_mut(reference)
    }
}

/// The reference of an object of that kind.
#[must_use]
pub fn reference<K: Kind>(namespace: &str, name: &str) -> ObjectRef {
    ObjectRef { kind: K::KIND.into(), namespace: namespace.into(), name: name.into() }
}
