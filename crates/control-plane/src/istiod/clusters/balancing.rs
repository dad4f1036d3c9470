//! How an endpoint is chosen (istio pilot/pkg/networking/core/cluster_traffic_policy.go `applyLoadBalancer`).

use crate::istiod::protocol::PortProtocol;
use malla_manifest::{ConsistentHashLb, LoadBalancerSettings, SimpleLb};
use malla_proxy::{Policy, Start};
use std::fmt;

/// How an endpoint is chosen, as Envoy calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LbPolicy {
    /// One after the other.
    RoundRobin,
    /// The less busy of two.
    LeastRequest,
    /// Any.
    Random,
    /// By a hash, on a ring.
    RingHash,
    /// By a hash, in a table.
    Maglev,
    /// Not at all: the connection was going somewhere already.
    ClusterProvided,
}

/// How an endpoint of a port is chosen.
#[must_use]
pub fn balancing(settings: Option<&LoadBalancerSettings>, protocol: PortProtocol, original: bool) -> LbPolicy {
    if original {
        return LbPolicy::ClusterProvided;
    }
    // Redis clients are sharded by key.
    if protocol == PortProtocol::Redis {
        return LbPolicy::Maglev;
    }
    let simple = settings.and_then(|settings| settings.simple).unwrap_or_default();
    let hash = settings.and_then(|settings| settings.consistent_hash.as_ref());
    match (hash, simple) {
        (Some(hash), _) => by_hash(hash),
        (None, SimpleLb::Unspecified | SimpleLb::LeastConn | SimpleLb::LeastRequest) => LbPolicy::LeastRequest,
        (None, SimpleLb::Random) => LbPolicy::Random,
        (None, SimpleLb::RoundRobin) => LbPolicy::RoundRobin,
        (None, SimpleLb::Passthrough) => LbPolicy::ClusterProvided,
    }
}

const fn by_hash(hash: &ConsistentHashLb) -> LbPolicy {
    if hash.maglev.is_some() { LbPolicy::Maglev } else { LbPolicy::RingHash }
}

impl LbPolicy {
    /// What the engine does: it knows no hashes, and then draws as Envoy does for a request without anything to hash.
    #[must_use]
    pub const fn policy(self) -> Policy {
        match self {
            Self::RoundRobin => Policy::RoundRobin(Start::Drawn),
            Self::LeastRequest => Policy::LeastRequest,
            Self::Random | Self::RingHash | Self::Maglev | Self::ClusterProvided => Policy::Random,
        }
    }
}

impl fmt::Display for LbPolicy {
    /// Envoy's spelling.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RoundRobin => "ROUND_ROBIN",
            Self::LeastRequest => "LEAST_REQUEST",
            Self::Random => "RANDOM",
            Self::RingHash => "RING_HASH",
            Self::Maglev => "MAGLEV",
            Self::ClusterProvided => "CLUSTER_PROVIDED",
        })
    }
}
