//! Any object of the API server, and what all of them have: a kind, an API version, a name.

use super::field::Field;
use super::{
    ConfigMap, DaemonSet, Deployment, DestinationRule, EndpointSlice, Ingress, IngressClass, IstioGateway, Job, Meta,
    Namespace, Node, Other, PeerAuthentication, PersistentVolumeClaim, Pod, ReplicaSet, Secret, Service,
    ServiceAccount, ServiceEntry, Sidecar, StatefulSet, VirtualService, World,
};
use crate::schema::group_of;
use crate::value::Value;
use crate::yaml::NodeRef;
use malla_trace::ObjectRef;

/// The kinds we simulate: case, the API's word for it, API version, whether it lives in a namespace.
macro_rules! kinds {
    ($($kind:ident $word:literal = $version:literal, $namespaced:literal;)*) => {
        /// An object of the API server.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Object {
            $(#[doc = concat!("A ", stringify!($kind), ".")] $kind($kind),)*
            /// Something we keep and do nothing with.
            Other(Other),
        }

        impl Object {
            /// Reads a checked tree as an object of that kind.
            pub(crate) fn read(kind: &str, node: NodeRef<'_>) -> Self {
                let version = node.get("apiVersion").and_then(NodeRef::text);
                // Two groups may have a kind of the same name, as Istio and the Gateway API have.
                let ours = |known: &str| version.is_none_or(|version| group_of(version) == group_of(known));
                match kind {
                    $($word if ours($version) => Self::$kind($kind::read(node)),)*
                    _ => Self::Other(Other::read(node)),
                }
            }

            /// The kind's name.
            #[must_use]
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$kind(_) => $word,)*
                    Self::Other(other) => &other.kind,
                }
            }

            /// The kind's API version.
            #[must_use]
            pub fn api_version(&self) -> &str {
                match self {
                    $(Self::$kind(_) => $version,)*
                    Self::Other(other) => &other.api_version,
                }
            }

            /// Whether objects of this kind live in a namespace. An unknown kind does if it says so; all of Istio's do.
            #[must_use]
            pub fn is_namespaced(&self) -> bool {
                match self {
                    $(Self::$kind(_) => $namespaced,)*
                    Self::Other(other) => {
                        other.meta.namespace.is_some() || group_of(&other.api_version).ends_with("istio.io")
                    }
                }
            }

            /// The kinds that are read whole: an object of another group under one of these names goes by `Kind.group`.
            const READ_WHOLE: &'static [&'static str] = &[$($word),*];

            /// Name and labels.
            #[must_use]
            pub const fn meta(&self) -> &Meta {
                match self {
                    $(Self::$kind(object) => &object.meta,)*
                    Self::Other(object) => &object.meta,
                }
            }

            /// Name and labels, to change.
            #[must_use]
            pub const fn meta_mut(&mut self) -> &mut Meta {
                match self {
                    $(Self::$kind(object) => &mut object.meta,)*
                    Self::Other(object) => &mut object.meta,
                }
            }

            fn fields(&self) -> Value {
                match self {
                    $(Self::$kind(object) => object.write(),)*
                    Self::Other(object) => object.write(),
                }
            }
        }

        $(impl From<$kind> for Object {
            fn from(object: $kind) -> Self {
                Self::$kind(object)
            }
        })*
    };
}

kinds! {
    Service "Service" = "v1", true;
    Deployment "Deployment" = "apps/v1", true;
    ReplicaSet "ReplicaSet" = "apps/v1", true;
    StatefulSet "StatefulSet" = "apps/v1", true;
    DaemonSet "DaemonSet" = "apps/v1", true;
    Job "Job" = "batch/v1", true;
    Pod "Pod" = "v1", true;
    PersistentVolumeClaim "PersistentVolumeClaim" = "v1", true;
    EndpointSlice "EndpointSlice" = "discovery.k8s.io/v1", true;
    Ingress "Ingress" = "networking.k8s.io/v1", true;
    IngressClass "IngressClass" = "networking.k8s.io/v1", false;
    Namespace "Namespace" = "v1", false;
    Node "Node" = "v1", false;
    ConfigMap "ConfigMap" = "v1", true;
    Secret "Secret" = "v1", true;
    ServiceAccount "ServiceAccount" = "v1", true;
    World "World" = "malla.dev/v1", false;
    IstioGateway "Gateway" = "networking.istio.io/v1", true;
    VirtualService "VirtualService" = "networking.istio.io/v1", true;
    DestinationRule "DestinationRule" = "networking.istio.io/v1", true;
    ServiceEntry "ServiceEntry" = "networking.istio.io/v1", true;
    Sidecar "Sidecar" = "networking.istio.io/v1", true;
    PeerAuthentication "PeerAuthentication" = "security.istio.io/v1", true;
}

impl Object {
    /// Kind, namespace in force (`default` when none is written) and name. Where two groups have a kind of one name, the one
    /// that is only kept goes by `Kind.group`, as kubectl tells them apart (`gateways.gateway.networking.k8s.io`).
    #[must_use]
    pub fn reference(&self) -> ObjectRef {
        let namespace = match (self.is_namespaced(), &self.meta().namespace) {
            (true, Some(namespace)) if !namespace.is_empty() => namespace.clone(),
            (true, _) => "default".into(),
            (false, _) => String::new(),
        };
        ObjectRef { kind: self.own_kind(), namespace, name: self.meta().name.clone() }
    }

    fn own_kind(&self) -> String {
        match self {
            Self::Other(other) if Self::READ_WHOLE.contains(&other.kind.as_str()) => {
                format!("{}.{}", other.kind, group_of(&other.api_version))
            }
            known => known.kind().into(),
        }
    }

    /// The object as a value: `apiVersion` and `kind` first, then the fields in the API's order.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let head = [("apiVersion", self.api_version()), ("kind", self.kind())];
        let mut entries: Vec<_> = head.into_iter().map(|(key, word)| (key.to_owned(), Value::from(word))).collect();
        if let Value::Map(fields) = self.fields() {
            entries.extend(fields.into_iter().filter(|(key, _)| !head.iter().any(|(word, _)| key == word)));
        }
        Value::Map(entries)
    }
}
