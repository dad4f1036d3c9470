//! `ValidateService` (`pkg/apis/core/validation/validation.go`).

use super::{Rules, Spot, meta, names, service_ip};
use crate::problem::{ClusterProblem, Rule};
use std::collections::BTreeSet;

/// Checks a Service.
pub(crate) fn check(service: &Spot<'_>, rules: &mut Rules) {
    meta::check(service, meta::Scope::Namespace, names::dns1035, rules);
    let spec = service.key("spec");
    let kind = kind_of(&spec);
    ports(&spec, kind, rules);
    of_type(&spec, kind, rules);
    meta::labels(&spec.key("selector"), rules);
    affinity(&spec, rules);
    if kind != "ExternalName" {
        service_ip::check(&spec, rules);
    }
    service_ip::external(&spec.key("externalIPs"), rules);
    balancer(service, kind, rules);
    policies(&spec, kind, rules);
    topology(&service.keys(&["metadata", "annotations"]), rules);
}

/// The old and the new annotation of topology aware routing must agree.
fn topology(annotations: &Spot<'_>, rules: &mut Rules) {
    let old = annotations.key("service.kubernetes.io/topology-aware-hints");
    let new = annotations.key("service.kubernetes.io/topology-mode");
    if old.exists() && new.exists() && old.word() != new.word() {
        rules.invalid(&old, Rule::ServiceTopology);
    }
}

/// The type in force.
fn kind_of<'a>(spec: &Spot<'a>) -> &'a str {
    Some(spec.key("type").word()).filter(|kind| !kind.is_empty()).unwrap_or("ClusterIP")
}

/// `isHeadlessService`.
fn is_headless(spec: &Spot<'_>) -> bool {
    spec.key("clusterIP").word() == "None"
        || spec.key("clusterIPs").items().first().is_some_and(|ip| ip.word() == "None")
}

fn ports(spec: &Spot<'_>, kind: &str, rules: &mut Rules) {
    let list = spec.key("ports");
    let ports = list.items();
    if ports.is_empty() && !is_headless(spec) && kind != "ExternalName" {
        rules.required(&list, Rule::ServicePortsMissing);
    }
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for port in &ports {
        let name = port.key("name");
        match name.word() {
            "" if ports.len() > 1 => rules.required(&name, Rule::PortNameMissing),
            "" => {}
            word => {
                rules.text(&name, names::label);
                if taken.contains(&word) {
                    rules.duplicate(&name);
                }
                taken.insert(word);
            }
        }
        port_or_name(&port.key("targetPort"), rules);
        rules.text(&port.key("appProtocol"), names::qualified);
        if kind == "LoadBalancer" && port.key("port").whole() == Some(10_250) {
            rules.invalid(&port.key("port"), Rule::ServiceKubeletPort);
        }
    }
    node_ports(&ports, kind, rules);
}

/// `ValidatePortNumOrName`.
pub(crate) fn port_or_name(port: &Spot<'_>, rules: &mut Rules) {
    match (port.whole(), port.text()) {
        (Some(number), _) if !(1..=65_535).contains(&number) => rules.invalid(port, Rule::PortNumber),
        (_, Some(name)) => rules.form(port, name, names::port_name),
        _ => {}
    }
}

fn node_ports(ports: &[Spot<'_>], kind: &str, rules: &mut Rules) {
    let mut taken: BTreeSet<(&str, i64)> = BTreeSet::new();
    for port in ports {
        let node_port = port.key("nodePort");
        let Some(number) = node_port.whole().filter(|number| *number != 0) else { continue };
        if kind == "ClusterIP" {
            rules.forbidden(&node_port, Rule::ServiceNodePortType);
        }
        if !(1..=65_535).contains(&number) {
            // The allocator would say so of any port outside its range; this one does not even fit in a u16.
            rules.problem(&node_port, ClusterProblem::NodePortRange { port: number, range: "30000-32767".into() });
        }
        let protocol = Some(port.key("protocol").word()).filter(|word| !word.is_empty()).unwrap_or("TCP");
        if taken.contains(&(protocol, number)) {
            rules.duplicate(&node_port);
        }
        taken.insert((protocol, number));
    }
}

/// What only some types may have.
fn of_type(spec: &Spot<'_>, kind: &str, rules: &mut Rules) {
    match kind {
        "LoadBalancer" | "NodePort" if is_headless(spec) => {
            let at = Some(spec.key("clusterIP")).filter(Spot::exists).unwrap_or_else(|| spec.key("clusterIPs"));
            rules.invalid_with(&at, Rule::ServiceHeadlessType, kind);
        }
        "ExternalName" => external_name(spec, rules),
        _ => {}
    }
}

fn external_name(spec: &Spot<'_>, rules: &mut Rules) {
    let set = |field: &Spot<'_>| field.has_items() || !field.word().is_empty();
    let ips = [spec.key("clusterIPs"), spec.key("clusterIP")];
    let address = ips.iter().find(|field| set(field));
    let others = [spec.key("ipFamilies"), spec.key("ipFamilyPolicy")];
    for field in address.into_iter().chain(others.iter().filter(|field| set(field))) {
        rules.forbidden(field, Rule::ServiceExternalNameField);
    }
    let name = spec.key("externalName");
    match name.word() {
        "" => rules.required(&name, Rule::ServiceExternalNameMissing),
        // A trailing dot says that the name is complete.
        word => rules.form(&name, word.strip_suffix('.').unwrap_or(word), names::subdomain),
    }
}

fn affinity(spec: &Spot<'_>, rules: &mut Rules) {
    let config = spec.key("sessionAffinityConfig");
    let timeout = config.keys(&["clientIP", "timeoutSeconds"]);
    match (spec.key("sessionAffinity").word(), timeout.whole()) {
        ("ClientIP", Some(seconds)) if !(1..=86_400).contains(&seconds) => {
            rules.invalid(&timeout, Rule::ServiceAffinityTimeout);
        }
        ("ClientIP", _) => {}
        _ if config.exists() => rules.forbidden(&config, Rule::ServiceAffinityConfig),
        _ => {}
    }
}

/// Fields of balancers. The API server spells the ranges' path with a capital letter; we keep the field's own spelling.
fn balancer(service: &Spot<'_>, kind: &str, rules: &mut Rules) {
    let spec = service.key("spec");
    let ranges = spec.key("loadBalancerSourceRanges");
    let annotation =
        service.keys(&["metadata", "annotations", "service.beta.kubernetes.io/load-balancer-source-ranges"]);
    if ranges.has_items() {
        only_balancer(&ranges, kind, rules);
        for range in ranges.items() {
            rules.form(&range, range.word().trim(), names::cidr);
        }
    } else if let Some(text) = annotation.text() {
        only_balancer(&annotation, kind, rules);
        for range in text.trim().split(',').filter(|range| !range.is_empty()) {
            rules.form(&annotation, range.trim(), names::cidr);
        }
    }
    let class = spec.key("loadBalancerClass");
    for field in [spec.key("allocateLoadBalancerNodePorts"), class.clone()] {
        only_balancer(&field, kind, rules);
    }
    if kind == "LoadBalancer" {
        rules.text(&class, names::qualified);
    }
}

fn only_balancer(field: &Spot<'_>, kind: &str, rules: &mut Rules) {
    if field.exists() && kind != "LoadBalancer" {
        rules.forbidden(field, Rule::ServiceLoadBalancerOnly);
    }
}

fn policies(spec: &Spot<'_>, kind: &str, rules: &mut Rules) {
    let external = spec.key("externalTrafficPolicy");
    let accessible = matches!(kind, "NodePort" | "LoadBalancer") || spec.key("externalIPs").has_items();
    if !accessible && !external.word().is_empty() {
        rules.invalid(&external, Rule::ServiceExternalPolicyType);
    }
    let health = spec.key("healthCheckNodePort");
    let needed = kind == "LoadBalancer" && external.word() == "Local";
    match health.whole() {
        Some(number) if number != 0 && !needed => rules.invalid(&health, Rule::ServiceHealthPort),
        Some(number) if number != 0 && !(1..=65_535).contains(&number) => rules.invalid(&health, Rule::PortNumber),
        _ => {}
    }
    let distribution = spec.key("trafficDistribution");
    if !matches!(distribution.word(), "" | "PreferClose" | "PreferSameZone" | "PreferSameNode") {
        rules.invalid(&distribution, Rule::ServiceTrafficDistribution);
    }
}
