//! `validateTLSRoute`, `validateTCPRoute` and the destinations of all routes.

use super::scalars::{port, tags};
use super::{Rules, Spot, hosts, names, virtual_service};
use crate::ip;
use crate::problem::webhook as law;

pub(super) fn tls(route: &Spot<'_>, names: &[&str], rules: &mut Rules) {
    let matches = route.key("match");
    if !matches.has_items() {
        rules.lacks(route, &law::TLS_MATCH_MISSING);
    }
    for each in matches.items() {
        let servers = each.key("sniHosts");
        if !servers.has_items() {
            rules.lacks(&each, &law::SNI_MISSING);
        }
        servers.items().iter().for_each(|server| sni(server, names, rules));
        connection(&each, rules);
    }
    if !route.key("route").has_items() {
        rules.lacks(route, &law::TLS_ROUTE_MISSING);
    }
    destinations(&route.key("route"), rules);
}

/// `validateSniHost`.
fn sni(server: &Spot<'_>, names: &[&str], rules: &mut Rules) {
    let word = server.word();
    if ip::parse(word).is_some() {
        rules.law_with(server, &law::SNI_ADDRESS, &server.print());
    } else if !hosts::is_domain(word) {
        hosts::domain(server, word, rules);
    } else if !names.iter().any(|name| hosts::is_subset(word, name)) {
        rules.law_with(server, &law::SNI_HOST, &server.print());
    }
}

pub(super) fn tcp(route: &Spot<'_>, rules: &mut Rules) {
    for each in route.key("match").items() {
        connection(&each, rules);
        let source = each.key("sourceSubnet");
        if !source.word().is_empty() {
            subnet(&source, rules);
        }
    }
    if !route.key("route").has_items() {
        rules.lacks(route, &law::TCP_ROUTE_MISSING);
    }
    destinations(&route.key("route"), rules);
}

/// Conditions on a connection.
fn connection(each: &Spot<'_>, rules: &mut Rules) {
    each.key("destinationSubnets").items().iter().for_each(|net| subnet(net, rules));
    if each.key("port").whole() != Some(0) {
        port(&each.key("port"), rules);
    }
    tags(&each.key("sourceLabels"), rules);
    for gateway in each.key("gateways").items() {
        virtual_service::gateway_name(&gateway, rules);
    }
}

/// `ValidateIPSubnet`.
fn subnet(at: &Spot<'_>, rules: &mut Rules) {
    if names::network(at.word()).is_none() && ip::parse(at.word()).is_none() {
        rules.law_with(at, &law::SUBNET, at.word());
    }
}

/// `validateHTTPRouteDestinations` and `validateRouteDestinations`.
pub(super) fn destinations(list: &Spot<'_>, rules: &mut Rules) {
    let items = list.items();
    let mut total = 0;
    for item in &items {
        let target = item.key("destination");
        if target.exists() {
            destination(&target, rules);
        } else {
            rules.lacks(item, &law::DESTINATION_MISSING);
        }
        let weight = item.key("weight").whole().unwrap_or(0);
        if weight < 0 {
            rules.law_with(&item.key("weight"), &law::WEIGHT_NEGATIVE, &weight.to_string());
        }
        total += weight;
    }
    if items.len() > 1 && total == 0 {
        rules.lacks(list, &law::WEIGHT_ZERO);
    }
}

/// `validateDestination`.
pub(super) fn destination(at: &Spot<'_>, rules: &mut Rules) {
    let host = at.key("host");
    if host.word() == "*" {
        rules.law_with(&host, &law::DESTINATION_HOST, "*");
    } else if host.exists() {
        hosts::domain(&host, host.word(), rules);
    }
    let subset = at.key("subset");
    if !subset.word().is_empty() {
        subset_name(&subset, rules);
    }
    selector_port(&at.key("port"), rules);
}

/// `validateSubsetName`.
pub(super) fn subset_name(at: &Spot<'_>, rules: &mut Rules) {
    match at.word() {
        "" => rules.lacks(at, &law::SUBSET_EMPTY),
        word if hosts::is_label(word) => {}
        _ => rules.law_with(at, &law::SUBSET_NAME, &at.print()),
    }
}

/// `validatePortSelector`: what is not written is port 0.
pub(super) fn selector_port(at: &Spot<'_>, rules: &mut Rules) {
    let number = at.key("number");
    if at.exists() && !number.exists() {
        rules.lacks_with(at, &law::PORT_RANGE, "0");
    }
    port(&number, rules);
}
