//! Addresses for Services of type LoadBalancer, as MetalLB's controller gives them out of a pool
//! (`internal/allocator`), or a cloud's controller would.

use super::{Reason, View, Write};
use malla_manifest::{LoadBalancerIngress, Service, ServiceType};
use malla_trace::{FieldPath, ObjectRef};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// The component's name in causes.
const SELF: &str = "load-balancer-controller";

/// The annotation that asks for an address, and the older field.
const WISH: &str = "metallb.io/loadBalancerIPs";

/// Gives an address to every Service that has none and wants one: the one it wishes, the one it had, or the first that
/// is free. A Service of another class (`spec.loadBalancerClass`) is somebody else's.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let Some(pool) = view.world.balancer_pool else { return Vec::new() };
    let mut taken: BTreeSet<IpAddr> =
        view.store.all::<Service>().filter_map(|(_, service, _)| given(service)).collect();
    let mut wanting: Vec<_> = view.store.all::<Service>().filter(|(_, service, _)| wants(service)).collect();
    wanting.sort_by_key(|(reference, ..)| had(view, reference).is_none());
    let mut writes = Vec::new();
    for (reference, service, stored) in wanting {
        let is_free = |address: &IpAddr| is_in(pool, *address) && !taken.contains(address);
        let own = || had(view, reference).filter(is_free).or_else(|| first_free(pool, &taken));
        let Some(address) = wish(service).map_or_else(own, |wish| Some(wish).filter(is_free)) else { continue };
        taken.insert(address);
        let mut service = service.clone();
        let mode = Some("VIP".into());
        service.status.load_balancer.ingress =
            vec![LoadBalancerIngress { ip: Some(address), hostname: None, ip_mode: mode }];
        let from = vec![stored.cause("spec.type"), view.world.cause("spec.cluster.loadBalancerPool")];
        writes
            .push(Write::update(service).because(FieldPath::parse("status.loadBalancer"), Reason::derived(SELF, from)));
    }
    writes
}

fn given(service: &Service) -> Option<IpAddr> {
    service.status.load_balancer.ingress.first()?.ip
}

fn wants(service: &Service) -> bool {
    let is_ours = service.spec.load_balancer_class.is_none();
    service.kind_of_service() == ServiceType::LoadBalancer && is_ours && given(service).is_none()
}

fn wish(service: &Service) -> Option<IpAddr> {
    let noted = service.meta.annotations.get(WISH).or(service.spec.load_balancer_ip.as_ref());
    noted?.split(',').next()?.trim().parse().ok()
}

fn had(view: &View<'_>, service: &ObjectRef) -> Option<IpAddr> {
    view.memory.allocations(service)?.balancer
}

fn is_in((first, last): (IpAddr, IpAddr), address: IpAddr) -> bool {
    first <= address && address <= last && address.is_ipv4() == first.is_ipv4()
}

fn first_free((first, last): (IpAddr, IpAddr), taken: &BTreeSet<IpAddr>) -> Option<IpAddr> {
    let mut address = first;
    while taken.contains(&address) {
        address = next(address).filter(|next| *next <= last)?;
    }
    Some(address)
}

fn next(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_add(1).map(|number| IpAddr::V4(number.into())),
        IpAddr::V6(address) => u128::from(address).checked_add(1).map(|number| IpAddr::V6(number.into())),
    }
}
