//! Which kinds the API server has, by API version: `kubectl api-resources` of a bare v1.34 cluster, and those that Istio,
//! the Gateway API and OpenShift bring along. A kind that is not here may still come from a CustomResourceDefinition, unless its
//! group is one of these.

use super::nearest;

/// API version and its kinds.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "v1",
        &[
            "Binding",
            "ConfigMap",
            "Endpoints",
            "Event",
            "LimitRange",
            "List",
            "Namespace",
            "Node",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "Pod",
            "PodTemplate",
            "ReplicationController",
            "ResourceQuota",
            "Secret",
            "Service",
            "ServiceAccount",
        ],
    ),
    ("apps/v1", &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
    ("batch/v1", &["CronJob", "Job"]),
    ("autoscaling/v1", &["HorizontalPodAutoscaler"]),
    ("autoscaling/v2", &["HorizontalPodAutoscaler"]),
    ("networking.k8s.io/v1", &["IPAddress", "Ingress", "IngressClass", "NetworkPolicy", "ServiceCIDR"]),
    ("discovery.k8s.io/v1", &["EndpointSlice"]),
    ("policy/v1", &["PodDisruptionBudget"]),
    ("rbac.authorization.k8s.io/v1", &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]),
    ("storage.k8s.io/v1", &["CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment"]),
    ("scheduling.k8s.io/v1", &["PriorityClass"]),
    ("coordination.k8s.io/v1", &["Lease"]),
    ("node.k8s.io/v1", &["RuntimeClass"]),
    ("events.k8s.io/v1", &["Event"]),
    ("apiextensions.k8s.io/v1", &["CustomResourceDefinition"]),
    ("apiregistration.k8s.io/v1", &["APIService"]),
    (
        "admissionregistration.k8s.io/v1",
        &[
            "MutatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "ValidatingWebhookConfiguration",
        ],
    ),
    ("certificates.k8s.io/v1", &["CertificateSigningRequest"]),
    ("flowcontrol.apiserver.k8s.io/v1", &["FlowSchema", "PriorityLevelConfiguration"]),
    ("malla.dev/v1", &["World"]),
    ("networking.istio.io/v1", ISTIO_NETWORKING),
    ("networking.istio.io/v1beta1", ISTIO_NETWORKING),
    ("networking.istio.io/v1alpha3", ISTIO_NETWORKING),
    ("networking.istio.io/v1beta1", &["ProxyConfig"]),
    ("networking.istio.io/v1alpha3", &["EnvoyFilter"]),
    ("security.istio.io/v1", ISTIO_SECURITY),
    ("security.istio.io/v1beta1", ISTIO_SECURITY),
    ("telemetry.istio.io/v1", &["Telemetry"]),
    ("telemetry.istio.io/v1alpha1", &["Telemetry"]),
    ("extensions.istio.io/v1alpha1", &["WasmPlugin"]),
    (
        "gateway.networking.k8s.io/v1",
        &[
            "BackendTLSPolicy",
            "GRPCRoute",
            "Gateway",
            "GatewayClass",
            "HTTPRoute",
            "ReferenceGrant",
            "TCPRoute",
            "TLSRoute",
        ],
    ),
    ("gateway.networking.k8s.io/v1beta1", &["Gateway", "GatewayClass", "HTTPRoute", "ReferenceGrant"]),
    (
        "gateway.networking.k8s.io/v1alpha2",
        &["BackendTLSPolicy", "GRPCRoute", "ReferenceGrant", "TCPRoute", "TLSRoute", "UDPRoute"],
    ),
    ("gateway.networking.k8s.io/v1alpha3", &["BackendTLSPolicy", "TLSRoute"]),
    ("route.openshift.io/v1", &["Route"]),
];

const ISTIO_NETWORKING: &[&str] =
    &["DestinationRule", "Gateway", "ServiceEntry", "Sidecar", "VirtualService", "WorkloadEntry", "WorkloadGroup"];

const ISTIO_SECURITY: &[&str] = &["AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication"];

/// The API versions that have a kind of that name.
pub(crate) fn versions_of(kind: &str) -> Vec<&'static str> {
    GROUPS.iter().filter(|(_, kinds)| kinds.contains(&kind)).map(|(version, _)| *version).collect()
}

/// The kinds of an API version, if we know it.
pub(crate) fn kinds_of(api_version: &str) -> Option<Vec<&'static str>> {
    let groups = GROUPS.iter().filter(|(version, _)| *version == api_version);
    let kinds: Vec<&str> = groups.flat_map(|(_, kinds)| kinds.iter().copied()).collect();
    (!kinds.is_empty()).then_some(kinds)
}

/// The names of all kinds.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().flat_map(|(_, kinds)| kinds.iter().copied())
}

/// `apps` of `apps/v1`, nothing of `v1`.
pub(crate) fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// Whether a group is somebody else's, so that its kinds are other kinds, whatever they are called (Knative's `Service`): none
/// that we know, no slip of one, and not under the projects' own domains. A definition's group has a dot in it (`ValidateCustomResourceDefinition`).
pub(crate) fn is_foreign(api_version: &str) -> bool {
    let group = group_of(api_version);
    let ours = |suffix: &str| group == suffix || group.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.'));
    let known = || GROUPS.iter().map(|(version, _)| group_of(version));
    group.contains('.') && !["k8s.io", "istio.io"].into_iter().any(ours) && nearest(group, known()).is_none()
}
