//! Upstreams: a Service and one of its ports, as the proxy reaches them.

use super::Fact;
use super::controller::Upstream;
use super::draft::Draft;
use crate::store::Stored;
use malla_manifest::{BackendPort, IngressBackend, Service, ServiceBackend, ServicePort, ServiceType};
use malla_proxy::{Cluster, Discovery, Endpoint};
use malla_trace::{CauseId, FieldPath};
use std::net::{IpAddr, SocketAddr};

/// A backend as it stands in an Ingress.
#[derive(Clone, Copy, Debug)]
pub struct Backend<'a> {
    /// The Ingress's namespace: the Service's too.
    pub namespace: &'a str,
    /// The backend.
    pub backend: &'a IngressBackend,
    /// Where it stands.
    pub path: &'a FieldPath,
    /// The Ingress's causes.
    pub stored: &'a Stored,
    /// How Services are reached.
    pub upstream: Upstream,
    /// Why they are reached so: the class.
    pub upstream_why: Option<CauseId>,
}

/// The Service behind a backend, and the port of it that is meant, where there are such.
struct Found<'a> {
    service: &'a Service,
    stored: &'a Stored,
    port: Option<(usize, &'a ServicePort)>,
}

impl Backend<'_> {
    fn cause(&self, field: &str) -> CauseId {
        let path = field.split('.').fold(self.path.key("service"), |path, key| path.key(key));
        self.stored.cause_at(&path)
    }

    /// The causes of the backend itself: the port, the name, and how it is reached.
    fn causes(&self, port: &BackendPort) -> Vec<CauseId> {
        let port = if port.number.is_some() { self.cause("port.number") } else { self.cause("port.name") };
        [self.cause("name"), port].into_iter().chain(self.upstream_why).collect()
    }
}

/// Adds the upstream of a backend and gives its name; `None` where the backend names no Service.
pub fn add(draft: &mut Draft<'_>, backend: &Backend<'_>) -> Option<String> {
    let service = backend.backend.service.as_ref()?;
    let name = upstream_name(backend.namespace, service);
    let (discovery, fact) = discovery(draft, backend, service);
    let why = draft.reasons.because(fact, &backend.causes(&service.port));
    draft.proxy.add_cluster(Cluster::new(&name, discovery, why));
    Some(name)
}

/// `namespace-service-port`, as ingress-nginx calls its upstreams (`upstreamName`).
fn upstream_name(namespace: &str, service: &ServiceBackend) -> String {
    let port = service.port.number.map_or_else(|| service.port.name.clone().unwrap_or_default(), |n| n.to_string());
    format!("{namespace}-{}-{port}", service.name)
}

fn discovery(draft: &mut Draft<'_>, backend: &Backend<'_>, service: &ServiceBackend) -> (Discovery, Fact) {
    let found = draft.store.find::<Service>(backend.namespace, &service.name).map(|(service_object, stored)| Found {
        service: service_object,
        stored,
        port: port_of(service_object, &service.port),
    });
    match (backend.upstream, found) {
        (Upstream::ServiceName, found) => (by_name(draft, backend, service, found.as_ref()), Fact::ServiceName),
        (Upstream::ClusterIp, found) => (by_address(draft, found.as_ref()), Fact::ClusterIp),
        (Upstream::Endpoints, Some(found)) => (by_endpoints(draft, backend, service, &found), Fact::Endpoints),
        (Upstream::Endpoints, None) => (Discovery::Static(Vec::new()), Fact::Endpoints),
    }
}

fn port_of<'a>(service: &'a Service, wanted: &BackendPort) -> Option<(usize, &'a ServicePort)> {
    let is_meant = |port: &ServicePort| match (wanted.number, &wanted.name) {
        (Some(number), _) => port.port == number,
        (None, name) => port.name == *name,
    };
    service.spec.ports.iter().enumerate().find(|(_, port)| is_meant(port))
}

/// By the Service's name, as a program in the controller's namespace writes it. Whether there is such a Service is for
/// DNS to say; a port by number is taken at its word.
fn by_name(draft: &Draft<'_>, backend: &Backend<'_>, service: &ServiceBackend, found: Option<&Found<'_>>) -> Discovery {
    let of_service = found.and_then(|found| found.port).map(|(_, port)| port.port);
    let Some(port) = service.port.number.or(of_service) else { return Discovery::Static(Vec::new()) };
    let near = draft.view.namespace == backend.namespace;
    let host = if near { service.name.clone() } else { format!("{}.{}", service.name, backend.namespace) };
    Discovery::StrictDns { host, port }
}

fn by_address(draft: &mut Draft<'_>, found: Option<&Found<'_>>) -> Discovery {
    let endpoint = found.and_then(|found| {
        let (index, port) = found.port?;
        let ip: IpAddr = found.service.spec.cluster_ip.as_deref()?.parse().ok()?;
        let from = [found.stored.cause("spec.clusterIP"), found.stored.cause(&format!("spec.ports[{index}].port"))];
        let why = draft.reasons.because(Fact::ClusterIp, &from);
        Some(Endpoint::new(SocketAddr::new(ip, port.port), why))
    });
    Discovery::Static(endpoint.into_iter().collect())
}

/// By the ready endpoints of the slices' ports of that name (`getEndpointsFromSlices`); a Service of type ExternalName
/// is called by its name.
fn by_endpoints(
    draft: &mut Draft<'_>,
    backend: &Backend<'_>,
    service: &ServiceBackend,
    found: &Found<'_>,
) -> Discovery {
    if found.service.kind_of_service() == ServiceType::ExternalName {
        let host = found.service.spec.external_name.clone().unwrap_or_default();
        return Discovery::StrictDns { host, port: service.port.number.unwrap_or_default() };
    }
    let Some((index, port)) = found.port else { return Discovery::Static(Vec::new()) };
    let written = found.stored.cause(&format!("spec.ports[{index}].targetPort"));
    let wanted = (port.name.clone().unwrap_or_default(), port.protocol.unwrap_or_default());
    let addresses = draft.addresses.of(backend.namespace, &service.name);
    let mut endpoints = Vec::new();
    for address in addresses {
        for port in address.ports.iter().filter(|port| (&port.name, port.protocol) == (&wanted.0, wanted.1)) {
            let why = draft.reasons.because(Fact::Endpoints, &[address.why, port.why, written]);
            endpoints.push(Endpoint::new(SocketAddr::new(address.ip, port.number), why));
        }
    }
    Discovery::Static(endpoints)
}
