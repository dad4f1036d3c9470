//! `validateHTTPRouteMatchRequest`: which requests a rule takes.

use super::scalars::{port, regex_match, string_match, tags};
use super::{Rules, Spot, headers, hosts, virtual_service};
use crate::problem::webhook as law;

pub(super) fn check(each: &Spot<'_>, rules: &mut Rules) {
    for key in ["headers", "withoutHeaders"] {
        for (name, condition) in each.key(key).entries() {
            if !condition.exists() {
                rules.law_with(&condition, &law::HEADER_NULL, name);
            }
            headers::matched(&condition, name, rules);
            string_match(&condition, "headers", rules);
        }
    }
    // An empty prefix takes every path.
    regex_match(&each.key("uri"), "uri", rules);
    for key in ["method", "scheme", "authority"] {
        string_match(&each.key(key), key, rules);
    }
    for (_, condition) in each.key("queryParams").entries() {
        string_match(&condition, "queryParams", rules);
    }
    if each.key("port").whole() != Some(0) {
        port(&each.key("port"), rules);
    }
    tags(&each.key("sourceLabels"), rules);
    for gateway in each.key("gateways").items() {
        virtual_service::gateway_name(&gateway, rules);
    }
    let namespace = each.key("sourceNamespace");
    if !namespace.word().is_empty() && !hosts::is_label(namespace.word()) {
        rules.law_with(&namespace, &law::SOURCE_NAMESPACE, &namespace.print());
    }
}
