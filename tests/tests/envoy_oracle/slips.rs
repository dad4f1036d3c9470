//! Slips: small mistakes made on purpose in our proxy's configuration. What Envoy did with the right one must then differ
//! somewhere, or the comparison would not notice such a mistake.

use crate::compare::{Exchange, explained};
use crate::random::Dice;
use crate::report::Tally;
use malla_proxy::{
    Action, ClusterChoice, ForwardAction, HeaderEdits, PathMatch, PathRewrite, Percent, Proxy, RedirectPath,
    RequireTls, RetryPolicy, Route, RouteTable, StringMatch, VirtualHost,
};
use std::collections::BTreeMap;

/// A slip about one route of a virtual host; false when there is nothing to slip on.
type Slip = fn(&mut VirtualHost, usize) -> bool;

const SLIPS: [(&str, Slip); 16] = [
    ("the routes are tried from the end", turn_round),
    ("a route is missing", remove),
    ("a prefix is taken for the whole path, or the other way round", other_path),
    ("case counts, or does not", other_case),
    ("a header condition is forgotten", |host, at| host.routes[at].matches.headers.pop().is_some()),
    ("a header condition is turned round", turn_header),
    ("a value is compared with another", other_value),
    ("a query condition is forgotten", |host, at| host.routes[at].matches.query.pop().is_some()),
    ("another cluster is chosen", other_cluster),
    ("a rewrite is forgotten", forget_rewrite),
    ("nothing is tried again", forget_retries),
    ("a redirect goes elsewhere", other_redirect),
    ("a direct response has another status", other_status),
    ("a fault is forgotten", forget_fault),
    ("header edits are forgotten", forget_edits),
    ("https is not asked for", not_https),
];

/// A route that so many requests took is worth a slip.
const OFTEN: usize = 4;

/// Makes that many slips, each about a route that requests took, and counts those that some answer of Envoy's belies.
pub(crate) fn run(dice: &mut Dice, proxy: &Proxy, exchanges: &[Exchange], count: usize) -> Tally {
    let taken = taken(exchanges);
    let mut tally = Tally::default();
    // Most routes have nothing for most slips.
    for _ in 0..count * 50 {
        if tally.all == count || taken.is_empty() {
            break;
        }
        let (name, (words, slip)) = (dice.one(&taken), SLIPS[dice.below(SLIPS.len())]);
        let mut wrong = proxy.clone();
        if !slipped(&mut wrong, name, slip) {
            continue;
        }
        let listener = name.split('/').next().unwrap_or_default();
        let mut asked = exchanges.iter().filter(|one| one.asked.listener == listener);
        let noticed = asked.any(|one| explained(&wrong, one).is_err());
        tally.count((!noticed).then(|| format!("  not noticed: {words}, {name}")));
    }
    tally
}

/// The routes that were taken often enough for a slip to be seen.
fn taken(exchanges: &[Exchange]) -> Vec<&str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for route in exchanges.iter().filter_map(|one| one.theirs.log.rsplit(' ').next()) {
        *counts.entry(route).or_insert(0) += 1;
    }
    counts.into_iter().filter(|(name, count)| name.contains('/') && *count >= OFTEN).map(|(name, _)| name).collect()
}

/// Slips on the route of that name.
fn slipped(proxy: &mut Proxy, name: &str, slip: Slip) -> bool {
    let hosts = proxy.route_tables.values_mut().flat_map(|table: &mut RouteTable| &mut table.virtual_hosts);
    let place = |host: &VirtualHost| host.routes.iter().position(|route| route.name == name);
    let found = hosts.into_iter().find_map(|host| Some((place(host)?, host)));
    found.is_some_and(|(at, host)| slip(host, at))
}

fn turn_round(host: &mut VirtualHost, _: usize) -> bool {
    host.routes.reverse();
    host.routes.len() > 1
}

fn remove(host: &mut VirtualHost, at: usize) -> bool {
    host.routes.remove(at);
    true
}

fn other_path(host: &mut VirtualHost, at: usize) -> bool {
    let path = &mut host.routes[at].matches.path;
    *path = match path.clone() {
        PathMatch::Prefix { value, ignore_case } => PathMatch::Exact { value, ignore_case },
        PathMatch::Exact { value, ignore_case } | PathMatch::PathSeparatedPrefix { value, ignore_case } => {
            PathMatch::Prefix { value, ignore_case }
        }
        PathMatch::Regex(_) => return false,
    };
    true
}

fn other_case(host: &mut VirtualHost, at: usize) -> bool {
    match &mut host.routes[at].matches.path {
        PathMatch::Prefix { value, ignore_case }
        | PathMatch::Exact { value, ignore_case }
        | PathMatch::PathSeparatedPrefix { value, ignore_case } => {
            *ignore_case ^= true;
            value.contains(char::is_alphabetic)
        }
        PathMatch::Regex(_) => false,
    }
}

fn turn_header(host: &mut VirtualHost, at: usize) -> bool {
    let header = host.routes[at].matches.headers.first_mut();
    header.map(|header| header.invert ^= true).is_some()
}

fn other_value(host: &mut VirtualHost, at: usize) -> bool {
    let header = host.routes[at].matches.headers.first_mut();
    header.and_then(|header| header.value.as_mut()).map(|value| *value = StringMatch::Exact("zz".into())).is_some()
}

fn forward(route: &mut Route) -> Option<&mut ForwardAction> {
    match &mut route.action {
        Action::Forward(action) => Some(action),
        Action::Redirect(_) | Action::Respond(_) => None,
    }
}

fn other_cluster(host: &mut VirtualHost, at: usize) -> bool {
    let other = |action: &mut ForwardAction| action.cluster = ClusterChoice::One("empty".into());
    let action = forward(&mut host.routes[at]).filter(|action| action.cluster.names() != ["empty"]);
    action.map(other).is_some()
}

fn forget_rewrite(host: &mut VirtualHost, at: usize) -> bool {
    let action = forward(&mut host.routes[at]).filter(|action| action.rewrite.path != PathRewrite::Keep);
    action.map(|action| action.rewrite.path = PathRewrite::Keep).is_some()
}

fn forget_retries(host: &mut VirtualHost, at: usize) -> bool {
    let action = forward(&mut host.routes[at]).filter(|action| action.retries.retries > 0);
    action.map(|action| action.retries = RetryPolicy::default()).is_some()
}

fn other_redirect(host: &mut VirtualHost, at: usize) -> bool {
    let Action::Redirect(redirect) = &mut host.routes[at].action else { return false };
    redirect.path = RedirectPath::Whole("/elsewhere".into());
    true
}

fn other_status(host: &mut VirtualHost, at: usize) -> bool {
    let Action::Respond(respond) = &mut host.routes[at].action else { return false };
    respond.status = 418;
    true
}

fn forget_fault(host: &mut VirtualHost, at: usize) -> bool {
    let fault = host.routes[at].fault.take();
    fault.is_some_and(|fault| fault.abort.is_some_and(|(share, _)| share > Percent(0)))
}

fn forget_edits(host: &mut VirtualHost, at: usize) -> bool {
    let route = &mut host.routes[at];
    let there = !route.request_headers.is_empty() || !route.response_headers.is_empty();
    (route.request_headers, route.response_headers) = (HeaderEdits::default(), HeaderEdits::default());
    there
}

fn not_https(host: &mut VirtualHost, _: usize) -> bool {
    let there = host.require_tls != RequireTls::No;
    host.require_tls = RequireTls::No;
    there
}
