//! The Corefile: what the plugins `kubernetes`, `loadbalance` and `forward` are told.

use crate::World;
use malla_dns::Forwarder;
use std::net::IpAddr;

/// A server block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corefile {
    /// The cluster's domain.
    pub domain: String,
    /// The zones of addresses (`in-addr.arpa` and its parts).
    pub reverse: Vec<String>,
    /// Whether an address nobody knows is asked for elsewhere (`fallthrough in-addr.arpa ip6.arpa`).
    pub fall_through_reverse: bool,
    /// `ttl`.
    pub ttl_s: u32,
    /// `pods`.
    pub pods: PodNames,
    /// `namespaces`; empty means all.
    pub namespaces: Vec<String>,
    /// `ignore empty_service`.
    pub ignore_empty_service: bool,
    /// `loadbalance`: addresses are shuffled.
    pub shuffles: bool,
    /// Whether the API server has been heard; until then everything is SERVFAIL.
    pub synced: bool,
    /// `forward`: whom to ask about everything else.
    pub forward: Option<Forwarder>,
    /// The address it serves at, to find its own Service by.
    pub address: IpAddr,
}

/// Which names of pods are answered (`pods`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodNames {
    /// None.
    Disabled,
    /// Any that spells an address, in a namespace that exists.
    Insecure,
    /// Those of pods that exist.
    Verified,
}

impl Default for Corefile {
    /// kubeadm's (cmd/kubeadm/app/phases/addons/dns/manifests.go), without its forwarder.
    fn default() -> Self {
        Self {
            domain: "cluster.local".into(),
            reverse: vec!["in-addr.arpa".into(), "ip6.arpa".into()],
            fall_through_reverse: true,
            ttl_s: 30,
            pods: PodNames::Insecure,
            namespaces: Vec::new(),
            ignore_empty_service: false,
            shuffles: true,
            synced: true,
            forward: None,
            address: IpAddr::from([127, 0, 0, 1]),
        }
    }
}

impl Corefile {
    /// kubeadm's in that world: its domain, and whom the node asks for the rest.
    #[must_use]
    pub fn of(world: &World, address: IpAddr, forward: Option<Forwarder>) -> Self {
        Self { domain: world.domain.clone(), address, forward, ..Self::default() }
    }

    /// Whether that namespace is served.
    pub fn serves(&self, namespace: &str) -> bool {
        self.namespaces.is_empty() || self.namespaces.iter().any(|served| served == namespace)
    }
}
