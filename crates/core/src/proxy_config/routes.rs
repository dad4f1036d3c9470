//! Route tables: virtual hosts and their routes, in the order in which they are tried.

use super::{Because, left_out};
use malla_proxy::{Action, ClusterChoice, ForwardAction, Route, RouteTable, VirtualHost};
use malla_trace::{CauseId, Ledger};
use serde::Serialize;

/// A route table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteTableView {
    /// Name, `9080`.
    pub name: String,
    /// Its virtual hosts.
    pub virtual_hosts: Vec<VirtualHostView>,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
}

/// A virtual host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VirtualHostView {
    /// Name, `reviews.default.svc.cluster.local:9080`.
    pub name: String,
    /// The domains it answers for.
    pub domains: Vec<String>,
    /// Its routes, in the order in which they are tried.
    pub routes: Vec<RouteView>,
    /// Routes that whoever made the table left out, and why.
    pub left_out: Vec<String>,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RouteView {
    /// Name; its number, from 1, where it has none.
    pub name: String,
    /// Its condition, `prefix /wpcatalog, header end-user exact jason`.
    pub condition: String,
    /// The clusters it leads to, with their weights; one of weight 0 where it leads to one only.
    pub clusters: Vec<ShareView>,
    /// The status it answers with by itself, where it leads nowhere.
    pub status: Option<u16>,
    /// How long the whole may take, in microseconds.
    pub timeout_us: Option<u64>,
    /// How often it is tried again.
    pub retries: u32,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
}

/// A cluster that a route leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShareView {
    /// The cluster.
    pub cluster: String,
    /// Its weight among its siblings.
    pub weight: u32,
    /// Why it is there.
    #[serde(flatten)]
    pub because: Because,
}

/// A route table as it is shown.
pub(super) fn view(table: &RouteTable, ledger: &Ledger) -> RouteTableView {
    RouteTableView {
        name: table.name.clone(),
        virtual_hosts: table.virtual_hosts.iter().map(|host| host_view(host, ledger)).collect(),
        because: Because::of(ledger, table.why),
    }
}

fn host_view(host: &VirtualHost, ledger: &Ledger) -> VirtualHostView {
    let routes = (1_usize..).zip(&host.routes).map(|(number, route)| route_view(number, route, ledger));
    VirtualHostView {
        name: host.name.clone(),
        domains: host.domains.iter().map(ToString::to_string).collect(),
        routes: routes.collect(),
        left_out: host.left_out.iter().map(left_out).collect(),
        because: Because::of(ledger, host.why),
    }
}

fn route_view(number: usize, route: &Route, ledger: &Ledger) -> RouteView {
    let forward = match &route.action {
        Action::Forward(forward) => Some(&**forward),
        Action::Redirect(_) | Action::Respond(_) => None,
    };
    RouteView {
        name: if route.name.is_empty() { number.to_string() } else { route.name.clone() },
        condition: route.matches.to_string(),
        clusters: forward.map_or_else(Vec::new, |forward| shares(forward, route.why, ledger)),
        status: own_status(&route.action),
        timeout_us: forward.and_then(|forward| forward.timeout_us),
        retries: forward.map_or(0, |forward| forward.retries.retries),
        because: Because::of(ledger, route.why),
    }
}

fn shares(forward: &ForwardAction, why: CauseId, ledger: &Ledger) -> Vec<ShareView> {
    let share = |cluster: &str, weight, why| {
        let because = Because::of(ledger, why);
        ShareView { cluster: cluster.to_owned(), weight, because }
    };
    match &forward.cluster {
        ClusterChoice::One(cluster) => vec![share(cluster, 0, why)],
        ClusterChoice::Weighted(clusters) => {
            clusters.iter().map(|weighted| share(&weighted.cluster, weighted.weight, weighted.why)).collect()
        }
    }
}

const fn own_status(action: &Action) -> Option<u16> {
    match action {
        Action::Forward(_) => None,
        Action::Redirect(redirect) => Some(redirect.status),
        Action::Respond(respond) => Some(respond.status),
    }
}
