//! From manifests to a cluster at rest: admission once, then every control loop until none has anything to write.

use crate::api_server::{self, Admitted, Request};
use crate::builtin;
use crate::cluster::{Cluster, ContainerState};
use crate::controllers::{self, View, Write, pod_network};
use crate::memory::{Allocations, Memory, Occupant, Rest, Seat};
use crate::store::Store;
use crate::world::World;
use crate::{analysis, injection, kubelet, scheduler};
use malla_manifest::{ClusterProblem, Finding, Manifest, Object, Pod, Service};
use malla_trace::{FieldPath, Ledger, ObjectRef};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The control loops, in the order in which a change runs through them.
const LOOPS: [fn(&View<'_>) -> Vec<Write>; 11] = [
    controllers::node::reconcile,
    controllers::load_balancer::reconcile,
    controllers::deployment::reconcile,
    controllers::replica_set::reconcile,
    controllers::stateful_set::reconcile,
    controllers::daemon_set::reconcile,
    controllers::job::reconcile,
    scheduler::reconcile,
    controllers::pod_network::reconcile,
    kubelet::reconcile,
    controllers::endpoint_slice::reconcile,
];

/// How often the loops run at most. One round does all the work, the second finds nothing to do.
const ROUNDS: usize = 8;

/// The cluster that these manifests make: a pure function of the text, of what a running cluster remembers, and of
/// the seed. Run again with the memory it returned, it returns the same.
#[must_use]
pub fn converge(manifests: &[Manifest], memory: &Memory, seed: u64) -> Cluster {
    let (mut ledger, mut findings) = (Ledger::default(), Vec::new());
    let manifests = builtin::completed(manifests);
    let world = world(&manifests, &mut ledger, &mut findings);
    let memory = &memory.without_orphans(|node| world.nodes().any(|(machine, _)| machine.name == node));
    let objects: Vec<&Manifest> = manifests.into_iter().filter(|m| !matches!(m.object, Object::World(_))).collect();
    let request = Request { manifests: &objects, world: &world, memory, seed };
    let Admitted { mut store, accepted, kept } = api_server::admit(&request, &mut ledger, &mut findings);
    settle(&mut store, &world, memory, &mut ledger, seed);
    let containers = containers(&store, &mut ledger);
    let remembered =
        remember(&View { store: &store, world: &world, memory, ledger: &ledger, seed }, &objects, accepted);
    let mut cluster = Cluster { store, ledger, world, memory: remembered, findings, containers, kept };
    let warnings = analysis::warnings(&cluster);
    cluster.findings.extend(warnings);
    cluster.findings.sort_by(|a, b| (&a.place, &a.path).cmp(&(&b.place, &b.path)));
    cluster
}

/// The World that counts: the last one, as with everything applied twice.
fn world(manifests: &[&Manifest], ledger: &mut Ledger, findings: &mut Vec<Finding>) -> World {
    let mut worlds = manifests.iter().filter(|manifest| matches!(manifest.object, Object::World(_))).rev();
    let world = match worlds.next() {
        Some(manifest) => World::new(manifest, ledger),
        None => World::empty(ledger),
    };
    findings.extend(worlds.map(|manifest| {
        let (path, object) = (FieldPath::parse("metadata.name"), manifest.reference.clone());
        Finding::new(ClusterProblem::AlreadyExists { object }, manifest.source.resolve(&path).place, path)
    }));
    world
}

/// Runs the loops until a round writes nothing.
fn settle(store: &mut Store, world: &World, memory: &Memory, ledger: &mut Ledger, seed: u64) {
    for _ in 0..ROUNDS {
        let mut written = 0;
        for reconcile in LOOPS {
            let writes = reconcile(&View { store, world, memory, ledger, seed });
            written += writes.len();
            controllers::apply(writes, store, ledger);
        }
        if written == 0 {
            return;
        }
    }
}

/// What the kubelets made of the containers' configuration.
fn containers(store: &Store, ledger: &mut Ledger) -> BTreeMap<ObjectRef, Vec<ContainerState>> {
    let pods = store.all::<Pod>();
    let states = pods.map(|(reference, pod, stored)| {
        let numbers = 0..pod.spec.containers.len();
        let states = numbers
            .map(|number| ContainerState::enter(kubelet::resolve(store, reference, pod, stored, number), ledger));
        (reference.clone(), states.collect())
    });
    states.collect()
}

/// What the cluster will remember.
fn remember(view: &View<'_>, manifests: &[&Manifest], accepted: BTreeMap<ObjectRef, Arc<Manifest>>) -> Memory {
    let services = view.store.all::<Service>().map(|(reference, service, _)| (reference.clone(), given(service)));
    let running: BTreeMap<Seat, Occupant> = view.store.all::<Pod>().filter_map(occupant).collect();
    let is_written = |pod: &ObjectRef| manifests.iter().any(|manifest| manifest.reference == *pod);
    let rest = Rest { running, services: services.collect(), addresses: pod_network::book(view), accepted };
    view.memory.after(rest, is_written)
}

/// What a Service was given.
fn given(service: &Service) -> Allocations {
    Allocations {
        cluster_ip: service.spec.cluster_ip.as_deref().and_then(|text| text.parse().ok()),
        headless: service.is_headless(),
        balancer: service.status.load_balancer.ingress.first().and_then(|ingress| ingress.ip),
        node_ports: api_server::allocations(service),
    }
}

fn occupant((reference, pod, stored): (&ObjectRef, &Pod, &crate::store::Stored)) -> Option<(Seat, Occupant)> {
    let host = pod.spec.host_network == Some(true);
    let (node, address) = (pod.spec.node_name.clone(), pod.status.pod_ip.filter(|_| !host));
    let injected = injection::is_injected(pod);
    Some((stored.seat.clone()?, Occupant { name: reference.name.clone(), node, address, injected }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_manifest::{SourceFile, parse};

    /// The controllers' own promise: at rest none of them has anything to write.
    #[test]
    fn at_rest_no_loop_writes() {
        for text in [include_str!("../tests/cluster/notes.yaml"), include_str!("../tests/cluster/zoo.yaml")] {
            let parsed = parse(&[SourceFile { name: "test.yaml".into(), text: text.into() }]);
            let cluster = converge(&parsed.manifests, &Memory::default(), 1);
            let Cluster { store, ledger, world, .. } = &cluster;
            let memory = &Memory::default();
            for (number, reconcile) in LOOPS.iter().enumerate() {
                let writes = reconcile(&View { store, world, memory, ledger, seed: 1 });
                assert_eq!(writes, Vec::new(), "loop {number}");
            }
        }
    }
}
