//! The clusters that lead from a sidecar to the program beside it (`buildInboundClusters`): one a port of the container that
//! some Service leads to, and one for every other port. Connections come from 127.0.0.6, which the pod's rules let pass.

use super::names::{INBOUND_PASSTHROUGH, inbound_key};
use super::special::mesh_cluster;
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::draft::Draft;
use crate::istiod::endpoint::EndpointAt;
use crate::istiod::protocol::PortProtocol;
use crate::istiod::service::{MeshPort, MeshService, Source};
use malla_manifest::{IntOrString, Pod, Protocol};
use malla_proxy::{Cluster, Discovery, Endpoint};
use malla_trace::{CauseId, FieldPath};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The address that connections to the program come from (`InboundPassthroughBindIpv4`).
const SOURCE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 6));
/// The same of IPv6.
const SOURCE_V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 6));

/// A port of the container that a Service leads to, or that a Sidecar opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTarget {
    /// The address in the name of its listener: any, or what a Sidecar binds.
    pub bind: IpAddr,
    /// The port of the container.
    pub port: u16,
    /// The Service's port.
    pub service_port: u16,
    /// What it speaks.
    pub protocol: PortProtocol,
    /// Where the program is, if not at the address that was called.
    pub endpoint: Option<SocketAddr>,
    /// Its place in the Sidecar that opens it.
    pub ingress: Option<usize>,
    /// Why.
    pub why: Vec<CauseId>,
}

/// Adds all of them.
pub fn add(draft: &mut Draft<'_, '_>) {
    for target in targets(draft) {
        let why = draft.why.because(ConfigFact::InboundCluster, &target.why);
        let name = inbound_key(target.port);
        let cluster = match target.endpoint {
            Some(at) => mesh_cluster(&name, Discovery::Static(vec![Endpoint::new(at, why)]), why),
            None => bound(draft, mesh_cluster(&name, Discovery::OriginalDestination, why)),
        };
        draft.proxy.add_cluster(cluster);
    }
    let why = draft.why.fixed(ConfigFact::InboundPassthrough);
    let cluster = bound(draft, mesh_cluster(INBOUND_PASSTHROUGH, Discovery::OriginalDestination, why));
    draft.proxy.add_cluster(cluster);
}

fn bound(draft: &Draft<'_, '_>, mut cluster: Cluster) -> Cluster {
    let v6 = draft.view.addresses.first().is_some_and(IpAddr::is_ipv6);
    cluster.source = Some(if v6 { SOURCE_V6 } else { SOURCE });
    cluster
}

/// The ports of the container that are spoken for, in order: those a Sidecar opens, where it opens some, or else those of the
/// Services that select the pod. Where two lead to the same port the older Service counts (`getFilterChainsByServicePort`).
#[must_use]
pub fn targets(draft: &Draft<'_, '_>) -> Vec<ServiceTarget> {
    let mut by_port: BTreeMap<u16, ServiceTarget> = BTreeMap::new();
    let ingress = super::super::sidecar_listeners::ingress(draft);
    let of_services = || leading(draft).into_iter().flat_map(|service| of_service(draft, service));
    let all = if ingress.is_empty() { of_services().collect() } else { ingress };
    for target in all {
        by_port.entry(target.port).or_insert(target);
    }
    by_port.into_values().collect()
}

/// The hosts that lead to the proxy's pod: Services that select its labels, and whatever lists its address.
fn leading<'d, 'a>(draft: &Draft<'d, 'a>) -> Vec<&'d MeshService<'a>> {
    let view = draft.view;
    let lists = |service: &MeshService<'_>| {
        let at = |endpoint: &EndpointAt| matches!(endpoint, EndpointAt::Address(ip) if view.addresses.contains(ip));
        service.endpoints.iter().any(|endpoint| at(&endpoint.at))
    };
    let selects = |service: &MeshService<'_>| match service.source {
        Source::Kubernetes(it) if it.spec.selector.is_empty() => lists(service),
        Source::Kubernetes(it) => {
            service.namespace() == view.namespace && super::super::mesh::has_all(&view.labels, &it.spec.selector)
        }
        Source::Entry(_) => lists(service),
    };
    let mesh = draft.mesh;
    mesh.registry.services().iter().filter(|service| selects(service)).collect()
}

fn of_service(draft: &Draft<'_, '_>, service: &MeshService<'_>) -> Vec<ServiceTarget> {
    let ports = service.ports.iter().filter(|port| port.protocol != PortProtocol::Udp);
    let targets = ports.filter_map(|port| {
        let (number, named) = number(draft, service, port)?;
        let why = [port.why].into_iter().chain(named).collect();
        let (service_port, protocol) = (port.number, port.protocol);
        let bind = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        Some(ServiceTarget { bind, port: number, service_port, protocol, endpoint: None, ingress: None, why })
    });
    targets.collect()
}

/// The container's port behind a Service's: the number written, that of the endpoint listed, or that of the container's port
/// of that name.
fn number(draft: &Draft<'_, '_>, service: &MeshService<'_>, port: &MeshPort) -> Option<(u16, Option<CauseId>)> {
    let here = |at: &EndpointAt| matches!(at, EndpointAt::Address(ip) if draft.view.addresses.contains(ip));
    let listed =
        service.endpoints.iter().find(|endpoint| here(&endpoint.at)).and_then(|endpoint| endpoint.port(&port.name));
    match (listed, port.target) {
        (Some(listed), _) => Some((listed.number, None)),
        (None, Some(target)) => Some((target, None)),
        (None, None) => named(draft, service, port),
    }
}

fn named(draft: &Draft<'_, '_>, service: &MeshService<'_>, port: &MeshPort) -> Option<(u16, Option<CauseId>)> {
    let Source::Kubernetes(it) = service.source else { return None };
    let meant = it.spec.ports.iter().find(|own| own.port == port.number)?;
    let Some(IntOrString::String(name)) = &meant.target_port else { return None };
    let (pod, stored) = draft.mesh.store.find::<Pod>(&draft.view.namespace, &draft.view.name)?;
    let containers = pod.spec.containers.iter().enumerate();
    let mut ports = containers.flat_map(|(at, container)| container.ports.iter().enumerate().map(move |it| (at, it)));
    let (at, (index, found)) = ports
        .find(|(_, (_, own))| own.name.as_ref() == Some(name) && own.protocol.unwrap_or_default() == Protocol::Tcp)?;
    let path = FieldPath::parse("spec.containers").index(at).key("ports").index(index);
    Some((found.container_port, Some(stored.cause_at(&path))))
}
