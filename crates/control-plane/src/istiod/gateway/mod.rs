//! Gateways: the listeners and route tables of a proxy at the edge (istio/istio
//! `pilot/pkg/networking/core/gateway.go`, `pilot/pkg/model/gateway.go`). Without a Gateway nothing listens.

mod chains;
mod merge;
mod targets;
mod virtual_hosts;

pub use merge::{Server, merged};

use super::draft::Draft;
use super::route_facts::RouteFact;
use malla_proxy::{FilterChain, Listener, RouteTable};
use std::net::IpAddr;

/// Adds listeners and their tables.
pub fn add(draft: &mut Draft<'_, '_>) {
    let merged = merged(draft.mesh, draft.view);
    for ((port, bind), servers) in &merged.ports {
        add_listener(draft, (*port, bind), servers);
    }
    let servers: Vec<Server<'_, '_>> = merged.ports.into_values().flatten().collect();
    let mut names: Vec<&String> = servers.iter().filter_map(|server| server.table.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let table = table_of(draft, name, &servers);
        draft.proxy.add_route_table(table);
    }
}

/// The table of that name.
pub fn table(draft: &mut Draft<'_, '_>, name: &str) -> RouteTable {
    let servers: Vec<Server<'_, '_>> = merged(draft.mesh, draft.view).ports.into_values().flatten().collect();
    table_of(draft, name, &servers)
}

fn table_of(draft: &mut Draft<'_, '_>, name: &str, servers: &[Server<'_, '_>]) -> RouteTable {
    let own: Vec<Server<'_, '_>> =
        servers.iter().filter(|server| server.table.as_deref() == Some(name)).cloned().collect();
    let causes: Vec<_> = own.iter().map(|server| server.cause("")).chain([draft.view.why]).collect();
    let why = draft.why.because(RouteFact::Table, &causes);
    let mut table = RouteTable::new(name, virtual_hosts::of_servers(draft, &own), why);
    table.ignore_port_in_host_matching = true;
    table
}

/// Adds the listener of a port and address, if anything comes of its servers.
fn add_listener(draft: &mut Draft<'_, '_>, (port, bind): (u16, &str), servers: &[Server<'_, '_>]) {
    let chains = chains_of(draft, servers);
    if chains.is_empty() || has_twins(&chains) {
        return;
    }
    let ports = servers.iter().map(|server| server.cause("port.number"));
    let translated: Vec<_> = servers.iter().filter_map(|server| server.port_why).collect();
    let fact = if translated.is_empty() { RouteFact::Server } else { RouteFact::TargetPort };
    let causes: Vec<_> = ports.chain(translated).chain([draft.view.why]).collect();
    let why = draft.why.because(fact, &causes);
    let address: Option<IpAddr> = bind.parse().ok();
    let shown = if bind.is_empty() { "0.0.0.0" } else { bind };
    let mut listener = Listener::empty(&format!("{shown}_{port}"), address, port, why);
    listener.filter_chains = chains;
    draft.proxy.add_listener(listener);
}

/// Whether two chains have the same condition: Envoy refuses the listener as a whole (`filter_chain_manager_impl.cc`,
/// "multiple filter chains with the same matching rules are defined").
fn has_twins(chains: &[FilterChain]) -> bool {
    chains.iter().enumerate().any(|(at, chain)| chains[..at].iter().any(|other| other.matches == chain.matches))
}

/// One chain for all plain HTTP servers of a port; else the chains of each.
fn chains_of(draft: &mut Draft<'_, '_>, servers: &[Server<'_, '_>]) -> Vec<FilterChain> {
    match servers.first() {
        Some(first) if first.protocol.is_http() => {
            first.table.as_ref().map(|table| chains::plain(draft, first, table)).into_iter().collect()
        }
        Some(_) => servers.iter().flat_map(|server| chains::of_server(draft, server)).collect(),
        None => Vec::new(),
    }
}
