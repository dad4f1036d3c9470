//! Where a connection or request goes: a cluster and, once chosen, an endpoint.

use malla_trace::CauseId;
use std::net::SocketAddr;

/// Where a connection or request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The upstream cluster.
    pub cluster: String,
    /// The endpoint, or the name to resolve first.
    pub to: Upstream,
    /// Which try this is, from 1.
    pub attempt: u32,
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
    /// The endpoint, once it is chosen.
    #[must_use]
    pub const fn address(&self) -> Option<SocketAddr> {
        match self.to {
            Upstream::Address(address) => Some(address),
            Upstream::Name { .. } => None,
        }
    }
}
