//! How far the requests reached: a comparison of what nobody asks for proves nothing.

use crate::compare::Exchange;
use malla_proxy::Proxy;
use std::collections::{BTreeMap, BTreeSet};

/// Clusters, statuses and flags that were seen, and how many routes of how many were taken.
pub(crate) fn told(proxy: &Proxy, exchanges: &[Exchange]) -> String {
    let hosts = proxy.route_tables.values().flat_map(|table| &table.virtual_hosts);
    let names: BTreeSet<&str> = hosts.flat_map(|host| &host.routes).map(|route| route.name.as_str()).collect();
    let taken: BTreeSet<&str> = exchanges.iter().filter_map(|one| one.theirs.log.rsplit(' ').next()).collect();
    let words = |at: usize| counted(exchanges.iter().filter_map(move |one| one.theirs.log.split(' ').nth(at)));
    let clusters: BTreeSet<&str> = exchanges.iter().map(|one| one.theirs.cluster.as_str()).collect();
    let reached = names.intersection(&taken).count();
    let (statuses, flags) = (words(STATUS), words(STATUS + 1));
    format!(
        "  routes by name {reached}/{}, clusters {}; statuses {statuses}; flags {flags}",
        names.len(),
        clusters.len()
    )
}

/// Where the status stands among the words of a log.
const STATUS: usize = 3;

fn counted<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_insert(0) += 1);
    counts.iter().map(|(word, count)| format!("{word} {count}")).collect::<Vec<_>>().join(", ")
}
