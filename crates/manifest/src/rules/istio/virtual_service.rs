//! `ValidateVirtualService`.

use super::export_to::{self, Owner};
use super::http_route::{self, Kind};
use super::{Rules, Spot, hosts, l4_route, namespace, unreachable};
use crate::ip;
use crate::problem::webhook as law;

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let spec = object.key("spec");
    let is_delegate = !spec.key("hosts").has_items();
    let bound = Bound::of(&spec.key("gateways"));
    if is_delegate {
        delegate(&spec, rules);
    }
    for gateway in spec.key("gateways").items() {
        gateway_name(&gateway, rules);
    }
    let names = spec.key("hosts").items();
    names.iter().for_each(|host| name(host, &bound, rules));
    if names.iter().all(|host| is_right(host.word())) {
        twice(&names, rules);
    }
    let (http, tls, tcp) = (spec.key("http"), spec.key("tls"), spec.key("tcp"));
    if !http.has_items() && !tls.has_items() && !tcp.has_items() {
        rules.lacks(&spec, &law::ROUTES_MISSING);
    }
    for route in http.items() {
        http_route::check(&route, Kind::of(&route, is_delegate), rules);
        if !bound.to_gateway {
            claims(&route, rules);
        }
    }
    let words: Vec<&str> = names.iter().map(Spot::word).collect();
    tls.items().iter().for_each(|route| l4_route::tls(route, &words, rules));
    tcp.items().iter().for_each(|route| l4_route::tcp(route, rules));
    unreachable::check(&http, rules);
    export_to::check(&spec.key("exportTo"), namespace(object), Owner::Other, rules);
}

/// Where a VirtualService is in force.
struct Bound {
    to_mesh: bool,
    to_gateway: bool,
}

impl Bound {
    fn of(gateways: &Spot<'_>) -> Self {
        let names = gateways.items();
        let to_mesh = names.is_empty() || names.iter().any(|name| name.word() == "mesh");
        Self { to_mesh, to_gateway: names.iter().any(|name| name.word() != "mesh") }
    }
}

fn delegate(spec: &Spot<'_>, rules: &mut Rules) {
    for (key, broken) in
        [("gateways", &law::DELEGATE_GATEWAYS), ("tls", &law::DELEGATE_TLS), ("tcp", &law::DELEGATE_TCP)]
    {
        if spec.key(key).has_items() {
            rules.law(&spec.key(key), broken);
        }
    }
}

/// `validateGatewayNames`.
pub(super) fn gateway_name(at: &Spot<'_>, rules: &mut Rules) {
    match at.word().split_once('/') {
        None if at.word().contains('.') => rules.law_with(at, &law::GATEWAY_LEGACY, &at.print()),
        None if hosts::is_fqdn(at.word()) => {}
        None => rules.law_with(at, &law::GATEWAY_NAME, &at.print()),
        Some((namespace, name)) if namespace.is_empty() || name.is_empty() => rules.law(at, &law::GATEWAY_HALF),
        Some((namespace, name)) => {
            if !hosts::is_label(namespace) {
                rules.law_with(at, &law::GATEWAY_NAMESPACE, &format!("{namespace:?}"));
            }
            if !hosts::is_label(name) {
                rules.law_with(at, &law::GATEWAY_NAME, &format!("{name:?}"));
            }
        }
    }
}

fn is_right(host: &str) -> bool {
    hosts::is_domain(host) || ip::parse(host).is_some()
}

fn name(host: &Spot<'_>, bound: &Bound, rules: &mut Rules) {
    if !is_right(host.word()) {
        hosts::domain(host, host.word(), rules);
    } else if bound.to_mesh && host.word() == "*" {
        rules.law(host, &law::MESH_WILDCARD);
    }
}

/// Hosts of which one covers the other.
fn twice(names: &[Spot<'_>], rules: &mut Rules) {
    for (at, later) in names.iter().enumerate() {
        if let Some(earlier) = names[..at].iter().find(|earlier| hosts::meet(earlier.word(), later.word())) {
            rules.law_with(later, &law::HOSTS_TWICE, &format!("{} & {}", earlier.word(), later.word()));
        }
    }
}

/// Conditions on the claims of a token, which only gateways can check.
fn claims(route: &Spot<'_>, rules: &mut Rules) {
    for each in route.key("match").items() {
        for (name, header) in each.key("headers").entries() {
            if name.starts_with("@request.auth.claims") {
                rules.law_with(&header, &law::JWT_WITHOUT_GATEWAY, name);
            }
        }
    }
}
