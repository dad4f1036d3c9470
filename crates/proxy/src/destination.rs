//! Where a connection or request goes: a cluster and, once chosen, an endpoint.

use crate::{Cluster, TransportSocket};
use malla_trace::CauseId;
use std::net::{IpAddr, SocketAddr};

/// Where a connection or request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The upstream cluster.
    pub cluster: String,
    /// The endpoint, or the name to resolve first.
    pub to: Upstream,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// What the connection is wrapped in.
    pub transport: TransportSocket,
    /// The address the connection comes from; `None` leaves it to the host.
    pub source: Option<IpAddr>,
    /// How long the connection may take to be made, in microseconds.
    pub connect_timeout_us: u64,
    /// Why that endpoint.
    pub why: CauseId,
    /// What it was chosen from.
    pub(crate) candidates: Vec<Candidate>,
    /// The endpoints tried.
    pub(crate) tried: Vec<SocketAddr>,
}

/// An endpoint, or the way to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upstream {
    /// This one.
    Address(SocketAddr),
    /// One of the addresses of a name. The caller resolves it and goes on with [`crate::Proxy::resolved`].
    Name {
        /// The name, as the proxy's resolver is asked.
        host: String,
        /// Port.
        port: u16,
    },
}

/// An endpoint that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) address: SocketAddr,
    pub(crate) weight: u32,
    pub(crate) why: CauseId,
}

impl Destination {
    /// The first try at something of a cluster's.
    pub(crate) fn of(cluster: &Cluster, to: Upstream, why: CauseId) -> Self {
        let own = match &to {
            Upstream::Address(address) => cluster.transport_to(*address),
            Upstream::Name { .. } => None,
        };
        Self {
            cluster: cluster.name.clone(),
            to,
            attempt: 1,
            transport: own.unwrap_or(&cluster.transport).clone(),
            source: cluster.source,
            connect_timeout_us: cluster.connect_timeout_us,
            why,
            candidates: Vec::new(),
            tried: Vec::new(),
        }
    }

    /// The endpoint, once it is chosen.
    #[must_use]
    pub const fn address(&self) -> Option<SocketAddr> {
        match self.to {
            Upstream::Address(address) => Some(address),
            Upstream::Name { .. } => None,
        }
    }
}
