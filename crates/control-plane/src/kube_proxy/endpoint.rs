//! One address behind a service port (`BaseEndpointInfo` in pkg/proxy/endpoints.go), with the causes it came from.

use super::PortKey;
use super::names::endpoint_chain;
use malla_trace::CauseId;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// One address and port that can serve a service port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Where packets go.
    pub socket: SocketAddr,
    /// `ip:port`, `[ip]:port` for IPv6: its identity, and its place in the order of rules.
    pub text: String,
    /// Whether it runs on the node whose rules are written.
    pub local: bool,
    /// Takes new connections.
    pub ready: bool,
    /// Passes its readiness probe, also while it terminates.
    pub serving: bool,
    /// On its way out.
    pub terminating: bool,
    /// The zones it is meant for (`hints.forZones`).
    pub zone_hints: BTreeSet<String>,
    /// Why it is an endpoint of that service.
    pub why: CauseId,
    /// Why it is that port.
    pub port_why: CauseId,
    /// The chain that leads to it. Named when it is added to a service port, and kept from sync to sync
    /// (`newEndpointInfo` in pkg/proxy/iptables/proxier.go); empty before.
    pub chain: Arc<str>,
}

impl Endpoint {
    /// A ready endpoint.
    pub fn new(address: IpAddr, port: u16, local: bool, why: CauseId, port_why: CauseId) -> Self {
        let socket = SocketAddr::new(address, port);
        let (ready, serving, terminating) = (true, true, false);
        let (zone_hints, chain) = (BTreeSet::new(), Arc::default());
        Self { socket, text: socket.to_string(), local, ready, serving, terminating, zone_hints, why, port_why, chain }
    }

    /// Whether it may serve where no ready one is left (KEP-1669).
    pub const fn serves_while_terminating(&self) -> bool {
        self.serving && self.terminating
    }
}

/// The endpoints of all service ports, each list in the order of their text: plain string order, in which
/// `10.0.0.10:80` comes before `10.0.0.2:80`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints(BTreeMap<PortKey, BTreeMap<String, Endpoint>>);

impl Endpoints {
    /// Adds one. Where two slices name the same address and port, the local one stays
    /// (`addEndpoints` in pkg/proxy/endpointslicecache.go).
    pub fn add(&mut self, key: &PortKey, endpoint: Endpoint) {
        let list = self.0.entry(key.clone()).or_default();
        if endpoint.local || !list.contains_key(&endpoint.text) {
            let chain = endpoint_chain(&key.to_string(), key.protocol, &endpoint.text);
            list.insert(endpoint.text.clone(), Endpoint { chain, ..endpoint });
        }
    }

    /// The endpoints of one service port.
    pub fn of(&self, key: &PortKey) -> Vec<&Endpoint> {
        self.0.get(key).map(|list| list.values().collect()).unwrap_or_default()
    }

    /// How many there are in all; what makes a cluster a large one.
    pub fn count(&self) -> usize {
        self.0.values().map(BTreeMap::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_manifest::Protocol;

    fn endpoint(address: &str, local: bool) -> Endpoint {
        Endpoint::new(address.parse().unwrap(), 80, local, CauseId(0), CauseId(0))
    }

    #[test]
    fn endpoints_are_ordered_as_text_and_counted_once() {
        let key = PortKey { namespace: "a".into(), service: "b".into(), port: String::new(), protocol: Protocol::Tcp };
        let mut endpoints = Endpoints::default();
        for (address, local) in [("10.0.0.2", false), ("10.0.0.10", true), ("10.0.0.10", false), ("10.0.0.2", true)] {
            endpoints.add(&key, endpoint(address, local));
        }
        let texts: Vec<_> = endpoints.of(&key).iter().map(|e| (e.text.as_str(), e.local)).collect();
        assert_eq!(texts, [("10.0.0.10:80", true), ("10.0.0.2:80", true)]);
        assert_eq!(endpoints.count(), 2);
        let other = PortKey { protocol: Protocol::Udp, ..key };
        assert!(endpoints.of(&other).is_empty(), "the protocol is part of the key");
    }

    #[test]
    fn an_ipv6_endpoint_is_written_in_brackets() {
        assert_eq!(endpoint("fd00::1", false).text, "[fd00::1]:80");
    }
}
