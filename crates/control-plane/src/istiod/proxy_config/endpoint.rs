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

/// An endpoint as `istioctl proxy-config eds` prints it (configdump/endpoint.go).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdsRow(pub EndpointRow);

/// The same rows in the order of the clusters' hosts, subsets and ports.
#[must_use]
pub fn eds(proxy: &Proxy) -> Vec<EdsRow> {
    let key = |name: &str| {
        let parts: Vec<String> = name.split('|').map(str::to_owned).collect();
        match parts.as_slice() {
            [_, port, subset, host] => (host.clone(), subset.clone(), port.parse::<u16>().unwrap_or(0)),
            _ => (name.to_owned(), String::new(), 0),
        }
    };
    let mut rows = listed(proxy);
    rows.sort_by_key(|row| key(&row.cluster));
    rows.into_iter().map(EdsRow).collect()
}

/// The listed endpoints of a proxy's clusters, by address.
#[must_use]
pub fn endpoints(proxy: &Proxy) -> Vec<EndpointRow> {
    let mut rows = listed(proxy);
    rows.sort();
    rows
}

fn listed(proxy: &Proxy) -> Vec<EndpointRow> {
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

impl Row for EdsRow {
    const HEADER: &'static [&'static str] = &["NAME", "STATUS", "LOCALITY", "CLUSTER"];
    const GAP: usize = 5;

    fn cells(&self) -> Vec<String> {
        let EndpointRow { address, status, cluster, .. } = &self.0;
        vec![address.to_string(), (*status).to_owned(), String::new(), cluster.clone()]
    }
}
