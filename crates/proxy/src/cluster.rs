//! An upstream cluster: endpoints that are as good as each other, how they are found, and how one is chosen.

use crate::TransportSocket;
use malla_trace::CauseId;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// An upstream cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cluster {
    /// Name.
    pub name: String,
    /// How its endpoints are found.
    pub discovery: Discovery,
    /// How one of them is chosen.
    pub policy: Policy,
    /// When fewer than so many per cent are healthy, health no longer counts. Envoy's own default is 50; here 0, never.
    pub panic_percent: u8,
    /// What connections to its endpoints are wrapped in.
    pub transport: TransportSocket,
    /// The address that connections to its endpoints come from (Envoy `upstream_bind_config`); `None` leaves it to the host.
    pub source: Option<IpAddr>,
    /// How long a connection may take to be made, in microseconds. Envoy's own default, 5 s, unless changed.
    pub connect_timeout_us: u64,
    /// Why it is there.
    pub why: CauseId,
}

/// How a cluster's endpoints are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discovery {
    /// They are listed.
    Static(Vec<Endpoint>),
    /// Every address of a name.
    StrictDns {
        /// The name, as the proxy's resolver is asked.
        host: String,
        /// Port.
        port: u16,
    },
    /// The first address of a name.
    LogicalDns {
        /// The name, as the proxy's resolver is asked.
        host: String,
        /// Port.
        port: u16,
    },
    /// Wherever the connection was going anyway.
    OriginalDestination,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// Address.
    pub address: SocketAddr,
    /// Weight, at least 1.
    pub weight: u32,
    /// Whether it takes requests.
    pub health: Health,
    /// What connections to it are wrapped in, where that differs from the rest of the cluster (Envoy
    /// `transport_socket_matches`).
    pub transport: Option<TransportSocket>,
    /// Why it is there.
    pub why: CauseId,
}

/// Whether an endpoint takes requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It does.
    Healthy,
    /// It does not.
    Unhealthy,
    /// It finishes what it has and takes nothing new.
    Draining,
}

/// How an endpoint is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// One after the other; by earliest deadline when weights differ.
    RoundRobin(Start),
    /// Of two drawn at random, the one with fewer requests under way.
    LeastRequest,
    /// Drawn at random.
    Random,
}

/// Where round robin begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the first endpoint, as nginx and HAProxy do.
    First,
    /// Anywhere, as Envoy does so that many proxies do not march in step.
    Drawn,
}

impl Cluster {
    /// A cluster that goes round robin from the first endpoint.
    #[must_use]
    pub fn new(name: &str, discovery: Discovery, why: CauseId) -> Self {
        Self {
            name: name.into(),
            discovery,
            policy: Policy::RoundRobin(Start::First),
            panic_percent: 0,
            transport: TransportSocket::Plain,
            source: None,
            connect_timeout_us: 5_000_000,
            why,
        }
    }
}

impl Cluster {
    /// What a connection to one of its endpoints is wrapped in.
    pub(crate) fn transport_to(&self, address: SocketAddr) -> Option<&TransportSocket> {
        let endpoints = match &self.discovery {
            Discovery::Static(endpoints) => endpoints.as_slice(),
            Discovery::StrictDns { .. } | Discovery::LogicalDns { .. } | Discovery::OriginalDestination => &[],
        };
        endpoints.iter().find(|endpoint| endpoint.address == address).and_then(|endpoint| endpoint.transport.as_ref())
    }
}

impl Endpoint {
    /// A healthy endpoint of weight 1.
    #[must_use]
    pub const fn new(address: SocketAddr, why: CauseId) -> Self {
        Self { address, weight: 1, health: Health::Healthy, transport: None, why }
    }
}

impl fmt::Display for Policy {
    /// Envoy's spelling.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RoundRobin(_) => "ROUND_ROBIN",
            Self::LeastRequest => "LEAST_REQUEST",
            Self::Random => "RANDOM",
        })
    }
}
