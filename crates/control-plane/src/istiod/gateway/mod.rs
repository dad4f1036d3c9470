//! Gateways: the listeners and route tables of a proxy at the edge (istio/istio
//! `pilot/pkg/networking/core/gateway.go`, `pilot/pkg/model/gateway.go`). Without a Gateway nothing listens.

mod chains;
mod merge;
mod targets;
mod virtual_hosts;

use super::draft::Draft;
use super::route_facts::RouteFact;
use malla_proxy::{FilterChain, Listener, RouteTable};
use malla_trace::{Considered, Mismatch};
use merge::{Merged, Server, merged};
use std::net::IpAddr;

/// Adds listeners and their tables.
pub fn add(draft: &mut Draft<'_, '_>) {
    let merged = merged(draft.mesh, draft.view);
    for ((port, bind), servers) in &merged.ports {
        add_listener(draft, (*port, bind), servers);
    }
    let mut names: Vec<&String> = merged.ports.values().flatten().filter_map(|server| server.table.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let table = table_of(draft, name, &merged);
        draft.proxy.add_route_table(table);
    }
}

/// The table of that name.
pub fn table(draft: &mut Draft<'_, '_>, name: &str) -> RouteTable {
    let merged = merged(draft.mesh, draft.view);
    table_of(draft, name, &merged)
}

fn table_of(draft: &mut Draft<'_, '_>, name: &str, merged: &Merged<'_, '_>) -> RouteTable {
    let servers = merged.ports.values().flatten();
    let own: Vec<Server<'_, '_>> = servers.filter(|server| server.table.as_deref() == Some(name)).cloned().collect();
    let causes: Vec<_> = own.iter().map(|server| server.cause("")).chain([draft.view.why]).collect();
    let why = draft.why.because(RouteFact::Table, &causes);
    let mut table = RouteTable::new(name, virtual_hosts::of_servers(draft, &own), why);
    table.ignore_port_in_host_matching = true;
    let conflicts = conflicts(draft, &own, &merged.left_out);
    table.virtual_hosts.iter_mut().for_each(|host| host.left_out.extend(conflicts.iter().cloned()));
    table
}

/// The servers that were left out for those of a table, because these have the port.
fn conflicts(draft: &mut Draft<'_, '_>, own: &[Server<'_, '_>], left_out: &[Server<'_, '_>]) -> Vec<Considered> {
    let Some(first) = own.first() else { return Vec::new() };
    let there = left_out.iter().filter(|server| server.port == first.port);
    let told = there.map(|server| {
        let port = &server.server.port;
        let wanted = format!("{}/{}", port.number, port.protocol);
        let found = format!("Gateway {}", first.gateway.full_name());
        let because = Mismatch { condition: "port".into(), wanted, found };
        let why = draft.why.because(RouteFact::ServerConflict, &[server.cause("port"), first.cause("port")]);
        let what = format!("Gateway {} {}", server.gateway.full_name(), port.name);
        Considered { what, number: None, because, why }
    });
    told.collect()
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
