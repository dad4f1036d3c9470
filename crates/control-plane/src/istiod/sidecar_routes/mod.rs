//! The route tables of a sidecar for what its program sends (istio/istio `pilot/pkg/networking/core/httproute.go`).

mod domains;
mod groups;
mod virtual_hosts;

pub use domains::{Asking, Domains, Named, of as domains_of};

use super::draft::Draft;
use super::host;
use super::route_facts::RouteFact;
use super::virtual_service::cluster_name;
use malla_manifest::{Destination, OutboundMode};
use malla_proxy::{
    Action, ClusterChoice, Domain, Filter, PathMatch, Respond, Route, RouteMatch, RouteTable, VirtualHost,
};

/// Where unknown hosts go when they may.
const PASSTHROUGH: &str = "PassthroughCluster";

/// Adds the tables that the listeners ask for and nobody has made yet.
pub fn add(draft: &mut Draft<'_, '_>) {
    for name in asked(draft) {
        let table = table(draft, &name);
        draft.proxy.add_route_table(table);
    }
}

/// The names of tables in listeners that are not there.
fn asked(draft: &Draft<'_, '_>) -> Vec<String> {
    let listeners = draft.proxy.listeners.iter();
    let chains = listeners.flat_map(|listener| listener.filter_chains.iter().chain(&listener.default_filter_chain));
    let names = chains.filter_map(|chain| match &chain.filter {
        Filter::Http(http) => Some(http.route_table.clone()),
        Filter::Tcp(_) => None,
    });
    let mut names: Vec<String> = names.filter(|name| !draft.proxy.route_tables.contains_key(name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The table of that name: `80` for all hosts of a port, `host:80` for the one host of a listener that has to look what is
/// spoken. A table of any other name is empty.
pub fn table(draft: &mut Draft<'_, '_>, name: &str) -> RouteTable {
    let why = draft.why.because(RouteFact::Table, &[draft.view.why]);
    let mut table = RouteTable::new(name, Vec::new(), why);
    table.ignore_port_in_host_matching = true;
    let (only, number) = name.rsplit_once(':').map_or((None, name), |(host, number)| (Some(host), number));
    let Ok(port) = number.parse::<u16>() else { return table };
    let Some(egress) = draft.scope.egress_for(port) else { return table };
    let (services, rules) = (egress.services.clone(), egress.rules.clone());
    let hosts = virtual_hosts::of_port(draft, &services, &rules, port);
    match only {
        Some(host) => table.virtual_hosts = only_host(hosts, host, name),
        None => {
            table.virtual_hosts = hosts;
            table.virtual_hosts.push(catch_all(draft));
        }
    }
    table
}

/// Of the hosts of a port the one of a sniffed listener, for everything (`getVirtualHostsForSniffedServicePort`).
fn only_host(hosts: Vec<VirtualHost>, host: &str, name: &str) -> Vec<VirtualHost> {
    let wanted = [Domain::parse(host), Domain::parse(name)];
    let meant = hosts.into_iter().filter(|one| one.domains.iter().any(|domain| wanted.contains(domain)));
    let mut meant: Vec<VirtualHost> = meant.collect();
    if let [one] = meant.as_mut_slice() {
        one.domains = vec![Domain::Any];
    }
    meant
}

/// What becomes of hosts that nobody knows (`buildCatchAllVirtualHost`).
fn catch_all(draft: &mut Draft<'_, '_>) -> VirtualHost {
    let lines: Vec<_> = draft.scope.outbound_why.into_iter().collect();
    let everything = RouteMatch::path(PathMatch::prefix("/"));
    let (name, fact, action) = match draft.scope.outbound {
        OutboundMode::AllowAny => {
            ("allow_any", RouteFact::AllowAny, Action::forward(ClusterChoice::One(outside(draft))))
        }
        OutboundMode::RegistryOnly => {
            let refusal = Respond { status: 502, body: String::new() };
            ("block_all", RouteFact::BlockAll, Action::Respond(refusal))
        }
    };
    let why = draft.why.because(fact, &lines);
    let mut host = VirtualHost::new(name, &["*"], vec![Route::new(name, everything, action, why)], why);
    host.include_request_attempt_count = true;
    host
}

/// The cluster for unknown hosts: a Sidecar may name a proxy for them.
fn outside(draft: &Draft<'_, '_>) -> String {
    let sidecar = draft.scope.sidecar;
    let policy = sidecar.and_then(|sidecar| sidecar.object.spec.outbound_traffic_policy.as_ref());
    let proxy = policy.and_then(|policy| policy.egress_proxy.as_ref());
    let Some((sidecar, proxy)) = sidecar.zip(proxy) else { return PASSTHROUGH.into() };
    let Destination { host, subset, port } = proxy;
    let full = host::resolve(host, sidecar.namespace(), draft.mesh.domain);
    cluster_name(port.as_ref().map_or(0, |port| port.number), subset.as_deref().unwrap_or_default(), &full)
}
