//! All machines and the cables between them: what a packet crosses.

mod announce;
mod build;
mod container;
mod envoy;
mod machine;
mod node;
mod outside;
mod pod;

pub(crate) use build::build;
pub(crate) use container::has_parts;
pub(crate) use machine::{Link, LinkEnd, Machine, Process, Service};

use malla_trace::VertexId;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// All machines, and who has which address on which network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fabric {
    machines: BTreeMap<VertexId, Machine>,
    owners: BTreeMap<(VertexId, IpAddr), (VertexId, String)>,
}

impl Fabric {
    /// Adds a machine.
    pub(crate) fn add(&mut self, machine: Machine) {
        self.machines.insert(machine.id.clone(), machine);
    }

    /// Tells the network that this machine answers for that address (ARP, RFC 826).
    pub(crate) fn answer_for(&mut self, network: &VertexId, address: IpAddr, machine: &VertexId, interface: &str) {
        self.owners.insert((network.clone(), address), (machine.clone(), interface.to_owned()));
    }

    /// Whatever was under way on all machines is long over.
    pub(crate) fn calm_down(&mut self) {
        self.machines.values_mut().for_each(|machine| machine.netns.calm_down());
    }

    /// All machines, in the order of their names.
    pub(crate) fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.machines.values()
    }

    /// The machine of that name.
    pub(crate) fn get(&self, id: &VertexId) -> Option<&Machine> {
        self.machines.get(id)
    }

    /// The machine of that name, to change it.
    pub(crate) fn get_mut(&mut self, id: &VertexId) -> Option<&mut Machine> {
        self.machines.get_mut(id)
    }

    /// Who gets a packet that leaves `at` by `interface` for the neighbour `next_hop`, and by which device.
    pub(crate) fn neighbour(&self, at: &VertexId, interface: &str, next_hop: IpAddr) -> Option<(VertexId, String)> {
        let link = self.get(at)?.links.iter().find(|link| link.interface == interface)?;
        match &link.end {
            LinkEnd::Lan { network } => self.owners.get(&(network.clone(), next_hop)).cloned(),
            LinkEnd::Cable { peer, interface } => Some((peer.clone(), interface.clone())),
            LinkEnd::Outside => None,
        }
    }
}
