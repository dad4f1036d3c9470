//! Upstream clusters and their endpoints.

use super::Because;
use malla_proxy::{Cluster, Discovery, Endpoint, Health, TransportSocket};
use malla_trace::Ledger;
use serde::Serialize;

/// An upstream cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClusterView {
    /// Name, `outbound|9080|v1|reviews.default.svc.cluster.local`.
    pub name: String,
    /// How its endpoints are found: `STATIC`, `STRICT_DNS`, `LOGICAL_DNS`, `ORIGINAL_DST`.
    pub discovery: &'static str,
    /// How one of them is chosen, `LEAST_REQUEST`.
    pub policy: String,
    /// Its endpoints, where they are listed.
    pub endpoints: Vec<EndpointView>,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EndpointView {
    /// Address and port.
    pub address: String,
    /// Weight.
    pub weight: u32,
    /// `HEALTHY`, `UNHEALTHY` or `DRAINING`.
    pub health: &'static str,
    /// Whether connections to it are wrapped in mutual TLS.
    pub mutual_tls: bool,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
}

/// A cluster as it is shown.
pub(super) fn view(cluster: &Cluster, ledger: &Ledger) -> ClusterView {
    let (discovery, listed) = match &cluster.discovery {
        Discovery::Static(endpoints) => ("STATIC", endpoints.as_slice()),
        Discovery::StrictDns { .. } => ("STRICT_DNS", &[][..]),
        Discovery::LogicalDns { .. } => ("LOGICAL_DNS", &[][..]),
        Discovery::OriginalDestination => ("ORIGINAL_DST", &[][..]),
    };
    ClusterView {
        name: cluster.name.clone(),
        discovery,
        policy: cluster.policy.to_string(),
        endpoints: listed.iter().map(|endpoint| endpoint_view(cluster, endpoint, ledger)).collect(),
        because: Because::of(ledger, cluster.why),
    }
}

fn endpoint_view(cluster: &Cluster, endpoint: &Endpoint, ledger: &Ledger) -> EndpointView {
    let transport: &TransportSocket = endpoint.transport.as_ref().unwrap_or(&cluster.transport);
    EndpointView {
        address: endpoint.address.to_string(),
        weight: endpoint.weight,
        health: match endpoint.health {
            Health::Healthy => "HEALTHY",
            Health::Unhealthy => "UNHEALTHY",
            Health::Draining => "DRAINING",
        },
        mutual_tls: transport.client_tls().is_some_and(|tls| tls.own.is_some()),
        because: Because::of(ledger, endpoint.why),
    }
}
