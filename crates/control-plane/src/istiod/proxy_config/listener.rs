//! `istioctl proxy-config listeners` (configdump/listener.go).

use super::Row;
use super::route::{condition, is_static};
use crate::istiod::clusters::BLACK_HOLE;
use malla_proxy::{Action, ChainMatch, ClusterChoice, Domain, Filter, FilterChain, Listener, Proxy, RouteTable};
use malla_trace::CauseId;
use std::cmp::Reverse;

/// A filter chain of a listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenerRow {
    /// The address.
    pub address: String,
    /// The port.
    pub port: u16,
    /// Which connections.
    pub condition: String,
    /// Where they go.
    pub destination: String,
    /// Why.
    pub why: CauseId,
}

/// The filter chains of a proxy's listeners, by port.
#[must_use]
pub fn listeners(proxy: &Proxy) -> Vec<ListenerRow> {
    let mut listeners: Vec<&Listener> = proxy.listeners.iter().collect();
    listeners.sort_by_key(|listener| (listener.port, &listener.name));
    listeners.into_iter().flat_map(|listener| rows(proxy, listener)).collect()
}

fn rows(proxy: &Proxy, listener: &Listener) -> Vec<ListenerRow> {
    let chains = listener.filter_chains.iter().chain(&listener.default_filter_chain);
    let rows = chains.map(|chain| ListenerRow {
        address: listener.address.map_or_else(|| "0.0.0.0".into(), |address| address.to_string()),
        port: listener.port,
        condition: described(&chain.matches),
        destination: destination(proxy, chain),
        why: chain.why,
    });
    let mut rows: Vec<ListenerRow> = rows.collect();
    rows.sort_by_key(|row| Reverse(row.destination.clone()));
    rows
}

fn described(matches: &ChainMatch) -> String {
    let mut words = Vec::new();
    if !matches.server_names.is_empty() {
        words.push(format!("SNI: {}", matches.server_names.join(",")));
    }
    if let Some(tls) = matches.tls {
        words.push(format!("Trans: {}", if tls { "tls" } else { "raw_buffer" }));
    }
    words.extend(spoken(&matches.application_protocols));
    let port = matches.destination_port.map(|port| format!(":{port}")).unwrap_or_default();
    let networks: Vec<String> = matches.destination.iter().map(|(ip, length)| format!("{ip}/{length}")).collect();
    match (networks.is_empty(), port.is_empty()) {
        (false, _) => words.push(format!("Addr: {}{port}", networks.join(","))),
        (true, false) => words.push(format!("Addr: *{port}")),
        (true, true) => {}
    }
    if words.is_empty() { "ALL".into() } else { words.join("; ") }
}

fn spoken(protocols: &[String]) -> Option<String> {
    match protocols.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => None,
        ["http/1.0", "http/1.1", "h2c"] => Some("App: HTTP".into()),
        ["istio-peer-exchange", "istio"] => Some("App: TCP TLS".into()),
        other => Some(format!("App: {}", other.join(","))),
    }
}

fn destination(proxy: &Proxy, chain: &FilterChain) -> String {
    match &chain.filter {
        Filter::Http(http) => match proxy.route_tables.get(&http.route_table) {
            Some(table) if is_inline(&table.name) => inline(table),
            Some(_) | None => format!("Route: {}", http.route_table),
        },
        Filter::Tcp(tcp) => match &tcp.cluster {
            ClusterChoice::One(cluster) if cluster == BLACK_HOLE => "Non-HTTP/Non-TCP".into(),
            ClusterChoice::One(cluster) => to_cluster(cluster),
            ClusterChoice::Weighted(_) => to_cluster(""),
        },
    }
}

/// Tables of what comes in, and of the bootstrap, stand in the listener itself.
fn is_inline(name: &str) -> bool {
    is_static(name) || name.starts_with("inbound|") || name.ends_with("Cluster")
}

fn inline(table: &RouteTable) -> String {
    if let Some(cluster) = only_cluster(table) {
        return to_cluster(cluster);
    }
    let hosts = table.virtual_hosts.iter().map(|host| {
        let routes: Vec<String> = host.routes.iter().map(|route| condition(&route.matches.path)).collect();
        match host.domains.as_slice() {
            [Domain::Any] => routes.join(", "),
            domains => {
                let domains: Vec<String> = domains.iter().map(Domain::to_string).collect();
                format!("{} {}", domains.join("/"), routes.join(", "))
            }
        }
    });
    format!("Inline Route: {}", hosts.collect::<Vec<_>>().join("; "))
}

/// The cluster of a table that sends everything to one.
fn only_cluster(table: &RouteTable) -> Option<&str> {
    let [host] = table.virtual_hosts.as_slice() else { return None };
    let [route] = host.routes.as_slice() else { return None };
    if host.domains != [Domain::Any] || condition(&route.matches.path) != "/*" {
        return None;
    }
    let Action::Forward(forward) = &route.action else { return None };
    match &forward.cluster {
        ClusterChoice::One(cluster) => Some(cluster),
        ClusterChoice::Weighted(_) => None,
    }
}

fn to_cluster(name: &str) -> String {
    if name.contains("Cluster") { name.into() } else { format!("Cluster: {name}") }
}

impl Row for ListenerRow {
    const HEADER: &'static [&'static str] = &["ADDRESSES", "PORT", "MATCH", "DESTINATION"];
    const GAP: usize = 1;

    fn cells(&self) -> Vec<String> {
        vec![self.address.clone(), self.port.to_string(), self.condition.clone(), self.destination.clone()]
    }
}
