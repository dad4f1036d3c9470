//! The names kube-proxy gives to its chains: hashes of what a service port is called, so that they fit netfilter's 28
//! characters (`portProtoHash` and `servicePortEndpointChainName` in pkg/proxy/iptables/proxier.go).

use malla_manifest::Protocol;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The alphabet of RFC 4648 section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What the chains of one service port are called. The four share one hash; neither the address nor the port number
/// goes into it, so a service made anew under its old name finds its old chains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainNames {
    /// `KUBE-SVC-…`: all endpoints (policy Cluster).
    pub cluster: Arc<str>,
    /// `KUBE-SVL-…`: the endpoints of this node (policy Local).
    pub local: Arc<str>,
    /// `KUBE-EXT-…`: what came to an address of the outside.
    pub external: Arc<str>,
    /// `KUBE-FW-…`: the source ranges of a load balancer.
    pub firewall: Arc<str>,
}

impl ChainNames {
    /// The names for `ns/name:port`.
    pub fn of(service_port: &str, protocol: Protocol) -> Self {
        let hash = hash(&[service_port, lower(protocol)]);
        Self {
            cluster: named("KUBE-SVC-", &hash),
            local: named("KUBE-SVL-", &hash),
            external: named("KUBE-EXT-", &hash),
            firewall: named("KUBE-FW-", &hash),
        }
    }
}

/// The chain of one endpoint of a service port: `KUBE-SEP-…`.
pub fn endpoint_chain(service_port: &str, protocol: Protocol, endpoint: &str) -> Arc<str> {
    named("KUBE-SEP-", &hash(&[service_port, lower(protocol), endpoint]))
}

fn named(prefix: &str, hash: &str) -> Arc<str> {
    [prefix, hash].concat().into()
}

/// A protocol as iptables writes it, and as it goes into the hash.
pub const fn lower(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
        Protocol::Sctp => "sctp",
    }
}

/// Whether kube-proxy made a chain of that name for a service and may delete it (`isServiceChainName`).
pub fn is_service_chain(name: &str) -> bool {
    ["KUBE-SVC-", "KUBE-SVL-", "KUBE-SEP-", "KUBE-FW-", "KUBE-EXT-"].iter().any(|prefix| name.starts_with(prefix))
}

/// The first sixteen characters of the base32 text of a SHA-256: eighty bits.
fn hash(parts: &[&str]) -> String {
    let mut sha = Sha256::new();
    parts.iter().for_each(|part| sha.update(part.as_bytes()));
    let digest = sha.finalize();
    let bits = digest.iter().take(10).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    (0..16).rev().map(|place| BASE32[(bits >> (place * 5)) as usize & 31] as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_upstreams_tests() {
        let names = ChainNames::of("ns1/svc1:p80", Protocol::Tcp);
        assert_eq!(
            [&*names.cluster, &names.local, &names.external, &names.firewall],
            [
                "KUBE-SVC-XPGD46QRK7WJZT7O",
                "KUBE-SVL-XPGD46QRK7WJZT7O",
                "KUBE-EXT-XPGD46QRK7WJZT7O",
                "KUBE-FW-XPGD46QRK7WJZT7O"
            ]
        );
        assert_eq!(&*ChainNames::of("ns1/svc1", Protocol::Tcp).cluster, "KUBE-SVC-AQI2S6QIMU7PVVRP");
        assert_eq!(&*endpoint_chain("ns1/svc1:p80", Protocol::Tcp, "10.180.0.1:80"), "KUBE-SEP-SXIVWICOYRO3J4NJ");
        assert_ne!(ChainNames::of("ns1/svc1:p80", Protocol::Udp), names, "the protocol is part of the name");
    }

    #[test]
    fn only_chains_of_services_are_ours_to_delete() {
        assert!(is_service_chain("KUBE-FW-X") && is_service_chain("KUBE-SEP-X"));
        assert!(!is_service_chain("KUBE-SERVICES") && !is_service_chain("CNI-SVC-X"));
    }
}
