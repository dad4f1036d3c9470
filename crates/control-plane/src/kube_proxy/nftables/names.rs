//! The names of chains and sets: nftables lets them be long, so they are told in words, behind a hash that tells apart
//! what would otherwise look alike (`servicePortChainNameBase` and `servicePortEndpointChainNameBase`).

use super::super::names::lower;
use super::super::{Endpoint, PortKey};
use sha2::{Digest, Sha256};

/// The alphabet of RFC 4648 section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The longest name behind a prefix: nftables' 256 less the longest prefix (`chainNameBaseLengthMax`).
const LONGEST: usize = 240;

/// What the chains of one service port are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainNames {
    /// `service-…`: all endpoints (policy Cluster).
    pub cluster: String,
    /// `local-…`: the endpoints of this node (policy Local).
    pub local: String,
    /// `external-…`: what came to an address of the outside.
    pub external: String,
    /// `firewall-…`: the source ranges of a load balancer.
    pub firewall: String,
}

impl ChainNames {
    /// The names for a service port.
    #[must_use]
    pub fn of(key: &PortKey) -> Self {
        let base = hash_and_truncate(path(key));
        Self {
            cluster: format!("service-{base}"),
            local: format!("local-{base}"),
            external: format!("external-{base}"),
            firewall: format!("firewall-{base}"),
        }
    }
}

/// What belongs to one endpoint of a service port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointNames {
    /// `endpoint-…`: the chain.
    pub chain: String,
    /// `affinity-…`: the set of clients that come back to it.
    pub affinity: String,
}

impl EndpointNames {
    /// The names for an endpoint. Colons of an IPv6 address become dots: no name may hold them.
    #[must_use]
    pub fn of(key: &PortKey, endpoint: &Endpoint) -> Self {
        let ip = endpoint.socket.ip().to_string().replace(':', ".");
        let base = hash_and_truncate(format!("{}__{ip}/{}", path(key), endpoint.socket.port()));
        Self { chain: format!("endpoint-{base}"), affinity: format!("affinity-{base}") }
    }
}

/// `namespace/service/protocol/port`; nothing behind the last stroke when the port has no name.
fn path(key: &PortKey) -> String {
    format!("{}/{}/{}/{}", key.namespace, key.service, lower(key.protocol), key.port)
}

fn hash_and_truncate(name: String) -> String {
    let hash = hash(&name);
    let mut name = format!("{hash}-{name}");
    if name.len() > LONGEST {
        name.truncate(LONGEST - 3);
        name.push_str("...");
    }
    name
}

/// The first eight characters of the base32 text of a SHA-256: forty bits.
fn hash(name: &str) -> String {
    let digest = Sha256::digest(name.as_bytes());
    let bits = digest.iter().take(5).fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    (0..8).rev().map(|place| BASE32[(bits >> (place * 5)) as usize & 31] as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_manifest::Protocol;
    use malla_trace::CauseId;

    fn key(namespace: &str, service: &str, port: &str) -> PortKey {
        let (namespace, service, port) = (namespace.into(), service.into(), port.into());
        PortKey { namespace, service, port, protocol: Protocol::Tcp }
    }

    fn endpoint(address: &str) -> Endpoint {
        Endpoint::new(address.parse().unwrap(), 80, true, CauseId(0), CauseId(0))
    }

    #[test]
    fn the_names_are_those_of_upstreams_tests() {
        let svc1 = key("ns1", "svc1", "p80");
        let names = ChainNames::of(&svc1);
        assert_eq!(names.cluster, "service-ULMVA6XW-ns1/svc1/tcp/p80");
        assert_eq!(ChainNames::of(&key("ns5", "svc5", "p80")).firewall, "firewall-HVFWP5L3-ns5/svc5/tcp/p80");
        let one = EndpointNames::of(&svc1, &endpoint("10.180.0.1"));
        assert_eq!(one.chain, "endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80");
        let five = EndpointNames::of(&key("ns5", "svc5", "p80"), &endpoint("10.180.0.3"));
        assert_eq!(five.affinity, "affinity-GTK6MW7G-ns5/svc5/tcp/p80__10.180.0.3/80");
    }

    #[test]
    fn a_name_holds_no_colon_and_is_never_too_long() {
        let six = EndpointNames::of(&key("ns", "svc", ""), &endpoint("fd00::1"));
        assert!(six.chain.ends_with("-ns/svc/tcp/__fd00..1/80"), "{}", six.chain);
        let long = key(&"n".repeat(63), &"s".repeat(63), &"p".repeat(63));
        let longest = EndpointNames::of(&long, &endpoint("2001:db8:1111:2222:3333:4444:5555:6666"));
        assert_eq!(longest.chain.len(), "endpoint-".len() + LONGEST);
        assert!(longest.chain.ends_with("..."), "{}", longest.chain);
    }
}
