//! Everything that follows from a set of manifests: the converged cluster, its machines, its picture.

use crate::fabric::{self, Fabric};
use crate::journey::{ServicePorts, Surroundings};
use crate::kept::Kept;
use crate::{topology, workloads};
use malla_control_plane::{Cluster, Memory, converge};
use malla_manifest::Manifest;
use malla_manifest::objects::{Pod, Service};
use malla_trace::{Ledger, Topology};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Everything that follows from a set of manifests.
#[derive(Clone, Debug)]
pub(crate) struct Built {
    /// What was applied.
    pub(crate) manifests: Vec<Manifest>,
    /// What the control plane made of it. Its ledger has moved to [`Built::ledger`].
    pub(crate) cluster: Cluster,
    /// All causes, those of the machines included.
    pub(crate) ledger: Ledger,
    /// All machines.
    pub(crate) fabric: Fabric,
    /// What a journey may look up.
    pub(crate) surroundings: Surroundings,
    /// The picture.
    pub(crate) topology: Topology,
}

impl Built {
    /// Converges and builds.
    pub(crate) fn new(manifests: Vec<Manifest>, memory: &Memory, seed: u64, kept: &mut Kept) -> Self {
        let mut cluster = converge(&manifests, memory, seed);
        let mut ledger = std::mem::take(&mut cluster.ledger);
        let fabric = fabric::build(&cluster, &mut ledger, &mut kept.rules);
        let surroundings = surroundings(&cluster, &mut ledger);
        let topology = topology::draw(&cluster, &fabric, &ledger);
        Self { manifests, cluster, ledger, fabric, surroundings, topology }
    }
}

fn surroundings(cluster: &Cluster, ledger: &mut Ledger) -> Surroundings {
    let network = &cluster.world.pod_network;
    let ends = network.nth(0).zip(network.nth(network.size() - 1));
    let why = cluster.world.cause("spec.cluster.podCIDR");
    Surroundings {
        workloads: workloads::of(&cluster.store),
        services: services(cluster),
        pods: cluster.store.all::<Pod>().filter_map(|(_, pod, _)| pod.status.pod_ip).collect(),
        pod_network: ends.map(|(first, last)| (first, last, why)),
        probe: ledger.builtin("client/probe"),
        nobody: ledger.builtin("network/nobody"),
    }
}

/// Services by their virtual address.
fn services(cluster: &Cluster) -> BTreeMap<IpAddr, ServicePorts> {
    let with_address = cluster.store.all::<Service>().filter_map(|(reference, service, stored)| {
        let address: IpAddr = service.spec.cluster_ip.as_deref()?.parse().ok()?;
        let ports = service.spec.ports.iter().map(|port| port.port).collect();
        Some((address, ServicePorts { service: reference.clone(), ports, why: stored.cause("spec.ports") }))
    });
    with_address.collect()
}
