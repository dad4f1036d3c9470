//! What a running proxy remembers about its endpoints.

use crate::edf::Edf;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// What a running proxy remembers: whose turn it is and how many requests are under way, by cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    clusters: BTreeMap<String, Balance>,
}

/// What is remembered of one cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Balance {
    /// Round robin's counter, once it has begun.
    pub(crate) next: Option<u64>,
    /// The schedule when weights differ.
    pub(crate) schedule: Option<(Vec<u32>, Edf)>,
    active: BTreeMap<SocketAddr, u32>,
}

impl State {
    /// How many requests are under way to an endpoint of a cluster.
    #[must_use]
    pub fn active(&self, cluster: &str, endpoint: SocketAddr) -> u32 {
        self.clusters.get(cluster).map_or(0, |balance| balance.active(endpoint))
    }

    pub(crate) fn of(&mut self, cluster: &str) -> &mut Balance {
        self.clusters.entry(cluster.to_owned()).or_default()
    }

    pub(crate) fn begin(&mut self, cluster: &str, endpoint: SocketAddr) {
        *self.of(cluster).active.entry(endpoint).or_insert(0) += 1;
    }

    pub(crate) fn end(&mut self, cluster: &str, endpoint: SocketAddr) {
        let Some(Balance { active, .. }) = self.clusters.get_mut(cluster) else { return };
        match active.get_mut(&endpoint) {
            Some(count @ 2..) => *count -= 1,
            Some(_) | None => drop(active.remove(&endpoint)),
        }
    }
}

impl Balance {
    pub(crate) fn active(&self, endpoint: SocketAddr) -> u32 {
        self.active.get(&endpoint).copied().unwrap_or(0)
    }
}
