//! WasmPlugin, WorkloadGroup, ProxyConfig and EnvoyFilter: the rules of their CustomResourceDefinitions and of the
//! webhook. The objects themselves are kept and do nothing.

use super::scalars::{is_port, selector, tags};
use super::{Rules, Spot, target};
use crate::problem::webhook as law;

/// `ValidateWasmPlugin`.
pub(super) fn wasm_plugin(spec: &Spot<'_>, rules: &mut Rules) {
    target::check(spec, rules);
    let url = spec.key("url");
    let scheme = url.word().split_once("://").map_or("", |(scheme, _)| scheme);
    // An image without a scheme is one of a registry.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._/:@".contains(&b);
    if !matches!(scheme, "" | "http" | "https" | "file" | "oci") || scheme.is_empty() && !url.word().bytes().all(plain)
    {
        rules.law(&url, &law::WASM_SCHEME);
    }
    let sum = spec.key("sha256");
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if !(sum.word().is_empty() || sum.word().len() == 64 && sum.word().bytes().all(hex)) {
        rules.law_with(&sum, &law::WASM_SHA, &sum.print());
    }
    for env in spec.keys(&["vmConfig", "env"]).items() {
        if env.key("valueFrom").word() == "HOST" && !env.key("value").word().is_empty() {
            rules.law(&env.key("value"), &law::WASM_ENV);
        }
    }
    for port in spec.key("match").items().iter().flat_map(|each| each.key("ports").items()) {
        number(&port.key("number"), rules);
    }
}

fn number(at: &Spot<'_>, rules: &mut Rules) {
    if at.whole().is_some_and(|number| !is_port(number)) {
        rules.law(at, &law::PORT_RANGE_SCHEMA);
    }
}

/// `ValidateWorkloadGroup`.
pub(super) fn workload_group(spec: &Spot<'_>, rules: &mut Rules) {
    tags(&spec.keys(&["metadata", "labels"]), rules);
    tags(&spec.keys(&["template", "labels"]), rules);
    let probe = spec.key("probe");
    let ways = ["httpGet", "tcpSocket", "exec", "grpc"].map(|key| probe.key(key));
    if probe.exists() && !ways.iter().any(Spot::exists) {
        rules.lacks(&probe, &law::PROBE_MISSING);
    }
    ways.iter().for_each(|way| number(&way.key("port"), rules));
    for header in ways[0].key("httpHeaders").items().iter().map(|header| header.key("name")) {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if header.word().is_empty() || !header.word().bytes().all(plain) {
            rules.law_with(&header, &law::PROBE_HEADER, &header.print());
        }
    }
}

/// `ValidateProxyConfig`.
pub(super) fn proxy_config(spec: &Spot<'_>, rules: &mut Rules) {
    selector(&spec.key("selector"), rules);
}

/// The rules of EnvoyFilter's own definition.
pub(super) fn envoy_filter(spec: &Spot<'_>, rules: &mut Rules) {
    for patch in spec.key("configPatches").items() {
        let each = patch.key("match");
        let (waypoint, others) = (each.key("waypoint"), ["listener", "routeConfiguration", "cluster"]);
        let context = each.key("context").word();
        let wrong = context == "WAYPOINT" && others.iter().any(|key| each.key(key).exists())
            || context != "WAYPOINT" && waypoint.exists();
        if wrong {
            rules.law(&each, &law::ENVOY_WAYPOINT);
        }
        number(&waypoint.key("portNumber"), rules);
    }
}
