//! What the words in some fields name: one table for completion, definition and hover.

use super::known::What;

/// What a field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// An object of one of these kinds, in the namespace of the object itself or the one written beside it.
    Object(&'static [&'static str]),
    /// An object of the kind written beside it, or of this one.
    Beside(&'static str),
    /// A host that a mesh knows: a Service or a host of a `ServiceEntry`.
    Host,
    /// A host behind its namespace: `prod/*`, `./*`.
    NamespacedHost,
    /// A subset of the `DestinationRule`s of the host nearby.
    Subset,
    /// An Istio Gateway, or `mesh`.
    Gateway,
    /// A port of the Service or host named nearby, by number or by name.
    Port { by_name: bool },
    /// A port of the containers behind the Service itself.
    TargetPort,
    /// A port of the containers around.
    OwnPort,
    /// A volume of the pod around.
    OwnVolume,
    /// A label of pods of the namespace, or of all of them.
    PodLabel { anywhere: bool },
    /// A label of objects of that kind.
    LabelOf(&'static str),
    /// A key of the `ConfigMap` or Secret named beside it.
    DataKey(&'static str),
    /// A listener of the Gateway named beside it.
    Listener,
    /// Who somebody is in a mesh: `cluster.local/ns/default/sa/web`.
    Principal,
}

impl Names {
    /// The kinds of what it names, for people.
    pub(super) fn kinds(self) -> Vec<&'static str> {
        match self {
            Self::Object(kinds) => kinds.to_vec(),
            Self::Beside(kind) | Self::LabelOf(kind) | Self::DataKey(kind) => vec![kind],
            Self::Host | Self::NamespacedHost => vec!["Service", "ServiceEntry"],
            Self::Subset => vec!["DestinationRule"],
            Self::Gateway | Self::Listener => vec!["Gateway"],
            Self::Port { .. } => vec!["Service"],
            Self::TargetPort | Self::OwnPort | Self::OwnVolume | Self::PodLabel { .. } => vec!["Pod"],
            Self::Principal => vec!["ServiceAccount"],
        }
    }
}

/// A struct, its field, a key on the way to it that makes the difference (or nothing), and what it names.
type Row = (&'static str, &'static str, &'static str, Names);

const HERE: Names = Names::PodLabel { anywhere: false };
const NUMBER: Names = Names::Port { by_name: false };

/// The first row that fits counts.
const TABLE: &[Row] = &[
    // Kubernetes: names of objects.
    ("ObjectMeta", "namespace", "", Names::Object(&["Namespace"])),
    ("IngressServiceBackend", "name", "", Names::Object(&["Service"])),
    ("IngressSpec", "ingressClassName", "", Names::Object(&["IngressClass"])),
    ("IngressTLS", "secretName", "", Names::Object(&["Secret"])),
    ("PodSpec", "serviceAccountName", "", Names::Object(&["ServiceAccount"])),
    ("PodSpec", "serviceAccount", "", Names::Object(&["ServiceAccount"])),
    ("PodSpec", "nodeName", "", Names::Object(&["Node"])),
    ("Endpoint", "nodeName", "", Names::Object(&["Node"])),
    ("StatefulSetSpec", "serviceName", "", Names::Object(&["Service"])),
    ("KeySelector", "name", "configMapKeyRef", Names::Object(&["ConfigMap"])),
    ("KeySelector", "name", "secretKeyRef", Names::Object(&["Secret"])),
    ("EnvSource", "name", "configMapRef", Names::Object(&["ConfigMap"])),
    ("EnvSource", "name", "secretRef", Names::Object(&["Secret"])),
    ("ObjectProjection", "name", "configMap", Names::Object(&["ConfigMap"])),
    ("ObjectProjection", "name", "secret", Names::Object(&["Secret"])),
    ("ConfigMapVolumeSource", "name", "", Names::Object(&["ConfigMap"])),
    ("SecretVolumeSource", "secretName", "", Names::Object(&["Secret"])),
    ("PersistentVolumeClaimVolumeSource", "claimName", "", Names::Object(&["PersistentVolumeClaim"])),
    ("PersistentVolumeClaimSpec", "storageClassName", "", Names::Object(&["StorageClass"])),
    ("PersistentVolumeClaimSpec", "volumeName", "", Names::Object(&["PersistentVolume"])),
    ("LocalObjectReference", "name", "imagePullSecrets", Names::Object(&["Secret"])),
    ("LocalObjectReference", "name", "externalCertificate", Names::Object(&["Secret"])),
    ("CrossVersionObjectReference", "name", "", Names::Beside("Deployment")),
    ("ObjectReference", "name", "", Names::Beside("Pod")),
    ("RoleRef", "name", "", Names::Beside("Role")),
    ("ClusterRoleRef", "name", "", Names::Beside("ClusterRole")),
    ("Subject", "name", "", Names::Beside("ServiceAccount")),
    ("Subject", "namespace", "", Names::Object(&["Namespace"])),
    ("RouteTargetReference", "name", "", Names::Object(&["Service"])),
    ("PodAffinityTerm", "namespaces", "", Names::Object(&["Namespace"])),
    // Kubernetes: parts of objects.
    ("KeySelector", "key", "configMapKeyRef", Names::DataKey("ConfigMap")),
    ("KeySelector", "key", "secretKeyRef", Names::DataKey("Secret")),
    ("KeyToPath", "key", "secret", Names::DataKey("Secret")),
    ("KeyToPath", "key", "", Names::DataKey("ConfigMap")),
    ("ServiceBackendPort", "number", "", NUMBER),
    ("ServiceBackendPort", "name", "", Names::Port { by_name: true }),
    ("RoutePort", "targetPort", "", NUMBER),
    ("ServicePort", "targetPort", "selector", Names::TargetPort),
    ("HTTPGetAction", "port", "", Names::OwnPort),
    ("TCPSocketAction", "port", "", Names::OwnPort),
    ("GRPCAction", "port", "", Names::OwnPort),
    ("VolumeMount", "name", "", Names::OwnVolume),
    ("VolumeDevice", "name", "", Names::OwnVolume),
    // Labels.
    ("ServiceSpec", "selector", "", HERE),
    ("PodSpec", "nodeSelector", "", Names::LabelOf("Node")),
    ("NodeSelectorRequirement", "key", "", Names::LabelOf("Node")),
    ("PodAffinityTerm", "topologyKey", "", Names::LabelOf("Node")),
    ("TopologySpreadConstraint", "topologyKey", "", Names::LabelOf("Node")),
    ("LabelSelector", "matchLabels", "namespaceSelector", Names::LabelOf("Namespace")),
    ("LabelSelectorRequirement", "key", "namespaceSelector", Names::LabelOf("Namespace")),
    ("LabelSelector", "matchLabels", "allowedRoutes", Names::LabelOf("Namespace")),
    ("LabelSelector", "matchLabels", "podSelector", Names::PodLabel { anywhere: true }),
    ("LabelSelector", "matchLabels", "", HERE),
    ("LabelSelectorRequirement", "key", "", HERE),
    ("WorkloadSelector", "matchLabels", "", HERE),
    ("MeshSelector", "labels", "", HERE),
    ("Subset", "labels", "", HERE),
    ("GatewaySpec", "selector", "", Names::PodLabel { anywhere: true }),
    ("HttpMatchRequest", "sourceLabels", "", HERE),
    // Istio.
    ("VirtualServiceSpec", "hosts", "", Names::Host),
    ("VirtualServiceSpec", "gateways", "", Names::Gateway),
    ("HttpMatchRequest", "gateways", "", Names::Gateway),
    ("L4MatchAttributes", "gateways", "", Names::Gateway),
    ("TlsMatchAttributes", "gateways", "", Names::Gateway),
    ("HttpMatchRequest", "sourceNamespace", "", Names::Object(&["Namespace"])),
    ("Delegate", "name", "", Names::Object(&["VirtualService"])),
    ("Delegate", "namespace", "", Names::Object(&["Namespace"])),
    ("Destination", "host", "", Names::Host),
    ("Destination", "subset", "", Names::Subset),
    ("PortSelector", "number", "", NUMBER),
    ("DestinationRuleSpec", "host", "", Names::Host),
    ("ServerTlsSettings", "credentialName", "", Names::Object(&["Secret"])),
    ("ServerTlsSettings", "credentialNames", "", Names::Object(&["Secret"])),
    ("ClientTlsSettings", "credentialName", "", Names::Object(&["Secret"])),
    ("WorkloadEntrySpec", "serviceAccount", "", Names::Object(&["ServiceAccount"])),
    ("IstioEgressListener", "hosts", "", Names::NamespacedHost),
    ("RuleSource", "namespaces", "", Names::Object(&["Namespace"])),
    ("RuleSource", "notNamespaces", "", Names::Object(&["Namespace"])),
    ("RuleSource", "principals", "", Names::Principal),
    ("RuleSource", "notPrincipals", "", Names::Principal),
    ("PolicyTargetReference", "name", "", Names::Beside("Service")),
    // Gateway API.
    ("GatewaySpec", "gatewayClassName", "", Names::Object(&["GatewayClass"])),
    ("ParentReference", "name", "", Names::Beside("Gateway")),
    ("ParentReference", "namespace", "", Names::Object(&["Namespace"])),
    ("ParentReference", "sectionName", "", Names::Listener),
    ("HTTPBackendRef", "name", "", Names::Beside("Service")),
    ("GRPCBackendRef", "name", "", Names::Beside("Service")),
    ("BackendRef", "name", "", Names::Beside("Service")),
    ("BackendObjectReference", "name", "", Names::Beside("Service")),
    ("HTTPBackendRef", "namespace", "", Names::Object(&["Namespace"])),
    ("GRPCBackendRef", "namespace", "", Names::Object(&["Namespace"])),
    ("BackendRef", "namespace", "", Names::Object(&["Namespace"])),
    ("BackendObjectReference", "namespace", "", Names::Object(&["Namespace"])),
    ("HTTPBackendRef", "port", "", NUMBER),
    ("GRPCBackendRef", "port", "", NUMBER),
    ("BackendRef", "port", "", NUMBER),
    ("BackendObjectReference", "port", "", NUMBER),
    ("SecretObjectReference", "name", "", Names::Beside("Secret")),
    ("SecretObjectReference", "namespace", "", Names::Object(&["Namespace"])),
    ("ReferenceGrantFrom", "namespace", "", Names::Object(&["Namespace"])),
    ("ReferenceGrantTo", "name", "", Names::Beside("Service")),
];

/// What a field of a struct names; `is_on_way` tells whether a key lies on the way to it.
pub(super) fn names(owner: &str, field: &str, is_on_way: impl Fn(&str) -> bool) -> Option<Names> {
    let fits = |row: &&Row| row.0 == owner && row.1 == field && (row.2.is_empty() || is_on_way(row.2));
    TABLE.iter().find(fits).map(|row| row.3)
}

/// The part of an object that a port is, by who has it.
pub(super) const PORTS: [(&str, What); 2] = [("Service", What::Port), ("ServiceEntry", What::Port)];

#[cfg(test)]
mod tests {
    use super::TABLE;
    use crate::schema::{structs, type_name};

    #[test]
    fn every_row_is_about_a_field_that_exists_and_holds_words() {
        for (owner, field, ..) in TABLE {
            let shapes: Vec<String> = structs()
                .filter(|(_, shape)| shape.name == *owner)
                .filter_map(|(schema, shape)| Some(type_name(schema, &shape.field(field)?.shape)))
                .collect();
            assert!(!shapes.is_empty(), "{owner}.{field}");
            let is_word = |shape: &String| shape.ends_with("string") || matches!(&**shape, "integer" | "IntOrString");
            assert!(shapes.iter().all(is_word), "{owner}.{field}: {shapes:?}");
        }
    }
}
