//! Kinds as kubectl names them: plural, short, printed.

use crate::BadInput;
use malla_manifest::Object;

/// A kind that can be listed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// Kind, `Service`.
    pub(crate) kind: &'static str,
    /// Group, `apps`; empty for the oldest kinds.
    pub(crate) group: &'static str,
    /// Plural, `services`.
    pub(crate) plural: &'static str,
    /// Whether it lives in a namespace.
    pub(crate) namespaced: bool,
    short: &'static [&'static str],
}

/// Kind, plural, whether it lives in a namespace, short names, group by group: `kubectl api-resources`.
macro_rules! resources {
    ($($group:literal { $($kind:literal $plural:literal $namespaced:literal [$($short:literal),*])* })*) => {
        &[$($(Resource {
            kind: $kind, group: $group, plural: $plural, namespaced: $namespaced, short: &[$($short),*],
        },)*)*]
    };
}

static RESOURCES: &[Resource] = resources! {
    "" {
        "Pod" "pods" true ["po"]
        "Service" "services" true ["svc"]
        "ConfigMap" "configmaps" true ["cm"]
        "Endpoints" "endpoints" true ["ep"]
        "Namespace" "namespaces" false ["ns"]
        "Node" "nodes" false ["no"]
        "PersistentVolume" "persistentvolumes" false ["pv"]
        "PersistentVolumeClaim" "persistentvolumeclaims" true ["pvc"]
        "Secret" "secrets" true []
        "ServiceAccount" "serviceaccounts" true ["sa"]
    }
    "apps" {
        "DaemonSet" "daemonsets" true ["ds"]
        "Deployment" "deployments" true ["deploy"]
        "ReplicaSet" "replicasets" true ["rs"]
        "StatefulSet" "statefulsets" true ["sts"]
    }
    "autoscaling" {
        "HorizontalPodAutoscaler" "horizontalpodautoscalers" true ["hpa"]
    }
    "batch" {
        "CronJob" "cronjobs" true ["cj"]
        "Job" "jobs" true []
    }
    "discovery.k8s.io" {
        "EndpointSlice" "endpointslices" true []
    }
    "networking.k8s.io" {
        "Ingress" "ingresses" true ["ing"]
        "IngressClass" "ingressclasses" false []
        "NetworkPolicy" "networkpolicies" true ["netpol"]
    }
    "policy" {
        "PodDisruptionBudget" "poddisruptionbudgets" true ["pdb"]
    }
    "rbac.authorization.k8s.io" {
        "ClusterRole" "clusterroles" false []
        "ClusterRoleBinding" "clusterrolebindings" false []
        "Role" "roles" true []
        "RoleBinding" "rolebindings" true []
    }
    "storage.k8s.io" {
        "StorageClass" "storageclasses" false ["sc"]
    }
    "apiextensions.k8s.io" {
        "CustomResourceDefinition" "customresourcedefinitions" false ["crd", "crds"]
    }
    "networking.istio.io" {
        "DestinationRule" "destinationrules" true ["dr"]
        "EnvoyFilter" "envoyfilters" true []
        "Gateway" "gateways" true ["gw"]
        "ProxyConfig" "proxyconfigs" true []
        "ServiceEntry" "serviceentries" true ["se"]
        "Sidecar" "sidecars" true []
        "VirtualService" "virtualservices" true ["vs"]
        "WorkloadEntry" "workloadentries" true ["we"]
        "WorkloadGroup" "workloadgroups" true ["wg"]
    }
    "security.istio.io" {
        "AuthorizationPolicy" "authorizationpolicies" true ["ap"]
        "PeerAuthentication" "peerauthentications" true ["pa"]
        "RequestAuthentication" "requestauthentications" true ["ra"]
    }
    "telemetry.istio.io" {
        "Telemetry" "telemetries" true ["telemetry"]
    }
    "extensions.istio.io" {
        "WasmPlugin" "wasmplugins" true []
    }
    "gateway.networking.k8s.io" {
        "BackendTLSPolicy" "backendtlspolicies" true ["btlspolicy"]
        "Gateway" "gateways" true ["gtw"]
        "GatewayClass" "gatewayclasses" false ["gc"]
        "GRPCRoute" "grpcroutes" true []
        "HTTPRoute" "httproutes" true []
        "ReferenceGrant" "referencegrants" true ["refgrant"]
        "TCPRoute" "tcproutes" true []
        "TLSRoute" "tlsroutes" true []
    }
    "route.openshift.io" {
        "Route" "routes" true []
    }
    "malla.dev" {
        "World" "worlds" false []
    }
};

/// What `kubectl get all` lists.
const ALL: [&str; 9] = [
    "Pod",
    "Service",
    "DaemonSet",
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
    "HorizontalPodAutoscaler",
    "CronJob",
    "Job",
];

impl Resource {
    /// Before a name: `service`, `deployment.apps`.
    pub(crate) fn printed(&self) -> String {
        with_group(&self.kind.to_ascii_lowercase(), self.group)
    }

    /// In a refusal: `services`, `deployments.apps`.
    pub(crate) fn in_errors(&self) -> String {
        with_group(self.plural, self.group)
    }

    /// Whether an object is of it.
    pub(crate) fn is_kind_of(&self, object: &Object) -> bool {
        object.kind() == self.kind && group_of(object.api_version()) == self.group
    }

    fn is_called(&self, word: &str) -> bool {
        let (name, group) = word.split_once('.').unwrap_or((word, ""));
        // `deployments.v1.apps` names the version too.
        let of_group = group.is_empty() || group == self.group || group.ends_with(&format!(".{}", self.group));
        let name = name.to_ascii_lowercase();
        of_group
            && (self.plural == name || self.kind.eq_ignore_ascii_case(&name) || self.short.contains(&name.as_str()))
    }
}

fn with_group(name: &str, group: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{name}.{group}") }
}

/// `apps` of `apps/v1`, nothing of `v1`.
pub(crate) fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// The kind of an API version, if we list it.
pub(crate) fn of(api_version: &str, kind: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|resource| resource.kind == kind && resource.group == group_of(api_version))
}

/// Reads `pods,svc`.
pub(crate) fn parse(text: &str) -> Result<Vec<&'static Resource>, BadInput> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(ALL.iter().filter_map(|kind| RESOURCES.iter().find(|resource| resource.kind == *kind)).collect());
    }
    text.split(',').map(find).collect()
}

fn find(word: &str) -> Result<&'static Resource, BadInput> {
    let known = || RESOURCES.iter().map(|r| r.plural).collect::<Vec<_>>().join(", ");
    let unknown = || format!("the server doesn't have a resource type {word:?}; there are {}", known());
    RESOURCES.iter().find(|resource| resource.is_called(word)).ok_or_else(|| BadInput::new(unknown()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_goes_by_many_names() {
        for word in ["deploy", "Deployment", "deployments", "deployments.apps", "deployments.v1.apps"] {
            assert_eq!(find(word).map(Resource::printed), Ok("deployment.apps".into()), "{word}");
        }
        assert_eq!(find("gateways.gateway.networking.k8s.io").map(|r| r.group), Ok("gateway.networking.k8s.io"));
        assert_eq!(find("gateway").map(|r| r.group), Ok("networking.istio.io"), "the first of two");
        assert!(find("deployments.batch").is_err() && find("widgets").is_err());
    }
}
