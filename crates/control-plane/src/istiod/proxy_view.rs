//! One Envoy of the mesh as istiod knows it: where it runs, as whom, and whether beside a program or at the edge
//! (istio/istio `pilot/pkg/model`, `Proxy`).

use crate::PodView;
use malla_manifest::Container;
use malla_trace::CauseId;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The name of the proxy's container.
const PROXY: &str = "istio-proxy";
/// The argument of `pilot-agent proxy` that makes a gateway.
const ROUTER: &str = "router";

/// Where a proxy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Beside a program, in its pod.
    Sidecar,
    /// Alone, at the edge.
    Gateway,
}

/// A proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyView {
    /// Its pod's namespace.
    pub namespace: String,
    /// Its pod's name.
    pub name: String,
    /// Its pod's labels.
    pub labels: BTreeMap<String, String>,
    /// Its pod's addresses.
    pub addresses: Vec<IpAddr>,
    /// Whom its pod acts as.
    pub service_account: String,
    /// Where it stands.
    pub role: Role,
    /// The ports its pod's containers say they listen on.
    pub ports: Vec<u16>,
    /// Why it runs.
    pub why: CauseId,
}

impl ProxyView {
    /// The proxy of a pod; `None` for a pod without one.
    #[must_use]
    pub fn of(pod: &PodView<'_>) -> Option<Self> {
        let spec = &pod.pod.spec;
        let numbered = |list: &'static str, containers: &[Container]| {
            let at = containers.iter().position(|container| container.name == PROXY)?;
            Some((format!("{list}[{at}]"), containers.get(at)?.clone()))
        };
        let found = numbered("spec.containers", &spec.containers);
        let (path, proxy) = found.or_else(|| numbered("spec.initContainers", &spec.init_containers))?;
        let alone = spec.containers.iter().all(|container| container.name == PROXY);
        let router = proxy.args.iter().any(|argument| argument == ROUTER);
        let ports = spec.containers.iter().filter(|container| container.name != PROXY);
        Some(Self {
            namespace: pod.namespace().into(),
            name: pod.name().into(),
            labels: pod.labels.clone(),
            addresses: pod.ip.into_iter().collect(),
            service_account: spec.service_account_name.clone().unwrap_or_else(|| "default".into()),
            role: if router || alone { Role::Gateway } else { Role::Sidecar },
            ports: ports.flat_map(|container| &container.ports).map(|port| port.container_port).collect(),
            why: pod.cause(&path),
        })
    }

    /// The SPIFFE identity of its certificate.
    #[must_use]
    pub fn identity(&self) -> String {
        identity(&self.namespace, &self.service_account)
    }
}

/// The SPIFFE identity of a service account, in the default trust domain (istio/istio `pkg/spiffe`).
#[must_use]
pub fn identity(namespace: &str, service_account: &str) -> String {
    format!("spiffe://cluster.local/ns/{namespace}/sa/{service_account}")
}
