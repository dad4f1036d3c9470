//! The listeners that stand in every Envoy's bootstrap (istio tools/packaging/common/envoy_bootstrap.json): 15021, where the
//! kubelet asks whether the proxy is ready, and 15090, where Prometheus reads figures.

use super::ANY;
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::draft::Draft;
use malla_proxy::{
    Cluster, Discovery, Domain, Endpoint, Filter, HttpFilter, Listener, PathMatch, Route, RouteTable, VirtualHost,
};
use std::net::{Ipv4Addr, SocketAddr};

/// The table of 15021, which has no name in Envoy.
pub const HEALTH_TABLE: &str = "static/health";
/// The table of 15090, which has no name in Envoy.
pub const STATS_TABLE: &str = "static/stats";

/// A listener, its path, and the program that answers.
struct Door {
    fact: ConfigFact,
    table: &'static str,
    port: u16,
    path: &'static str,
    cluster: &'static str,
    answers: u16,
}

const DOORS: [Door; 2] = [
    Door {
        fact: ConfigFact::StatsPort,
        table: STATS_TABLE,
        port: 15090,
        path: "/stats/prometheus",
        cluster: "prometheus_stats",
        answers: 15000,
    },
    Door {
        fact: ConfigFact::HealthPort,
        table: HEALTH_TABLE,
        port: 15021,
        path: "/healthz/ready",
        cluster: "agent",
        answers: 15020,
    },
];

/// Adds them with their tables and clusters.
pub fn add(draft: &mut Draft<'_, '_>) {
    for door in &DOORS {
        let why = draft.why.fixed(door.fact);
        let route = Route::to("", PathMatch::prefix(door.path), door.cluster, why);
        let mut host = VirtualHost::new("backend", &[], vec![route], why);
        host.domains = vec![Domain::Any];
        draft.proxy.add_route_table(RouteTable::new(door.table, vec![host], why));
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, door.answers));
        let found = Discovery::Static(vec![Endpoint::new(at, why)]);
        draft.proxy.add_cluster(Cluster::new(door.cluster, found, why));
        let filter = Filter::Http(HttpFilter::new(door.table, why));
        draft.proxy.add_listener(Listener::new("", Some(ANY), door.port, filter, why));
    }
}
