//! `istioctl proxy-config clusters` (configdump/cluster.go).

use super::{Row, object};
use malla_proxy::{Cluster, Discovery, Proxy};
use malla_trace::{CauseId, Ledger};

/// A cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterRow {
    /// The host; the cluster's name where it stands for none.
    pub fqdn: String,
    /// The subset; `-` for none.
    pub subset: String,
    /// The port; 0 where the cluster has none.
    pub port: u16,
    /// `outbound`, `inbound`, or `-`.
    pub direction: String,
    /// How its endpoints are found, as Envoy names it.
    pub kind: &'static str,
    /// The DestinationRule that speaks of it, `name.namespace`.
    pub rule: String,
    /// Why it is there.
    pub why: CauseId,
}

/// The clusters of a proxy by host, subset and port.
#[must_use]
pub fn clusters(proxy: &Proxy, ledger: &Ledger) -> Vec<ClusterRow> {
    let mut rows: Vec<ClusterRow> = proxy.clusters.values().map(|cluster| row(cluster, ledger)).collect();
    rows.sort();
    rows
}

fn row(cluster: &Cluster, ledger: &Ledger) -> ClusterRow {
    let dash = || "-".to_owned();
    let (fqdn, subset, port, direction) = match cluster.name.split('|').collect::<Vec<_>>().as_slice() {
        [direction, port, "", host] => ((*host).to_owned(), dash(), port.parse().unwrap_or(0), (*direction).to_owned()),
        [direction, port, subset, host] => {
            ((*host).to_owned(), (*subset).to_owned(), port.parse().unwrap_or(0), (*direction).to_owned())
        }
        _ => (cluster.name.clone(), dash(), 0, dash()),
    };
    let rule = object(ledger, cluster.why, "DestinationRule");
    ClusterRow { fqdn, subset, port, direction, kind: kind(cluster), rule, why: cluster.why }
}

fn kind(cluster: &Cluster) -> &'static str {
    match cluster.discovery {
        Discovery::Static(_) if cluster.name.starts_with("outbound|") => "EDS",
        Discovery::Static(_) => "STATIC",
        Discovery::StrictDns { .. } => "STRICT_DNS",
        Discovery::LogicalDns { .. } => "LOGICAL_DNS",
        Discovery::OriginalDestination => "ORIGINAL_DST",
    }
}

impl Row for ClusterRow {
    const HEADER: &'static [&'static str] =
        &["SERVICE FQDN", "PORT", "SUBSET", "DIRECTION", "TYPE", "DESTINATION RULE"];
    const GAP: usize = 5;

    fn cells(&self) -> Vec<String> {
        let port = if self.port == 0 { "-".into() } else { self.port.to_string() };
        vec![
            self.fqdn.clone(),
            port,
            self.subset.clone(),
            self.direction.clone(),
            self.kind.to_owned(),
            self.rule.clone(),
        ]
    }
}
