//! The listeners of a sidecar (istio pilot/pkg/networking/core/listener.go, listener_inbound.go, listener_builder.go): the two
//! where the pod's rules send everything, and behind the outbound one a listener for every port and address of the mesh.

mod catch_all;
mod entry;
mod inbound;
mod ingress;
mod outbound;
mod peer_chains;
mod plumbing;
mod streams;
#[cfg(test)]
mod tests;

pub use ingress::ingress;
pub use plumbing::{HEALTH_TABLE, STATS_TABLE};

use super::draft::Draft;
use malla_proxy::{ChainMatch, ClusterChoice, Filter, FilterChain, TcpFilter};
use malla_trace::CauseId;
use std::net::{IpAddr, Ipv4Addr};

/// Where the pod's rules send what the pod sends.
pub const OUTBOUND_PORT: u16 = 15001;
/// Where the pod's rules send what is sent to the pod.
pub const INBOUND_PORT: u16 = 15006;

/// Any address.
const ANY: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// What the HTTP inspector calls plain HTTP (`plaintextHTTPALPNs`).
const PLAIN_HTTP: [&str; 3] = ["http/1.0", "http/1.1", "h2c"];

/// Adds all of them.
pub fn add(draft: &mut Draft<'_, '_>) {
    outbound::add(draft);
    catch_all::add(draft);
    inbound::add(draft);
}

/// Adds the listeners that every Envoy of the mesh has: for the kubelet and for Prometheus.
pub fn add_plumbing(draft: &mut Draft<'_, '_>) {
    plumbing::add(draft);
}

/// A chain whose bytes go to one cluster.
fn to_cluster(name: &str, matches: ChainMatch, cluster: &str, why: CauseId) -> FilterChain {
    let filter = TcpFilter::new(ClusterChoice::One(cluster.into()), why);
    FilterChain::new(name, matches, Filter::Tcp(filter), why)
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|&word| word.to_owned()).collect()
}
