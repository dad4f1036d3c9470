//! A proxy's configuration as the page and `proxy-config` show it: listeners, route tables, clusters, endpoints, each
//! with the line it rests on. Plain data.

mod clusters;
mod listeners;
mod routes;
mod table;

pub use clusters::{ClusterView, EndpointView};
pub use listeners::{FilterChainView, ListenerView};
pub use routes::{RouteTableView, RouteView, ShareView, VirtualHostView};
pub use table::ProxyTable;
pub(crate) use table::text;

use malla_proxy::Proxy;
use malla_trace::{CauseId, Considered, Ledger, Place};
use serde::Serialize;

/// What a proxy is configured to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProxyConfigView {
    /// What people call it, `Envoy`.
    pub program: String,
    /// Its listeners.
    pub listeners: Vec<ListenerView>,
    /// Its route tables, by name.
    pub route_tables: Vec<RouteTableView>,
    /// Its upstream clusters, by name.
    pub clusters: Vec<ClusterView>,
}

/// Why a part of a configuration is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Because {
    /// Why.
    pub why: CauseId,
    /// The line it rests on.
    pub place: Option<Place>,
}

impl Because {
    fn of(ledger: &Ledger, why: CauseId) -> Self {
        Self { why, place: crate::rules::place(ledger, why) }
    }
}

/// A proxy's configuration.
pub(crate) fn view(program: &str, proxy: &Proxy, ledger: &Ledger) -> ProxyConfigView {
    ProxyConfigView {
        program: program.into(),
        listeners: proxy.listeners.iter().map(|listener| listeners::view(listener, ledger)).collect(),
        route_tables: proxy.route_tables.values().map(|table| routes::view(table, ledger)).collect(),
        clusters: proxy.clusters.values().map(|cluster| clusters::view(cluster, ledger)).collect(),
    }
}

/// What was left out of a configuration, as text.
fn left_out(considered: &Considered) -> String {
    let because = &considered.because;
    format!("{}: {} {}", considered.what, because.condition, because.wanted)
}
