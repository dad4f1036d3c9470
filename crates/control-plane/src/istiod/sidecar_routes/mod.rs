//! The route tables of a sidecar for what its program sends (istio/istio `pilot/pkg/networking/core/httproute.go`).

use super::draft::Draft;
use super::route_facts::RouteFact;
use malla_proxy::{Filter, RouteTable};

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

/// The table of that name.
pub fn table(draft: &mut Draft<'_, '_>, name: &str) -> RouteTable {
    let why = draft.why.because(RouteFact::Table, &[draft.view.why]);
    let mut table = RouteTable::new(name, Vec::new(), why);
    table.ignore_port_in_host_matching = true;
    table
}
