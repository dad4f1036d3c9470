//! Services, endpoints, Ingresses and policies.

use super::{Column, NONE, age, column, field, items, joined, or_none, pairs, selector, wide};
use crate::kinds::Resource;
use crate::value::{at, shown, text};
use malla_manifest::Value;

pub(super) fn of(resource: &Resource) -> Option<Vec<Column>> {
    let columns = match (resource.group, resource.kind) {
        ("", "Service") => vec![
            column("TYPE", |item, _| field(&item.value, "spec.type")),
            column("CLUSTER-IP", |item, _| cluster_ip(&item.value)),
            column("EXTERNAL-IP", |item, _| external(&item.value)),
            column("PORT(S)", |item, _| ports(&item.value)),
            age(),
            wide("SELECTOR", |item, _| pairs(&item.value, "spec.selector")),
        ],
        ("", "Endpoints") => vec![column("ENDPOINTS", |item, _| endpoints(&item.value)), age()],
        (_, "EndpointSlice") => vec![
            column("ADDRESSTYPE", |item, _| field(&item.value, "addressType")),
            column("PORTS", |item, _| unset(few(&words(&item.value, "ports", "port")))),
            column("ENDPOINTS", |item, _| unset(few(&addresses(&item.value)))),
            age(),
        ],
        ("networking.k8s.io", "Ingress") => vec![
            column("CLASS", |item, _| field(&item.value, "spec.ingressClassName")),
            column("HOSTS", |item, _| hosts(&item.value)),
            column("ADDRESS", |item, _| joined(&item.value, "status.loadBalancer.ingress", "ip")),
            column("PORTS", |item, _| if items(&item.value, "spec.tls").is_empty() { "80" } else { "80, 443" }.into()),
            age(),
        ],
        (_, "IngressClass") => vec![
            column("CONTROLLER", |item, _| field(&item.value, "spec.controller")),
            column("PARAMETERS", |item, _| parameters(&item.value)),
            age(),
        ],
        (_, "NetworkPolicy") => {
            vec![column("POD-SELECTOR", |item, _| selector(&item.value, "spec.podSelector")), age()]
        }
        _ => return None,
    };
    Some(columns)
}

fn cluster_ip(value: &Value) -> String {
    match text(value, "spec.type") {
        Some("ExternalName") => NONE.into(),
        Some(_) | None => field(value, "spec.clusterIP"),
    }
}

/// Addresses from outside: `<none>`, or `<pending>` for a balancer that has none yet (`getServiceExternalIP`).
fn external(value: &Value) -> String {
    let ingress = items(value, "status.loadBalancer.ingress").iter();
    let given = ingress.map(|one| text(one, "ip").or_else(|| text(one, "hostname")).unwrap_or_default().to_owned());
    let others = items(value, "spec.externalIPs").iter().map(shown);
    let all: Vec<String> = given.chain(others).collect();
    match text(value, "spec.type") {
        Some("ExternalName") => field(value, "spec.externalName"),
        Some("LoadBalancer") if all.is_empty() => "<pending>".into(),
        Some(_) | None => or_none(all.join(",")),
    }
}

/// `8081:30880/TCP`.
fn ports(value: &Value) -> String {
    let one = |port: &Value| {
        let (number, protocol) = (shown(at(port, "port")), text(port, "protocol").unwrap_or("TCP"));
        match crate::value::number(port, "nodePort") {
            Some(node) => format!("{number}:{node}/{protocol}"),
            None => format!("{number}/{protocol}"),
        }
    };
    or_none(items(value, "spec.ports").iter().map(one).collect::<Vec<_>>().join(","))
}

fn words(value: &Value, list: &str, key: &str) -> Vec<String> {
    items(value, list).iter().map(|item| shown(at(item, key))).filter(|word| !word.is_empty()).collect()
}

fn addresses(value: &Value) -> Vec<String> {
    items(value, "endpoints").iter().flat_map(|endpoint| items(endpoint, "addresses").iter().map(shown)).collect()
}

fn unset(text: String) -> String {
    if text.is_empty() { "<unset>".into() } else { text }
}

/// The first three, and how many more (`formatDiscoveryEndpoints`).
fn few(words: &[String]) -> String {
    match words.get(..3) {
        Some(first) if words.len() > 3 => format!("{} + {} more...", first.join(","), words.len() - 3),
        Some(_) | None => words.join(","),
    }
}

/// `10.0.0.1:80,10.0.0.2:80` (`formatEndpoints`).
fn endpoints(value: &Value) -> String {
    let of = |subset: &Value| {
        let ports = words(subset, "ports", "port");
        let addresses = words(subset, "addresses", "ip");
        let pair = |address: &String| ports.iter().map(|port| format!("{address}:{port}")).collect::<Vec<_>>();
        if ports.is_empty() { addresses } else { addresses.iter().flat_map(pair).collect() }
    };
    or_none(few(&items(value, "subsets").iter().flat_map(of).collect::<Vec<_>>()))
}

/// The first three hosts, `*` for none (`formatHosts`).
fn hosts(value: &Value) -> String {
    let hosts = words(value, "spec.rules", "host");
    if hosts.is_empty() { "*".into() } else { few(&hosts) }
}

fn parameters(value: &Value) -> String {
    let word = |key: &str| text(value, &format!("spec.parameters.{key}")).map(str::to_owned);
    match (word("apiGroup"), word("kind"), word("name")) {
        (Some(group), Some(kind), Some(name)) => format!("{kind}.{group}/{name}"),
        (None, Some(kind), Some(name)) => format!("{kind}/{name}"),
        _ => NONE.into(),
    }
}
