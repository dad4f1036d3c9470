//! Kinds as kubectl names them: plural, short, printed.

use crate::BadInput;

/// A kind that can be listed.
#[derive(Debug)]
pub(crate) struct Resource {
    /// Kind, `Service`.
    pub(crate) kind: &'static str,
    /// Plural, `services`.
    pub(crate) plural: &'static str,
    /// Before a name, `service`, `deployment.apps`.
    pub(crate) printed: &'static str,
    /// Whether it lives in a namespace.
    pub(crate) namespaced: bool,
    short: &'static [&'static str],
}

const fn resource(
    kind: &'static str,
    plural: &'static str,
    printed: &'static str,
    namespaced: bool,
    short: &'static [&'static str],
) -> Resource {
    Resource { kind, plural, printed, namespaced, short }
}

static RESOURCES: [Resource; 13] = [
    resource("Pod", "pods", "pod", true, &["po"]),
    resource("Service", "services", "service", true, &["svc"]),
    resource("Deployment", "deployments", "deployment.apps", true, &["deploy"]),
    resource("ReplicaSet", "replicasets", "replicaset.apps", true, &["rs"]),
    resource("EndpointSlice", "endpointslices", "endpointslice.discovery.k8s.io", true, &[]),
    resource("Ingress", "ingresses", "ingress.networking.k8s.io", true, &["ing"]),
    resource("IngressClass", "ingressclasses", "ingressclass.networking.k8s.io", false, &[]),
    resource("ConfigMap", "configmaps", "configmap", true, &["cm"]),
    resource("Secret", "secrets", "secret", true, &[]),
    resource("ServiceAccount", "serviceaccounts", "serviceaccount", true, &["sa"]),
    resource("Namespace", "namespaces", "namespace", false, &["ns"]),
    resource("Node", "nodes", "node", false, &["no"]),
    resource("World", "worlds", "world.malla.dev", false, &[]),
];

/// What `kubectl get all` lists, of the kinds that are here.
const ALL: [&str; 4] = ["Pod", "Service", "Deployment", "ReplicaSet"];

/// Reads `pods,svc`.
pub(crate) fn parse(text: &str) -> Result<Vec<&'static Resource>, BadInput> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(RESOURCES.iter().filter(|r| ALL.contains(&r.kind)).collect());
    }
    text.split(',').map(find).collect()
}

fn find(word: &str) -> Result<&'static Resource, BadInput> {
    let bare = word.split('.').next().unwrap_or(word).to_ascii_lowercase();
    let called =
        |r: &&Resource| r.plural == bare || r.kind.eq_ignore_ascii_case(&bare) || r.short.contains(&bare.as_str());
    let known = || RESOURCES.iter().map(|r| r.plural).collect::<Vec<_>>().join(", ");
    let unknown = || format!("the server doesn't have a resource type {word:?}; there are {}", known());
    RESOURCES.iter().find(called).ok_or_else(|| BadInput::new(unknown()))
}
