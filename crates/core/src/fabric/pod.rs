//! The pods: a network namespace each, a cable to its node, a route to it on every node.

use super::build::{Builder, LAN_DEVICE};
use super::{Link, LinkEnd, Machine, container, envoy, node};
use malla_control_plane::PodView;
use malla_control_plane::istiod::Mesh;
use malla_dns::{Hosts, Name, ResolvConf};
use malla_kernel::{Cidr, Family, Interface, Netns, Route};
use malla_manifest::objects::{DnsPolicy, Service as ServiceObject};
use malla_trace::{CauseId, ObjectRef, VertexId};
use std::net::IpAddr;

/// The router every pod sees: link-local, answered by the node (Calico's `169.254.1.1`).
const POD_GATEWAY: [u8; 4] = [169, 254, 1, 1];

/// kubelet's `ndots` for pods (`pkg/kubelet/network/dns/dns.go`).
const POD_NDOTS: u8 = 5;

/// A pod that runs, and what its machine needs.
pub(super) struct Running<'a> {
    pub(super) id: VertexId,
    pub(super) pod: PodView<'a>,
    node: &'a str,
    pub(super) address: IpAddr,
}

/// Adds every pod that has a node and an address, and has not ended.
pub(super) fn add(builder: &mut Builder<'_>) {
    let cluster = builder.cluster;
    let running = cluster.pods().filter(|pod| !pod.pod.status.is_finished()).filter_map(|pod| {
        let id = VertexId(format!("pod/{}/{}", pod.namespace(), pod.name()));
        Some(Running { id, node: pod.node?, address: pod.ip?, pod })
    });
    let mut mesh = None;
    for pod in running {
        if pod.pod.host_network {
            on_host(builder, &pod);
        } else {
            in_own_namespace(builder, &pod, &mut mesh);
        }
    }
}

/// A pod on its node's network: its programs listen on the node.
fn on_host(builder: &mut Builder<'_>, pod: &Running<'_>) {
    let services = container::services(builder, pod);
    if let Some(machine) = builder.fabric.get_mut(&node::id(pod.node)) {
        services.into_iter().for_each(|service| machine.listen(service));
    }
}

fn in_own_namespace<'a>(builder: &mut Builder<'a>, pod: &Running<'_>, mesh: &mut Option<Mesh<'a>>) {
    let why = pod.pod.cause("status.podIP");
    let cable = cable_name(pod.pod.reference);
    let mut machine = machine(builder, pod, why, &cable);
    if pod.pod.ready {
        container::services(builder, pod).into_iter().for_each(|service| machine.listen(service));
    }
    envoy::add(builder, pod, mesh, &mut machine);
    builder.fabric.add(machine);
    lay_cable(builder, pod, why, &cable);
    route_from_elsewhere(builder, pod, why);
}

fn machine(builder: &mut Builder<'_>, pod: &Running<'_>, why: CauseId, cable: &str) -> Machine {
    let mut netns = Netns::new(&pod.id.0, builder.laws);
    let own_length = if pod.address.is_ipv4() { 32 } else { 128 };
    netns.add_interface(Interface { name: LAN_DEVICE.into(), addresses: vec![(pod.address, own_length)], why });
    netns.add_route(Route {
        destination: Cidr::all(Family::of(pod.address)),
        via: Some(IpAddr::from(POD_GATEWAY)),
        interface: LAN_DEVICE.into(),
        why: builder.own.pod_gateway,
    });
    let end = LinkEnd::Cable { peer: node::id(pod.node), interface: cable.into() };
    let links = vec![Link { interface: LAN_DEVICE.into(), end }];
    let resolver = resolver(builder, pod);
    let (programs, shell, hosts) = (vec![], container::shell(pod), Hosts::default());
    Machine { id: pod.id.clone(), netns, links, programs, shell, resolver, hosts }
}

/// The node's end of the cable, and the node's own route to the pod.
fn lay_cable(builder: &mut Builder<'_>, pod: &Running<'_>, why: CauseId, cable: &str) {
    let Some(machine) = builder.fabric.get_mut(&node::id(pod.node)) else { return };
    machine.netns.add_interface(Interface { name: cable.into(), addresses: vec![], why });
    let destination = Cidr::host(pod.address);
    machine.netns.add_route(Route { destination, via: None, interface: cable.into(), why });
    let end = LinkEnd::Cable { peer: pod.id.clone(), interface: LAN_DEVICE.into() };
    machine.links.push(Link { interface: cable.into(), end });
}

/// Every other node reaches the pod by way of its node: a route a pod, as Calico spreads them on one network.
fn route_from_elsewhere(builder: &mut Builder<'_>, pod: &Running<'_>, why: CauseId) {
    let cluster = builder.cluster;
    let Some((own, _)) = cluster.world.nodes().find(|(node, _)| node.name == pod.node) else { return };
    let why = builder.ledger.derived("cni", &[why, pod.pod.cause("spec.nodeName")]);
    for (other, _) in cluster.world.nodes().filter(|(node, _)| node.name != pod.node) {
        if let Some(machine) = builder.fabric.get_mut(&node::id(&other.name)) {
            let (destination, interface) = (Cidr::host(pod.address), LAN_DEVICE.to_owned());
            machine.netns.add_route(Route { destination, via: Some(own.address), interface, why });
        }
    }
}

/// The name of the node's end: `cali` and eleven hexadecimal digits of a hash, as Calico names it.
fn cable_name(pod: &ObjectRef) -> String {
    let text = format!("{}.{}", pod.namespace, pod.name);
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
    format!("cali{:011x}", hash & 0xFFF_FFFF_FFFF)
}

/// The pod's resolv.conf (`pkg/kubelet/network/dns/dns.go`, `GetPodDNS`).
fn resolver(builder: &mut Builder<'_>, pod: &Running<'_>) -> ResolvConf {
    let policy = pod.pod.pod.spec.dns_policy.unwrap_or(DnsPolicy::ClusterFirst);
    let cluster_dns = builder.cluster.store.find::<ServiceObject>("kube-system", "kube-dns");
    let address = cluster_dns.and_then(|(service, _)| service.spec.cluster_ip.as_deref()?.parse().ok());
    match (policy, address) {
        (DnsPolicy::ClusterFirst | DnsPolicy::ClusterFirstWithHostNet, Some(address)) => {
            let service = cluster_dns.map(|(_, stored)| stored.cause("spec.clusterIP"));
            let from: Vec<CauseId> = std::iter::once(builder.own.cluster_first).chain(service).collect();
            let why = builder.ledger.derived("kubelet", &from);
            let domain = &builder.cluster.world.domain;
            let suffixes = [format!("{}.svc.{domain}", pod.pod.namespace()), format!("svc.{domain}"), domain.clone()];
            let search = suffixes.iter().filter_map(|suffix| Name::parse(suffix).ok()).collect();
            ResolvConf { search, ndots: POD_NDOTS, ..ResolvConf::new(vec![address], why) }
        }
        (DnsPolicy::ClusterFirst | DnsPolicy::ClusterFirstWithHostNet, None) | (DnsPolicy::Default, _) => {
            node::resolver(builder)
        }
        (DnsPolicy::None, _) => {
            let servers = pod.pod.pod.spec.dns_config.as_ref().map(|c| c.nameservers.clone()).unwrap_or_default();
            ResolvConf::new(servers, pod.pod.cause("spec.dnsConfig"))
        }
    }
}
