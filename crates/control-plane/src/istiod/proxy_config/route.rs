//! `istioctl proxy-config routes` (configdump/route.go).

use super::{Row, object};
use crate::istiod::clusters::PASSTHROUGH;
use crate::istiod::sidecar_listeners::{HEALTH_TABLE, STATS_TABLE};
use malla_proxy::{Action, ClusterChoice, Domain, PathMatch, Proxy, Route, RouteTable, VirtualHost};
use malla_trace::{CauseId, Ledger};
use std::collections::BTreeSet;

/// A route of a virtual host of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteRow {
    /// The table.
    pub table: String,
    /// The virtual host.
    pub virtual_host: String,
    /// Its first domains, and how many more there are.
    pub domains: String,
    /// The condition on the path; others are not shown.
    pub condition: String,
    /// The VirtualService it comes from, `name.namespace`; `404` for a virtual host without routes.
    pub rule: String,
    /// Why it is there.
    pub why: CauseId,
}

/// The routes of a proxy: tables that are called by a number first, those of the bootstrap last. What passes through is not
/// shown.
#[must_use]
pub fn routes(proxy: &Proxy, ledger: &Ledger) -> Vec<RouteRow> {
    let mut tables: Vec<&RouteTable> = proxy.route_tables.values().collect();
    tables.sort_by_key(|table| {
        let number: Option<u16> = table.name.parse().ok();
        (is_static(&table.name), number.is_none(), number, &table.name)
    });
    tables.into_iter().flat_map(|table| rows(table, ledger)).collect()
}

/// Whether the table stands in the bootstrap, where it has no name.
pub(super) fn is_static(name: &str) -> bool {
    name == HEALTH_TABLE || name == STATS_TABLE
}

fn rows(table: &RouteTable, ledger: &Ledger) -> Vec<RouteRow> {
    let name = if is_static(&table.name) { "" } else { table.name.as_str() };
    let mut rows = Vec::new();
    for host in &table.virtual_hosts {
        let row = |condition: String, rule: String, why: CauseId| RouteRow {
            table: name.into(),
            virtual_host: host.name.clone(),
            domains: domains(host),
            condition,
            rule,
            why,
        };
        if host.routes.is_empty() {
            rows.push(row("/*".into(), "404".into(), host.why));
        }
        let shown = host.routes.iter().filter(|route| !passes_through(route));
        rows.extend(
            shown.map(|route| {
                row(condition(&route.matches.path), object(ledger, route.why, "VirtualService"), route.why)
            }),
        );
    }
    rows
}

fn passes_through(route: &Route) -> bool {
    match &route.action {
        Action::Forward(forward) => forward.cluster == ClusterChoice::One(PASSTHROUGH.into()),
        Action::Redirect(_) | Action::Respond(_) => false,
    }
}

/// The first two that say something new: no ports, no longer form of a name that is there already.
fn domains(host: &VirtualHost) -> String {
    if let [one] = host.domains.as_slice() {
        return one.to_string();
    }
    let texts: Vec<String> = host.domains.iter().map(Domain::to_string).filter(|text| !text.contains(':')).collect();
    let all: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
    let said = |text: &str| {
        [".svc.cluster.local", ".svc"].iter().any(|end| text.strip_suffix(end).is_some_and(|short| all.contains(short)))
    };
    let new: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !said(text)).collect();
    match new.as_slice() {
        [one, two, more @ ..] if !more.is_empty() => format!("{one}, {two} + {} more...", more.len()),
        few => few.join(", "),
    }
}

/// As istioctl writes it.
pub(super) fn condition(path: &PathMatch) -> String {
    match path {
        PathMatch::Prefix { value, .. } => format!("{value}*"),
        PathMatch::PathSeparatedPrefix { value, .. } => format!("PathPrefix:{value}"),
        PathMatch::Exact { value, .. } => value.clone(),
        PathMatch::Regex(pattern) => format!("regex {}", pattern.text()),
    }
}

impl Row for RouteRow {
    const HEADER: &'static [&'static str] = &["NAME", "VHOST NAME", "DOMAINS", "MATCH", "VIRTUAL SERVICE"];
    const GAP: usize = 5;

    fn cells(&self) -> Vec<String> {
        let Self { table, virtual_host, domains, condition, rule, .. } = self;
        [table, virtual_host, domains, condition, rule].map(String::clone).to_vec()
    }
}
