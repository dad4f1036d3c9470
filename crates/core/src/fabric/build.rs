//! From a converged cluster and its world to machines and cables.

use super::{Fabric, Link, LinkEnd, Machine, Process, announce, node, outside, pod};
use malla_control_plane::Cluster;
use malla_control_plane::network::Network;
use malla_dns::{Hosts, ResolvConf};
use malla_kernel::{Cidr, Family, Interface, Laws, Netns, Route, RuleCache};
use malla_trace::{CauseId, Ledger, VertexId};
use std::net::IpAddr;

/// The device that leads to the company's network.
pub(super) const LAN_DEVICE: &str = "eth0";

/// All machines of the cluster and around it.
pub(crate) fn build(cluster: &Cluster, ledger: &mut Ledger, rules: &mut RuleCache) -> Fabric {
    let mut builder = Builder::new(cluster, ledger, rules);
    outside::add(&mut builder);
    node::add(&mut builder);
    pod::add(&mut builder);
    announce::add(&mut builder);
    builder.fabric
}

/// What every part of the building needs.
pub(super) struct Builder<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) ledger: &'a mut Ledger,
    pub(super) laws: Laws,
    pub(super) own: OwnCauses,
    pub(super) fabric: Fabric,
    /// Rule lines that were read before, here or for an earlier text.
    pub(super) rules: &'a mut RuleCache,
}

/// Builtin causes of the wiring itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnCauses {
    /// A host's resolver is as its world says.
    pub(super) resolver: CauseId,
    /// A pod's resolver is as the kubelet writes it.
    pub(super) cluster_first: CauseId,
    /// A pod's way out is the cable to its node.
    pub(super) pod_gateway: CauseId,
    /// What leaves the pod network goes out with its node's address.
    pub(super) leaving: CauseId,
    /// Beyond the gateway lies nothing that we model.
    pub(super) outside: CauseId,
}

/// A network around the cluster, as its machines see it.
#[derive(Clone, Debug)]
pub(super) struct Lan {
    pub(super) id: VertexId,
    pub(super) network: Network,
    pub(super) gateway: Option<IpAddr>,
    pub(super) why: CauseId,
}

impl<'a> Builder<'a> {
    fn new(cluster: &'a Cluster, ledger: &'a mut Ledger, rules: &'a mut RuleCache) -> Self {
        let laws = Laws::enter(ledger);
        let own = OwnCauses {
            resolver: ledger.builtin("resolv-conf/client"),
            cluster_first: ledger.builtin("resolv-conf/cluster-first"),
            pod_gateway: ledger.builtin("cni/pod-gateway"),
            leaving: ledger.builtin("cni/masquerade"),
            outside: ledger.builtin("network/outside"),
        };
        Self { cluster, ledger, laws, own, fabric: Fabric::default(), rules }
    }

    /// The network that an address lies in.
    pub(super) fn lan_of(&self, address: IpAddr) -> Option<Lan> {
        let mut networks = self.cluster.world.networks();
        networks.find_map(|(network, why)| {
            let block = Network::parse(&network.cidr).filter(|block| block.contains(address))?;
            let id = VertexId(format!("network/{}", network.name));
            Some(Lan { id, network: block, gateway: network.gateway, why })
        })
    }

    /// A machine on a network: its address on `eth0`, the default route by the network's gateway.
    pub(super) fn machine(&mut self, id: &VertexId, address: IpAddr, why: CauseId, resolver: ResolvConf) -> Machine {
        let mut netns = Netns::new(&id.0, self.laws);
        let lan = self.lan_of(address);
        let own_length = if address.is_ipv4() { 32 } else { 128 };
        let length = lan.as_ref().map_or(own_length, |lan| lan.network.prefix_len());
        netns.add_interface(Interface { name: LAN_DEVICE.into(), addresses: vec![(address, length)], why });
        let mut links = vec![];
        if let Some(lan) = lan {
            self.attach(&mut netns, &mut links, &lan, id, address);
        }
        let (programs, shell, hosts) = (vec![], Process::default(), Hosts::default());
        Machine { id: id.clone(), netns, links, programs, shell, resolver, hosts }
    }

    fn attach(&mut self, netns: &mut Netns, links: &mut Vec<Link>, lan: &Lan, id: &VertexId, address: IpAddr) {
        if let Some(gateway) = lan.gateway.filter(|gateway| *gateway != address) {
            let destination = Cidr::all(Family::of(address));
            netns.add_route(Route { destination, via: Some(gateway), interface: LAN_DEVICE.into(), why: lan.why });
        }
        links.push(Link { interface: LAN_DEVICE.into(), end: LinkEnd::Lan { network: lan.id.clone() } });
        self.fabric.answer_for(&lan.id, address, id, LAN_DEVICE);
    }
}
