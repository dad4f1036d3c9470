//! Addresses of balancers on the machines' network: one node answers for each, as MetalLB's speakers do in layer 2
//! mode. Its packet filter takes what arrives from there on.

use super::build::{Builder, LAN_DEVICE};
use super::node;
use malla_control_plane::NodeView;
use malla_manifest::TrafficPolicy;
use malla_manifest::objects::{EndpointSlice, Service};
use malla_trace::ObjectRef;
use std::net::IpAddr;

/// The label that ties a slice to its Service.
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// Tells the networks who answers for the balancers' addresses.
pub(super) fn add(builder: &mut Builder<'_>) {
    let cluster = builder.cluster;
    for (reference, service, _) in cluster.store.all::<Service>() {
        let addresses = service.status.load_balancer.ingress.iter().filter_map(|ingress| ingress.ip);
        for address in addresses {
            announce(builder, reference, service, address);
        }
    }
}

fn announce(builder: &mut Builder<'_>, reference: &ObjectRef, service: &Service, address: IpAddr) {
    let Some(lan) = builder.lan_of(address) else { return };
    let cluster = builder.cluster;
    let Some(node) = cluster.nodes().find(|node| may_announce(builder, node, reference, service)) else { return };
    builder.fabric.answer_for(&lan.id, address, &node::id(node.name), LAN_DEVICE);
}

/// With the Local policy only a node with an endpoint of its own (`usableNodes` in MetalLB's speaker); otherwise any
/// but the control plane's.
fn may_announce(builder: &Builder<'_>, node: &NodeView<'_>, reference: &ObjectRef, service: &Service) -> bool {
    if service.spec.external_traffic_policy != Some(TrafficPolicy::Local) {
        return !node.control_plane || builder.cluster.nodes().all(|node| node.control_plane);
    }
    let slices = builder.cluster.store.all::<EndpointSlice>().filter(|(slice, object, _)| {
        slice.namespace == reference.namespace && object.meta.labels.get(SERVICE_NAME) == Some(&reference.name)
    });
    let mut endpoints = slices.flat_map(|(_, slice, _)| &slice.endpoints);
    endpoints.any(|end| end.node_name.as_deref() == Some(node.name) && end.conditions.ready != Some(false))
}
