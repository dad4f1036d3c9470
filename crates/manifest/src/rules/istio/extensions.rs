//! WasmPlugin, WorkloadGroup, ProxyConfig and EnvoyFilter: the rules of their CustomResourceDefinitions and of the
//! webhook. The objects themselves are kept and do nothing.

use super::scalars::{is_port, selector, tags};
use super::{Rules, Spot, target};
use crate::problem::webhook as law;

/// `ValidateWasmPlugin`.
pub(super) fn wasm_plugin(spec: &Spot<'_>, rules: &mut Rules) {
    target::check(spec, rules);
    address(&spec.key("url"), rules);
    sum(&spec.key("sha256"), rules);
    environment(&spec.keys(&["vmConfig", "env"]).items(), rules);
    for port in spec.key("match").items().iter().flat_map(|each| each.key("ports").items()) {
        number(&port.key("number"), rules);
    }
}

/// `validateWasmPluginURL`, and what the definition says of the same.
fn address(url: &Spot<'_>, rules: &mut Rules) {
    if url.word().is_empty() {
        rules.lacks(url, &law::WASM_URL);
    }
    let scheme = url.word().split_once("://").map_or("", |(scheme, _)| scheme);
    // An image without a scheme is one of a registry.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._/:@".contains(&b);
    let known = matches!(scheme, "" | "http" | "https" | "file" | "oci");
    if !known || scheme.is_empty() && !url.word().bytes().all(plain) {
        rules.law(url, &law::WASM_SCHEME);
        rules.law_with(url, &law::WASM_URL_SCHEME, scheme);
    }
}

/// `validateWasmPluginSHA`.
fn sum(sum: &Spot<'_>, rules: &mut Rules) {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let (long, plain) = (sum.word().len() == 64, sum.word().bytes().all(hex));
    if sum.word().is_empty() || long && plain {
        return;
    }
    rules.law_with(sum, &law::WASM_SHA, &sum.print());
    rules.law(sum, if long { &law::WASM_SHA_FORM } else { &law::WASM_SHA_LENGTH });
}

/// `validateWasmPluginVMConfig`.
fn environment(list: &[Spot<'_>], rules: &mut Rules) {
    for (at, env) in list.iter().enumerate() {
        let name = env.key("name");
        if name.word().is_empty() {
            rules.lacks(&name, &law::WASM_ENV_NAME);
        } else if list[..at].iter().any(|other| other.key("name").word() == name.word()) {
            rules.law(&name, &law::WASM_ENV_TWICE);
        }
        if env.key("valueFrom").word() == "HOST" && !env.key("value").word().is_empty() {
            rules.law(&env.key("value"), &law::WASM_ENV);
        }
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
    let threads = spec.key("concurrency");
    if threads.whole().is_some_and(|threads| threads < 0) {
        rules.law(&threads, &law::CONCURRENCY);
    }
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
