//! `ValidateServiceEntry`.

use super::export_to::{self, Owner};
use super::scalars::{PROTOCOLS, alpha_selector, is_http, is_port, is_tls, port_name};
use super::{Rules, Spot, hosts, names, namespace, workload_entry};
use crate::ip;
use crate::problem::webhook as law;

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let spec = object.key("spec");
    if !spec.exists() {
        return;
    }
    let selector = spec.key("workloadSelector");
    if alpha_selector(&selector, rules) {
        rules.law_with(&selector, &law::SE_SELECTOR_MISSING, "workload selector specified without labels");
    }
    if selector.exists() && spec.key("endpoints").exists() {
        rules.law(&selector, &law::SE_SELECTOR_AND_ENDPOINTS);
    }
    names_of(&spec, rules);
    addresses(&spec, rules);
    ports(&spec, rules);
    for endpoint in spec.key("endpoints").items() {
        workload_entry::check(&endpoint, rules);
        defined(&endpoint, &spec, rules);
    }
    match spec.key("resolution").word() {
        "" | "NONE" => none(&spec, rules),
        "STATIC" => fixed(&spec, rules),
        "DNS" | "DNS_ROUND_ROBIN" => dns(&spec, rules),
        "DYNAMIC_DNS" => dynamic(object, &spec, rules),
        _ => {}
    }
    several_hosts(&spec, rules);
    export_to::check(&spec.key("exportTo"), namespace(object), Owner::ServiceEntry, rules);
}

fn names_of(spec: &Spot<'_>, rules: &mut Rules) {
    for host in spec.key("hosts").items() {
        match host.word() {
            "*" => rules.law(&host, &law::SE_HOST_WILDCARD),
            word if hosts::is_partial(word) => rules.law_with(&host, &law::SE_PARTIAL_WILDCARD, &host.print()),
            word => hosts::domain(&host, word, rules),
        }
    }
}

fn addresses(spec: &Spot<'_>, rules: &mut Rules) {
    let resolution = spec.key("resolution").word();
    for address in spec.key("addresses").items() {
        let is_net = names::network(address.word()).is_some();
        if !is_net && ip::parse(address.word()).is_none() {
            rules.law_with(&address, &law::SE_ADDRESS, address.word());
        } else if address.word().contains('/') && !matches!(resolution, "" | "NONE" | "STATIC") {
            rules.law(&address, &law::SE_CIDR);
        }
    }
}

fn ports(spec: &Spot<'_>, rules: &mut Rules) {
    let ports = spec.key("ports").items();
    let external = matches!(spec.key("resolution").word(), "" | "NONE" | "STATIC" | "DNS" | "DNS_ROUND_ROBIN");
    for (at, port) in ports.iter().enumerate() {
        let (name, number, protocol) = (port.key("name"), port.key("number"), port.key("protocol"));
        if number.whole().is_some() && ports[..at].iter().any(|other| other.key("number").whole() == number.whole()) {
            rules.law(&number, &law::SE_PORT_TWICE);
        }
        port_name(&name, rules);
        if !protocol.word().is_empty() && !PROTOCOLS.contains(&protocol.word().to_uppercase().as_str()) {
            rules.law_with(&protocol, &law::PROTOCOL, protocol.word());
        }
        for each in [&number, &port.key("targetPort")] {
            if each.whole().is_some_and(|value| !is_port(value)) {
                rules.law(each, &law::PORT_RANGE_SCHEMA);
            }
        }
        if port.key("targetPort").exists() && spec.key("workloadSelector").exists() {
            rules.law(&port.key("targetPort"), &law::SE_TARGET_PORT_SELECTOR);
        }
        let plain = matches!(protocol.word().to_uppercase().as_str(), "" | "TCP");
        if plain && external && !spec.key("addresses").has_items() {
            rules.law(port, &law::SE_TCP_ADDRESSES);
        }
    }
}

/// Ports of an endpoint are those of the ServiceEntry, by name; a socket takes the place of the only one.
fn defined(endpoint: &Spot<'_>, spec: &Spot<'_>, rules: &mut Rules) {
    let ports = spec.key("ports").items();
    for (name, port) in endpoint.key("ports").entries() {
        if !ports.iter().any(|known| known.key("name").word() == name) {
            rules.law_with(&port, &law::SE_UNDEFINED_PORT, name);
        }
    }
    if endpoint.key("address").word().starts_with("unix://") && ports.len() != 1 {
        rules.lacks(endpoint, &law::SE_UNIX_ONE);
    }
}

fn none(spec: &Spot<'_>, rules: &mut Rules) {
    if spec.key("endpoints").has_items() {
        rules.law(&spec.key("endpoints"), &law::SE_NONE_ENDPOINTS);
    }
    if spec.key("workloadSelector").exists() {
        rules.law(&spec.key("workloadSelector"), &law::SE_NONE_SELECTOR);
    }
}

fn fixed(spec: &Spot<'_>, rules: &mut Rules) {
    for endpoint in spec.key("endpoints").items() {
        let address = endpoint.key("address");
        let word = address.word();
        if !word.is_empty() && !word.starts_with("unix://") && ip::parse(word).is_none() && hosts::is_fqdn(word) {
            rules.law_with(&address, &law::SE_ENDPOINT_ADDRESS, &address.print());
        }
    }
}

fn dns(spec: &Spot<'_>, rules: &mut Rules) {
    let (endpoints, mode) = (spec.key("endpoints"), spec.key("resolution").word());
    if !endpoints.has_items() && !spec.key("workloadSelector").exists() {
        for host in spec.key("hosts").items().iter().filter(|host| host.word().starts_with('*')) {
            rules.law_with(host, &law::SE_DNS_HOSTS, mode);
        }
    }
    if mode == "DNS_ROUND_ROBIN" && endpoints.items().len() > 1 {
        rules.law(&endpoints, &law::SE_ROUND_ROBIN);
    }
    for endpoint in endpoints.items() {
        let address = endpoint.key("address");
        if address.word().starts_with("unix://") {
            rules.law_with(&address, &law::SE_ENDPOINT_NAME, &address.print());
        }
    }
    let open =
        |port: &Spot<'_>| matches!(port.key("protocol").word().to_uppercase().as_str(), "HTTPS" | "TLS" | "TCP" | "");
    let many = spec.key("hosts").items().len() > 1 && spec.key("addresses").has_items();
    if many && spec.key("ports").items().iter().any(open) {
        rules.law(&spec.key("hosts"), &law::SE_ROUND_ROBIN_HOSTS);
    }
}

fn dynamic(object: &Spot<'_>, spec: &Spot<'_>, rules: &mut Rules) {
    let hosts = spec.key("hosts").items();
    for host in hosts.iter().filter(|host| !host.word().starts_with('*')) {
        rules.law(host, &law::SE_DYNAMIC_HOSTS);
    }
    for (key, broken) in [("addresses", &law::SE_DYNAMIC_ADDRESSES), ("endpoints", &law::SE_DYNAMIC_ENDPOINTS)] {
        if spec.key(key).has_items() {
            rules.law(&spec.key(key), broken);
        }
    }
    for port in spec.key("ports").items() {
        let protocol = port.key("protocol");
        if !is_http(protocol.word()) && !is_tls(protocol.word()) {
            rules.lacks(&protocol, &law::SE_DYNAMIC_PROTOCOL);
        }
    }
    let waypoint = object.keys(&["metadata", "labels", "istio.io/use-waypoint"]);
    if spec.key("location").word() == "MESH_INTERNAL" && waypoint.exists() {
        rules.law(&spec.key("location"), &law::SE_DYNAMIC_WAYPOINT);
    }
}

/// Several hosts can only be told apart where requests or hellos name them.
fn several_hosts(spec: &Spot<'_>, rules: &mut Rules) {
    let blind = |port: &Spot<'_>| {
        let protocol = port.key("protocol").word();
        !is_http(protocol) && !is_tls(protocol)
    };
    if spec.key("hosts").items().len() > 1 && spec.key("ports").items().iter().any(blind) {
        rules.law(&spec.key("hosts"), &law::SE_MANY_HOSTS);
    }
}
