//! `ValidatePodSpec` (`pkg/apis/core/validation/validation.go`).

use super::{Rules, Spot, meta, names, placement, probe, volumes};
use crate::objects::Quantity;
use crate::problem::Rule;
use std::collections::{BTreeMap, BTreeSet};

/// Checks a Pod.
pub(crate) fn check(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let own = object.key("spec");
    if !own.exists() {
        rules.required(&own.key("containers"), Rule::ContainersMissing);
    }
    spec(&own, rules);
}

/// Checks what a Pod should be.
pub(crate) fn spec(spec: &Spot<'_>, rules: &mut Rules) {
    spec_with(spec, &[], rules);
}

/// The same, where volumes of those names come from elsewhere.
pub(crate) fn spec_with(spec: &Spot<'_>, claimed: &[&str], rules: &mut Rules) {
    let list = spec.key("containers");
    if list.exists() && !list.has_items() {
        rules.required(&list, Rule::ContainersMissing);
    }
    let containers: Vec<Spot<'_>> = list.items().into_iter().chain(spec.key("initContainers").items()).collect();
    let on_host = spec.key("hostNetwork").is_true();
    for each in &containers {
        container(each, on_host, rules);
    }
    volumes::check(spec, &containers, claimed, rules);
    placement::check(spec, rules);
    names_and_dns(spec, rules);
    let grace = spec.key("terminationGracePeriodSeconds");
    if grace.whole().is_some_and(|seconds| seconds < 0) {
        rules.invalid(&grace, Rule::Negative);
    }
}

fn names_and_dns(spec: &Spot<'_>, rules: &mut Rules) {
    for key in ["hostname", "subdomain"] {
        rules.text(&spec.key(key), names::label);
    }
    for key in ["nodeName", "serviceAccountName", "priorityClassName"] {
        rules.text(&spec.key(key), names::subdomain);
    }
    for secret in spec.key("imagePullSecrets").items() {
        rules.text(&secret.key("name"), names::subdomain);
    }
    let servers = spec.keys(&["dnsConfig", "nameservers"]);
    if spec.key("dnsPolicy").word() == "None" && !servers.has_items() {
        rules.required(&servers, Rule::DnsNoneServers);
    }
    for server in servers.items() {
        rules.text(&server, names::address);
    }
    for alias in spec.key("hostAliases").items() {
        rules.text(&alias.key("ip"), names::address);
        for name in alias.key("hostnames").items() {
            rules.text(&name, names::subdomain);
        }
    }
}

fn container(container: &Spot<'_>, on_host: bool, rules: &mut Rules) {
    rules.text(&container.key("name"), names::label);
    let image = container.key("image");
    match image.word() {
        "" => rules.required(&image, Rule::ImageMissing),
        word if word.trim() != word => rules.invalid(&image, Rule::ImageBlanks),
        _ => {}
    }
    ports(&container.key("ports"), on_host, rules);
    environment(container, rules);
    resources(&container.key("resources"), rules);
    for (key, each) in ["livenessProbe", "readinessProbe", "startupProbe"].map(|key| (key, container.key(key))) {
        probe::check(key, &each, rules);
    }
}

/// `validateContainerPorts`.
fn ports(list: &Spot<'_>, on_host: bool, rules: &mut Rules) {
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for port in list.items() {
        let (name, host_port) = (port.key("name"), port.key("hostPort"));
        rules.text(&name, names::port_name);
        if !name.word().is_empty() && taken.contains(&name.word()) {
            rules.duplicate(&name);
        }
        taken.insert(name.word());
        match host_port.whole() {
            Some(number) if number != 0 && !(1..=65_535).contains(&number) => {
                rules.invalid(&host_port, Rule::PortNumber);
            }
            Some(number) if on_host && number != 0 && Some(number) != port.key("containerPort").whole() => {
                rules.invalid(&host_port, Rule::HostPortMismatch);
            }
            _ => {}
        }
        rules.text(&port.key("hostIP"), names::address);
    }
}

/// `ValidateEnv` and `ValidateEnvFrom`.
fn environment(container: &Spot<'_>, rules: &mut Rules) {
    const SOURCES: [&str; 5] = ["configMapKeyRef", "secretKeyRef", "fieldRef", "resourceFieldRef", "fileKeyRef"];
    for variable in container.key("env").items() {
        rules.text(&variable.key("name"), names::env_name);
        let from = variable.key("valueFrom");
        if !from.exists() {
            continue;
        }
        if !variable.key("value").word().is_empty() {
            rules.invalid_value(&from, "\"\"".into(), Rule::EnvBoth, "");
        }
        if SOURCES.iter().filter(|source| from.key(source).exists()).count() != 1 && rules.is_whole() {
            rules.invalid_value(&from, "\"\"".into(), Rule::EnvOneSource, "");
        }
        for source in ["configMapKeyRef", "secretKeyRef"].map(|source| from.key(source)) {
            rules.text(&source.key("name"), names::subdomain);
            rules.text(&source.key("key"), names::config_key);
        }
    }
    for source in container.key("envFrom").items() {
        let given = ["configMapRef", "secretRef"].map(|key| source.key(key));
        if given.iter().filter(|reference| reference.exists()).count() != 1 && rules.is_whole() {
            rules.invalid_value(&source, "\"\"".into(), Rule::EnvFromOneSource, "");
        }
        for reference in &given {
            rules.text(&reference.key("name"), names::subdomain);
        }
    }
}

/// `ValidateResourceRequirements`.
fn resources(resources: &Spot<'_>, rules: &mut Rules) {
    let (limits, requests) = (resources.key("limits"), resources.key("requests"));
    for (name, amount) in limits.entries().into_iter().chain(requests.entries()) {
        let standard = matches!(name, "cpu" | "memory" | "ephemeral-storage") || name.starts_with("hugepages-");
        if !standard && (!name.contains('/') || !names::is_qualified(name)) {
            rules.invalid_value(&amount, format!("{name:?}"), Rule::ResourceName, "");
        }
        if milli(&amount).is_some_and(|milli| milli < 0) {
            rules.invalid(&amount, Rule::Negative);
        }
    }
    let limits: BTreeMap<&str, Spot<'_>> = limits.entries().into_iter().collect();
    for (name, amount) in requests.entries() {
        let Some(limit) = limits.get(name) else { continue };
        if let (Some(asked), Some(most)) = (milli(&amount), milli(limit))
            && asked > most
        {
            let detail = format!("{name} limit of {}", limit.print().trim_matches('"'));
            rules.invalid_with(&amount, Rule::ResourceLimit, &detail);
        }
    }
}

fn milli(amount: &Spot<'_>) -> Option<i64> {
    Quantity(amount.print().trim_matches('"').into()).milli().filter(|_| amount.exists())
}
