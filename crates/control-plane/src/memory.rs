//! What a running cluster remembers between two readings of the same manifests: etcd's allocations and the pods that
//! already run. Everything else is made anew from the text.

mod saved;

use crate::ipam::AddressBook;
use malla_manifest::Manifest;
use malla_trace::ObjectRef;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

/// What a running cluster remembers. An empty one is a cluster that has just been set up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    seats: BTreeMap<Seat, Tenancy>,
    deleted: BTreeSet<ObjectRef>,
    services: BTreeMap<ObjectRef, Allocations>,
    addresses: AddressBook,
    accepted: BTreeMap<ObjectRef, Arc<Manifest>>,
}

/// What a convergence leaves behind.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    /// The pods that run.
    pub(crate) running: BTreeMap<Seat, Occupant>,
    /// What was allocated.
    pub(crate) services: BTreeMap<ObjectRef, Allocations>,
    /// The pod addresses that were given.
    pub(crate) addresses: AddressBook,
    /// The objects as they were taken.
    pub(crate) accepted: BTreeMap<ObjectRef, Arc<Manifest>>,
}

/// A pod's place in its owner's plan: the second replica of that ReplicaSet. Pods come and go in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seat {
    /// The ReplicaSet, or the pod itself when somebody wrote it.
    pub owner: ObjectRef,
    /// The template's hash; empty for a written pod.
    pub template: String,
    /// Which replica, from 0.
    pub ordinal: usize,
}

/// Who sits in a [`Seat`], and how many sat there before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tenancy {
    incarnation: u32,
    occupant: Option<Occupant>,
}

/// What is remembered of a running pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occupant {
    /// Its name.
    pub name: String,
    /// The node it was placed on.
    pub node: Option<String>,
    /// The address it was given.
    pub address: Option<IpAddr>,
    /// Whether it was given a sidecar when it was made.
    pub injected: bool,
}

/// What was allocated for a Service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allocations {
    /// `spec.clusterIP`.
    pub cluster_ip: Option<IpAddr>,
    /// Whether it has none by choice, `clusterIP: None`.
    pub headless: bool,
    /// `status.loadBalancer.ingress[0].ip`, out of the pool of balancer addresses.
    pub balancer: Option<IpAddr>,
    /// `spec.ports[*].nodePort`, by port name and protocol (`patchAllocatedValues`).
    pub node_ports: BTreeMap<PortKey, u16>,
}

impl Allocations {
    /// `spec.healthCheckNodePort`.
    #[must_use]
    pub fn health_check_port(&self) -> Option<u16> {
        self.node_ports.get(&health_check_key()).copied()
    }
}

/// The health check's port among the others: no protocol is called that.
pub(crate) fn health_check_key() -> PortKey {
    (String::new(), "health-check".into())
}

/// A Service port as the API server recognises it across two readings: name and protocol.
pub type PortKey = (String, String);

impl Memory {
    /// Deletes a pod, as `kubectl delete pod`: its owner makes another at the next convergence, with another name and
    /// another address; a pod that somebody wrote stays away until its manifest goes. False when there is no such pod.
    pub fn delete_pod(&mut self, pod: &ObjectRef) -> bool {
        let sits = |seat: &Seat, tenancy: &Tenancy| {
            seat.owner.namespace == pod.namespace && tenancy.occupant.as_ref().is_some_and(|o| o.name == pod.name)
        };
        let Some((seat, tenancy)) = self.seats.iter_mut().find(|(seat, tenancy)| sits(seat, tenancy)) else {
            return false;
        };
        if let Some(address) = tenancy.occupant.as_ref().and_then(|occupant| occupant.address) {
            self.addresses.spend(address);
        }
        tenancy.leave();
        if seat.owner == *pod {
            self.deleted.insert(pod.clone());
        }
        true
    }

    /// Whether somebody deleted that written pod.
    #[must_use]
    pub fn is_deleted(&self, pod: &ObjectRef) -> bool {
        self.deleted.contains(pod)
    }

    /// Who sits there.
    #[must_use]
    pub fn occupant(&self, seat: &Seat) -> Option<&Occupant> {
        self.seats.get(seat)?.occupant.as_ref()
    }

    /// How many pods sat there before.
    #[must_use]
    pub fn incarnation(&self, seat: &Seat) -> u32 {
        self.seats.get(seat).map_or(0, |tenancy| tenancy.incarnation)
    }

    /// What was allocated for that Service.
    #[must_use]
    pub fn allocations(&self, service: &ObjectRef) -> Option<&Allocations> {
        self.services.get(service)
    }

    /// The pod addresses that were given.
    #[must_use]
    pub const fn addresses(&self) -> &AddressBook {
        &self.addresses
    }

    /// The object of that name as the API server last took it.
    #[must_use]
    pub fn accepted(&self, object: &ObjectRef) -> Option<&Arc<Manifest>> {
        self.accepted.get(object)
    }

    /// Deletes objects, as `kubectl delete`: their pods leave, their addresses and ports are free again.
    pub fn delete(&mut self, goes: impl Fn(&ObjectRef) -> bool) {
        self.accepted.retain(|object, _| !goes(object));
        self.services.retain(|object, _| !goes(object));
        for (_, tenancy) in self.seats.iter_mut().filter(|(seat, _)| goes(&seat.owner)) {
            if let Some(address) = tenancy.occupant.as_ref().and_then(|occupant| occupant.address) {
                self.addresses.spend(address);
            }
            tenancy.leave();
        }
    }

    /// The memory without the pods that ran on a machine that is no more: the pod garbage collector
    /// (`pkg/controller/podgc`, `gcOrphaned`). A pod that never got an address never ran.
    #[must_use]
    pub(crate) fn without_orphans(&self, is_there: impl Fn(&str) -> bool) -> Self {
        let mut kept = self.clone();
        let orphaned = |occupant: &Occupant| {
            occupant.address.is_some() && occupant.node.as_deref().is_some_and(|node| !is_there(node))
        };
        let tenancies = kept.seats.values_mut();
        tenancies.filter(|t| t.occupant.as_ref().is_some_and(orphaned)).for_each(Tenancy::leave);
        kept
    }

    /// The memory after a convergence: these pods run, these Services have these numbers, these pods are written.
    /// Whoever sat somewhere and runs no more has left.
    #[must_use]
    pub(crate) fn after(&self, rest: Rest, is_written: impl Fn(&ObjectRef) -> bool) -> Self {
        let Rest { running, services, addresses, accepted } = rest;
        let mut seats = self.seats.clone();
        seats.iter_mut().filter(|(seat, _)| !running.contains_key(seat)).for_each(|(_, tenancy)| tenancy.leave());
        for (seat, occupant) in running {
            seats.entry(seat).or_default().sit(occupant);
        }
        let deleted = self.deleted.iter().filter(|pod| is_written(pod)).cloned().collect();
        Self { seats, deleted, services, addresses, accepted }
    }
}

impl Tenancy {
    /// The occupant, if there is one, leaves for good.
    fn leave(&mut self) {
        if self.occupant.take().is_some() {
            self.incarnation += 1;
        }
    }

    /// Somebody sits down; another one who sat there has left.
    fn sit(&mut self, occupant: Occupant) {
        if self.occupant.as_ref().is_some_and(|o| o.name != occupant.name) {
            self.leave();
        }
        self.occupant = Some(occupant);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(ordinal: usize) -> Seat {
        let owner = ObjectRef { kind: "ReplicaSet".into(), namespace: "default".into(), name: "web-5d8".into() };
        Seat { owner, template: "5d8".into(), ordinal }
    }

    fn pod(name: &str) -> ObjectRef {
        ObjectRef { kind: "Pod".into(), namespace: "default".into(), name: name.into() }
    }

    fn running(names: &[&str]) -> BTreeMap<Seat, Occupant> {
        let occupant = |name: &&str| Occupant { name: (*name).into(), node: None, address: None, injected: false };
        names.iter().enumerate().map(|(i, name)| (seat(i), occupant(name))).collect()
    }

    fn rest(running: BTreeMap<Seat, Occupant>) -> Rest {
        let addresses = AddressBook::default();
        Rest { running, services: BTreeMap::new(), addresses, accepted: BTreeMap::new() }
    }

    fn after(memory: &Memory, names: &[&str]) -> Memory {
        memory.after(rest(running(names)), |_| true)
    }

    #[test]
    fn a_deleted_pod_leaves_an_empty_seat_and_a_neighbour_stays() {
        let mut memory = after(&Memory::default(), &["a", "b"]);
        assert!(memory.delete_pod(&pod("a")));
        assert_eq!((memory.occupant(&seat(0)), memory.incarnation(&seat(0))), (None, 1));
        assert_eq!(memory.occupant(&seat(1)).map(|o| o.name.as_str()), Some("b"));
        assert!(!memory.delete_pod(&pod("a")), "it is gone");
    }

    #[test]
    fn a_seat_that_vanishes_and_returns_counts_its_former_occupant() {
        let memory = after(&after(&Memory::default(), &["a", "b"]), &["a"]);
        assert_eq!((memory.incarnation(&seat(0)), memory.incarnation(&seat(1))), (0, 1));
        let memory = after(&memory, &["a", "c"]);
        assert_eq!(memory.occupant(&seat(1)).map(|o| o.name.as_str()), Some("c"));
        assert_eq!(memory, after(&memory, &["a", "c"]), "the same again changes nothing");
    }

    #[test]
    fn a_written_pod_stays_deleted_until_its_manifest_goes() {
        let own = Seat { owner: pod("solo"), template: String::new(), ordinal: 0 };
        let occupant = Occupant { name: "solo".into(), node: None, address: None, injected: false };
        let run = BTreeMap::from([(own, occupant)]);
        let mut memory = Memory::default().after(rest(run), |_| true);
        assert!(memory.delete_pod(&pod("solo")));
        assert!(after(&memory, &[]).is_deleted(&pod("solo")));
        let gone = memory.after(rest(BTreeMap::new()), |_| false);
        assert!(!gone.is_deleted(&pod("solo")));
    }
}
