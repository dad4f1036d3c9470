//! A random proxy: listeners with a route table each.

use super::words::{DOMAINS, HEADERS, METHODS, PARAMETERS, PATH_PATTERNS, PATHS, PATTERNS, VALUES};
use super::{Dice, edits};
use malla_proxy::{
    Action, Cluster, ClusterChoice, Dialect, Discovery, Endpoint, Fault, Filter, ForwardAction, HeaderMatch, Health,
    HttpFilter, Listener, PathMatch, PathRewrite, Pattern, Percent, Policy, Proxy, QueryMatch, Redirect, RedirectPath,
    RequireTls, Respond, RetryOn, RetryPolicy, Route, RouteMatch, RouteTable, ServerHeader, StringMatch, VirtualHost,
    WeightedCluster,
};
use malla_trace::CauseId;
use std::net::SocketAddr;

const WHY: CauseId = CauseId(0);

/// The clusters, and one that is not there.
const CLUSTERS: [&str; 7] = ["one", "two", "three", "sick", "empty", "refusing", "missing"];

/// A proxy with so many listeners, each with a table of its own, in front of such upstreams.
pub(crate) fn proxy(dice: &mut Dice, tables: usize, upstreams: &[SocketAddr], refusing: SocketAddr) -> Proxy {
    let mut proxy = Proxy::new(Dialect::envoy(), WHY);
    clusters(upstreams, refusing).into_iter().for_each(|cluster| proxy.add_cluster(cluster));
    for number in 0..tables {
        let name = format!("table-{number}");
        let mut http = HttpFilter::new(&name, WHY);
        http.strip_any_host_port = dice.often(20);
        http.normalize_path = dice.often(50);
        http.use_remote_address = dice.often(20);
        http.server = match dice.below(4) {
            0 => Some(ServerHeader::Overwrite("own".into())),
            1 => Some(ServerHeader::AppendIfAbsent("own".into())),
            2 => Some(ServerHeader::PassThrough),
            _ => None,
        };
        let port = 10_000_u16.saturating_add(u16::try_from(number).unwrap_or(0));
        proxy.add_listener(Listener::new(&name, None, port, Filter::Http(http), WHY));
        proxy.add_route_table(table(dice, &name));
    }
    proxy
}

fn clusters(upstreams: &[SocketAddr], refusing: SocketAddr) -> Vec<Cluster> {
    let cluster = |name: &str, policy, addresses: &[SocketAddr]| {
        let endpoints = addresses.iter().map(|address| Endpoint::new(*address, WHY)).collect();
        let mut cluster = Cluster::new(name, Discovery::Static(endpoints), WHY);
        cluster.policy = policy;
        cluster
    };
    let part = |from: usize, to: usize| upstreams.get(from..to).unwrap_or_default();
    let mut sick = cluster("sick", Policy::Random, part(1, 4));
    if let Discovery::Static(endpoints) = &mut sick.discovery {
        let health = [Health::Unhealthy, Health::Draining, Health::Healthy];
        endpoints.iter_mut().zip(health).for_each(|(endpoint, health)| endpoint.health = health);
    }
    vec![
        cluster("one", Policy::LeastRequest, part(0, 1)),
        cluster("two", Policy::LeastRequest, part(1, 3)),
        cluster("three", Policy::Random, part(2, 5)),
        sick,
        cluster("empty", Policy::LeastRequest, &[]),
        cluster("refusing", Policy::LeastRequest, &[refusing]),
    ]
}

fn table(dice: &mut Dice, name: &str) -> RouteTable {
    let mut domains = dice.shuffled(DOMAINS.to_vec());
    let mut hosts = Vec::new();
    for number in 0..=dice.below(4) {
        let mut own = domains.split_off(domains.len() - 1 - dice.below(2));
        own.extend((number == 0).then_some("*"));
        let mut routes: Vec<Route> =
            (0..=dice.below(7)).map(|at| route(dice, &format!("{name}/{number}/{at}"))).collect();
        if dice.often(70) {
            // Something for those that nothing else is for.
            let mut rest = route(dice, &format!("{name}/{number}/rest"));
            rest.matches = RouteMatch::path(PathMatch::prefix("/"));
            routes.push(rest);
        }
        let mut host = VirtualHost::new(&format!("host-{number}"), &own, routes, WHY);
        host.require_tls = match dice.below(20) {
            0 => RequireTls::All,
            1 => RequireTls::ExternalOnly,
            _ => RequireTls::No,
        };
        host.include_request_attempt_count = dice.often(50);
        host.request_headers = edits::of_requests(dice);
        host.response_headers = edits::of_responses(dice);
        hosts.push(host);
    }
    let mut table = RouteTable::new(name, hosts, WHY);
    table.ignore_port_in_host_matching = dice.often(30);
    table.request_headers = edits::of_requests(dice);
    table.response_headers = edits::of_responses(dice);
    table
}

fn route(dice: &mut Dice, name: &str) -> Route {
    let mut matches = RouteMatch::path(path(dice));
    if dice.often(35) {
        matches = matches.with_header(header(dice));
    }
    if dice.often(15) {
        matches = matches.with_query(query(dice));
    }
    let action = match dice.below(10) {
        0 => redirect(dice),
        1 => Action::Respond(Respond {
            status: [200, 201, 302, 404, 503][dice.below(5)],
            body: dice.one(&["", "said"]).into(),
        }),
        _ => Action::Forward(Box::new(forward(dice))),
    };
    let mut route = Route::new(name, matches, action, WHY);
    route.request_headers = edits::of_requests(dice);
    route.response_headers = edits::of_responses(dice);
    route.fault = dice.often(10).then(|| fault(dice));
    route
}

fn path(dice: &mut Dice) -> PathMatch {
    let (value, ignore_case) = (dice.one(&PATHS), dice.often(20));
    let owned = value.to_owned();
    match dice.below(8) {
        0..=3 => PathMatch::Prefix { value: owned, ignore_case },
        4 | 5 => PathMatch::Exact { value: owned, ignore_case },
        6 => match PathMatch::path_separated_prefix(value) {
            PathMatch::PathSeparatedPrefix { value, .. } => PathMatch::PathSeparatedPrefix { value, ignore_case },
            other => other,
        },
        _ => pattern(dice.one(&PATH_PATTERNS)).map_or(PathMatch::exact(value), PathMatch::Regex),
    }
}

fn pattern(text: &str) -> Option<Pattern> {
    Pattern::new(text).ok()
}

fn header(dice: &mut Dice) -> HeaderMatch {
    let mut header = match dice.below(6) {
        0 => HeaderMatch::method(dice.one(&METHODS)),
        1 => HeaderMatch::authority(text(dice, &["a.example", "web.io", "other"])),
        2 => HeaderMatch::present(dice.one(&HEADERS)),
        _ => HeaderMatch::new(dice.one(&HEADERS), text(dice, &VALUES)),
    };
    header.missing_as_empty = dice.often(30);
    if dice.often(30) { header.inverted() } else { header }
}

fn query(dice: &mut Dice) -> QueryMatch {
    let value = (!dice.often(30)).then(|| text(dice, &VALUES));
    QueryMatch { name: dice.one(&PARAMETERS).into(), value }
}

/// A condition on a text; of an empty one only that it is equal.
fn text(dice: &mut Dice, values: &[&str]) -> StringMatch {
    let value = dice.one(values).to_owned();
    match dice.below(8) {
        _ if value.is_empty() => StringMatch::Exact(value),
        0 => StringMatch::Prefix(value),
        1 => StringMatch::Suffix(value),
        2 => StringMatch::Contains(value),
        3 => StringMatch::ExactIgnoreCase(value),
        4 => StringMatch::PrefixIgnoreCase(value),
        5 => pattern(dice.one(&PATTERNS)).map_or(StringMatch::Exact(value), StringMatch::Regex),
        _ => StringMatch::Exact(value),
    }
}

fn redirect(dice: &mut Dice) -> Action {
    let mut redirect = Redirect::new();
    redirect.status = [301, 302, 303, 307, 308][dice.below(5)];
    redirect.scheme = dice.often(30).then(|| "https".into());
    redirect.host = dice.often(30).then(|| "else.where".into());
    redirect.port = dice.often(30).then(|| [80, 443, 8443][dice.below(3)]);
    redirect.strip_query = dice.often(30);
    redirect.path = match dice.below(4) {
        0 => RedirectPath::Whole("/new?n=1".into()),
        1 => RedirectPath::Whole("/new".into()),
        2 => RedirectPath::Prefix("/p".into()),
        _ => RedirectPath::Keep,
    };
    Action::Redirect(redirect)
}

fn forward(dice: &mut Dice) -> ForwardAction {
    let mut action = ForwardAction::new(choice(dice));
    action.rewrite.path = match dice.below(8) {
        0 => PathRewrite::Prefix("/new".into()),
        1 => PathRewrite::Prefix("/".into()),
        2 => PathRewrite::Whole("/whole".into()),
        3 => pattern("/([^/]*)/?(.*)")
            .map_or(PathRewrite::Keep, |pattern| PathRewrite::Regex { pattern, substitution: "/\\2-\\1/\\0".into() }),
        _ => PathRewrite::Keep,
    };
    action.rewrite.authority = dice.often(15).then(|| "rewritten".into());
    action.timeout_us = dice.often(30).then_some(150_000);
    action.retries = if dice.often(30) { retries(dice) } else { RetryPolicy::default() };
    action
}

fn choice(dice: &mut Dice) -> ClusterChoice {
    if dice.often(70) {
        return ClusterChoice::One(dice.one(&CLUSTERS).into());
    }
    let weighted = |dice: &mut Dice| {
        let mut weighted = WeightedCluster::new(dice.one(&CLUSTERS), [0, 1, 2, 3][dice.below(4)], WHY);
        weighted.request_headers = edits::of_requests(dice);
        weighted.response_headers = edits::of_responses(dice);
        weighted
    };
    let mut clusters: Vec<WeightedCluster> = (0..=dice.below(3)).map(|_| weighted(dice)).collect();
    // Envoy refuses a sum of nothing.
    clusters[0].weight = clusters[0].weight.max(1);
    ClusterChoice::Weighted(clusters)
}

fn retries(dice: &mut Dice) -> RetryPolicy {
    let words = ["5xx", "gateway-error", "reset", "connect-failure", "retriable-4xx", "retriable-status-codes"];
    RetryPolicy {
        retries: u32::try_from(dice.below(3)).unwrap_or(0),
        on: (0..=dice.below(2)).filter_map(|_| RetryOn::parse(dice.one(&words))).collect(),
        status_codes: vec![404, 503],
        per_try_timeout_us: dice.often(30).then_some(100_000),
        per_try_why: None,
        other_host_attempts: if dice.often(50) { 1 } else { 0 },
    }
}

fn fault(dice: &mut Dice) -> Fault {
    let share = |dice: &mut Dice| Percent::of_hundred([0, 50, 100][dice.below(3)]);
    let delay = dice.often(40).then(|| (share(dice), 20_000));
    let abort = dice.often(60).then(|| (share(dice), [200, 418, 503][dice.below(3)]));
    Fault { delay, abort, why: WHY }
}
