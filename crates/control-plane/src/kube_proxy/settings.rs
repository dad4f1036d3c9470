//! How one instance of kube-proxy is set up: its flags, what it found on the node, and the node itself
//! (`KubeProxyConfiguration` and `NewProxier` in pkg/proxy/iptables/proxier.go).

use super::address::family_of;
use super::{Caused, Topology};
use crate::network::Network;
use crate::{NodeView, World};
use malla_kernel::Family;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The label that says which zone a node is in.
const ZONE_LABEL: &str = "topology.kubernetes.io/zone";

/// Flags and findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The family this instance serves.
    pub family: Family,
    /// `--cluster-cidr`: what counts as coming from a pod. Without it kube-proxy cannot tell.
    pub cluster_cidr: Option<Caused<Network>>,
    /// `--masquerade-all`.
    pub masquerade_all: bool,
    /// The mark of packets to masquerade, as it is written into the rules.
    pub masquerade_mark: String,
    /// `--iptables-localhost-nodeports`.
    pub localhost_node_ports: bool,
    /// `--nodeport-addresses`; empty means all of the node's addresses.
    pub node_port_addresses: Vec<Network>,
    /// With more endpoints than this the rules lose comments (`largeClusterEndpointsThreshold`).
    pub large_cluster_endpoints: usize,
    /// Whether sysctl `net.netfilter.nf_conntrack_tcp_be_liberal` is on.
    pub conntrack_tcp_be_liberal: bool,
    /// The nfacct counters that could be made; usually none, for want of `nfnetlink_acct`.
    pub nfacct_counters: Vec<String>,
    /// Whether iptables can `--random-fully` (1.6.2 and later).
    pub random_fully: bool,
    /// Feature gate `TopologyAwareHints`.
    pub topology_hints: bool,
}

impl Default for Settings {
    /// What kubeadm leaves as it is.
    fn default() -> Self {
        Self {
            family: Family::V4,
            cluster_cidr: None,
            masquerade_all: false,
            masquerade_mark: Self::mark(14),
            localhost_node_ports: true,
            node_port_addresses: Vec::new(),
            large_cluster_endpoints: 1000,
            conntrack_tcp_be_liberal: false,
            nfacct_counters: Vec::new(),
            random_fully: true,
            topology_hints: true,
        }
    }
}

impl Settings {
    /// How it is set up in that world: the pod network is its cluster CIDR.
    #[must_use]
    pub fn of(world: &World) -> Self {
        let cluster_cidr = Some(Caused::new(world.pod_network, world.cause("spec.cluster.podCIDR")));
        Self { cluster_cidr, ..Self::default() }
    }

    /// The mark for `--iptables-masquerade-bit`, printed with Go's `%#08x`: eight digits behind the `0x`.
    #[must_use]
    pub fn mark(bit: u8) -> String {
        format!("0x{:08x}", 1_u32.checked_shl(bit.into()).unwrap_or(0))
    }

    /// Whether node ports answer at 127.0.0.1: never in IPv6, and only where `--nodeport-addresses` leaves loopback
    /// in (`NewProxier`).
    #[must_use]
    pub fn serves_localhost(&self) -> bool {
        let loopback = |block: &Network| block.contains(IpAddr::from([127, 0, 0, 1]));
        self.localhost_node_ports
            && self.family == Family::V4
            && (self.serves_all_addresses() || self.own_blocks().any(loopback))
    }

    /// Whether node ports answer at all of the node's addresses: no block of our family is named, or `/0` is
    /// (`NodePortAddresses.MatchAll`).
    #[must_use]
    pub fn serves_all_addresses(&self) -> bool {
        let mut blocks = self.own_blocks().peekable();
        blocks.peek().is_none() || blocks.any(|block| block.prefix_len() == 0)
    }

    /// The addresses of the node that node ports answer at, one by one (`GetNodeIPs`).
    #[must_use]
    pub fn served_addresses(&self, node: &Host) -> Vec<IpAddr> {
        let mut served = Vec::new();
        for block in self.own_blocks() {
            let inside = node.addresses.iter().filter(|a| block.contains(**a));
            let allowed = inside.filter(|a| !a.is_loopback() || self.serves_localhost());
            let new: Vec<_> = allowed.filter(|a| !served.contains(*a)).copied().collect();
            served.extend(new);
        }
        served
    }

    /// Whether the named nfacct counter could be made.
    #[must_use]
    pub fn counts(&self, counter: &str) -> bool {
        self.nfacct_counters.iter().any(|c| c == counter)
    }

    fn own_blocks(&self) -> impl Iterator<Item = &Network> {
        self.node_port_addresses.iter().filter(|block| family_of(block) == self.family)
    }
}

/// The node whose rules are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its name, as `nodeName` in EndpointSlices has it.
    pub name: String,
    /// Its main address.
    pub ip: IpAddr,
    /// All addresses of its interfaces, loopback included, in their order.
    pub addresses: Vec<IpAddr>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
}

impl Host {
    /// A machine of the cluster.
    #[must_use]
    pub fn of(node: &NodeView<'_>) -> Self {
        let loopback = IpAddr::from([127, 0, 0, 1]);
        let (name, ip, labels) = (node.name.into(), node.address, node.labels.clone());
        Self { name, ip, addresses: vec![loopback, ip], labels }
    }

    /// What it knows about its place.
    #[must_use]
    pub fn topology(&self, settings: &Settings) -> Topology<'_> {
        Topology { hints: settings.topology_hints, zone: self.labels.get(ZONE_LABEL).map(String::as_str) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(blocks: &[&str]) -> Settings {
        let node_port_addresses = blocks.iter().map(|b| Network::parse(b).unwrap()).collect();
        Settings { node_port_addresses, ..Settings::default() }
    }

    fn node() -> Host {
        let addresses = ["127.0.0.1", "::1", "192.168.0.2", "192.168.1.2", "2001:db8::1"];
        Host {
            name: "a".into(),
            ip: IpAddr::from([192, 168, 0, 2]),
            addresses: addresses.iter().map(|a| a.parse().unwrap()).collect(),
            labels: BTreeMap::new(),
        }
    }

    #[test]
    fn the_mark_is_printed_as_go_prints_it() {
        assert_eq!(Settings::mark(14), "0x00004000");
        assert_eq!(Settings::mark(40), "0x00000000", "a bit that does not exist marks nothing");
    }

    #[test]
    fn node_ports_answer_where_the_blocks_say() {
        let cases: [(&[&str], bool, bool, &[&str]); 5] = [
            (&[], true, true, &[]),
            (&["fd00::/8"], true, true, &[]),
            (&["10.0.0.0/8", "0.0.0.0/0"], true, true, &["127.0.0.1", "192.168.0.2", "192.168.1.2"]),
            (&["192.168.0.0/24", "192.168.0.0/16"], false, false, &["192.168.0.2", "192.168.1.2"]),
            (&["127.0.0.0/8"], false, true, &["127.0.0.1"]),
        ];
        for (blocks, all, localhost, served) in cases {
            let settings = settings(blocks);
            assert_eq!((settings.serves_all_addresses(), settings.serves_localhost()), (all, localhost), "{blocks:?}");
            let addresses: Vec<_> = settings.served_addresses(&node()).iter().map(ToString::to_string).collect();
            assert_eq!(addresses, served, "{blocks:?}");
        }
    }

    #[test]
    fn ipv6_never_serves_localhost() {
        let six = Settings { family: Family::V6, ..settings(&["::/0"]) };
        assert!(six.serves_all_addresses() && !six.serves_localhost());
        let addresses: Vec<_> = six.served_addresses(&node()).iter().map(ToString::to_string).collect();
        assert_eq!(addresses, ["2001:db8::1"]);
    }
}
