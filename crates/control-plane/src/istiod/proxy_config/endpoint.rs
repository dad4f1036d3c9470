//! `istioctl proxy-config endpoints` (writer/envoy/clusters/clusters.go).

use super::Row;
use malla_proxy::{Discovery, Health, Proxy};
use malla_trace::CauseId;
use std::net::SocketAddr;

/// An endpoint of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EndpointRow {
    /// Where it is.
    pub address: SocketAddr,
    /// The cluster.
    pub cluster: String,
    /// Whether it takes requests, as Envoy names it.
    pub status: &'static str,
    /// Why it is there.
    pub why: CauseId,
}

/// The listed endpoints of a proxy's clusters, by address.
#[must_use]
pub fn endpoints(proxy: &Proxy) -> Vec<EndpointRow> {
    let mut rows = Vec::new();
    for cluster in proxy.clusters.values() {
        let Discovery::Static(endpoints) = &cluster.discovery else { continue };
        rows.extend(endpoints.iter().map(|endpoint| EndpointRow {
            address: endpoint.address,
            cluster: cluster.name.clone(),
            status: status(endpoint.health),
            why: endpoint.why,
        }));
    }
    rows.sort();
    rows
}

const fn status(health: Health) -> &'static str {
    match health {
        Health::Healthy => "HEALTHY",
        Health::Unhealthy => "UNHEALTHY",
        Health::Draining => "DRAINING",
    }
}

impl Row for EndpointRow {
    const HEADER: &'static [&'static str] = &["ENDPOINT", "STATUS", "OUTLIER CHECK", "CLUSTER"];
    const GAP: usize = 5;

    fn cells(&self) -> Vec<String> {
        vec![self.address.to_string(), self.status.to_owned(), "OK".into(), self.cluster.clone()]
    }
}
