//! Addresses for pods that have a node: what the kubelet asks the network plugin for when it makes a sandbox.

use super::{Reason, View, Write};
use crate::ipam::{ADDRESSES_ANNOTATION, AddressBook, Pool};
use crate::scheduler::in_order;
use crate::store::Stored;
use malla_manifest::{Node, Pod, PodStatus};
use malla_trace::{Cause, FieldPath, ObjectRef};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Gives every pod that has a node and no address its address: the one it had, or one out of the pool. A pod on its
/// node's network has the node's.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let mut pool = pool(view);
    let waiting = in_order(view.store.all::<Pod>().filter(|(_, pod, _)| needs_address(view, pod)));
    let had: Vec<Option<IpAddr>> = waiting.iter().map(|(_, _, stored)| remembered(view, stored)).collect();
    had.iter().flatten().for_each(|address| pool.occupy(*address));
    let writes = waiting.into_iter().zip(had).filter_map(|((reference, pod, stored), had)| {
        if pod.spec.host_network == Some(true) {
            return host_address(view, reference, pod);
        }
        let address = had.or_else(|| pool.give(&wishes(pod)).map(|choice| choice.address()))?;
        Some(give(view, reference, pod, stored, address))
    });
    writes.collect()
}

/// What the network plugin will know about the addresses it gave, once all pods run.
#[must_use]
pub fn book(view: &View<'_>) -> AddressBook {
    pool(view).into_book()
}

/// The address that the pod had, unless the pod network is another one by now.
fn remembered(view: &View<'_>, stored: &Stored) -> Option<IpAddr> {
    let address = view.memory.occupant(stored.seat.as_ref()?)?.address?;
    view.world.pod_network.contains(address).then_some(address)
}

/// The pool, with the addresses of running pods occupied and those of all annotations kept for them.
fn pool(view: &View<'_>) -> Pool {
    let pods = || view.store.all::<Pod>().map(|(_, pod, _)| pod);
    let wished: BTreeSet<IpAddr> = pods().flat_map(wishes).collect();
    let world = view.world;
    let mut pool = Pool::new(world.pod_network, Some(world.service_network), wished, view.memory.addresses().clone());
    let own = pods().filter(|pod| pod.spec.host_network != Some(true)).filter_map(|pod| pod.status.pod_ip);
    own.for_each(|address| pool.occupy(address));
    pool
}

/// A pod whose node has a kubelet, and that has no address yet.
fn needs_address(view: &View<'_>, pod: &Pod) -> bool {
    let node = pod.spec.node_name.as_deref().unwrap_or_default();
    pod.status.pod_ip.is_none() && view.world.nodes().any(|(machine, _)| machine.name == node)
}

/// The addresses that a pod's annotation lists.
#[must_use]
pub fn wishes(pod: &Pod) -> Vec<IpAddr> {
    let text = pod.meta.annotations.get(ADDRESSES_ANNOTATION).map_or("", String::as_str);
    text.split(',').filter_map(|word| word.trim().parse().ok()).collect()
}

fn host_address(view: &View<'_>, reference: &ObjectRef, pod: &Pod) -> Option<Write> {
    let name = pod.spec.node_name.as_deref()?;
    let (machine, _) = view.world.nodes().find(|(machine, _)| machine.name == name)?;
    let (_, node) = view.store.find::<Node>("", name)?;
    let reason = Reason::derived("kubelet", vec![node.cause("status.addresses")]);
    Some(addressed(reference, pod, machine.address).because(path(), reason))
}

/// The annotation is the cause of an address that it lists; any other is the plugin's choice.
fn give(view: &View<'_>, reference: &ObjectRef, pod: &Pod, stored: &Stored, address: IpAddr) -> Write {
    let annotation = FieldPath::parse("metadata.annotations").key(ADDRESSES_ANNOTATION);
    let reason = if wishes(pod).contains(&address) {
        Reason::Known(stored.cause_at(&annotation))
    } else {
        let place = view.place(stored.cause(""));
        Reason::New(Cause::Allocated { object: reference.clone(), path: path(), by: "ipam".into(), place })
    };
    addressed(reference, pod, address).because(path(), reason)
}

fn addressed(reference: &ObjectRef, pod: &Pod, address: IpAddr) -> Write {
    Write::status(reference, PodStatus { pod_ip: Some(address), ..pod.status.clone() })
}

fn path() -> FieldPath {
    FieldPath::parse("status.podIP")
}
