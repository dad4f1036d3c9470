//! Ingresses, slices and policies (`describeIngressV1`, `describeEndpointSliceV1`, `describeNetworkPolicy`).

use super::{events, page::Page};
use crate::get::{Item, Stage, selector_text};
use crate::value::{at, items, number, shown, text};
use malla_manifest::Value;

pub(super) fn ingress(page: &mut Page, item: &Item<'_>, stage: &Stage<'_>) {
    let value = &item.value;
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.labels("Labels", value, "metadata.labels");
    page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    let addresses: Vec<String> =
        items(value, "status.loadBalancer.ingress").iter().map(|one| shown(at(one, "ip"))).collect();
    page.field("Address", addresses.join(", "));
    page.field("Ingress Class", text(value, "spec.ingressClassName").unwrap_or("<none>"));
    let default = at(value, "spec.defaultBackend");
    let told = if *default == Value::Null { "<default>".into() } else { backend(default, item, stage) };
    page.field("Default backend", told);
    let tls = items(value, "spec.tls");
    if !tls.is_empty() {
        page.line("TLS:");
        for one in tls {
            let hosts = items(one, "hosts").iter().map(shown).collect::<Vec<_>>().join(",");
            match text(one, "secretName") {
                Some(secret) => page.line(format!("  {secret} terminates {hosts}")),
                None => page.line(format!("  SNI routes {hosts}")),
            }
        }
    }
    rules(page, value, item, stage);
    page.annotations(value);
    events::tell(page, item, &[]);
}

fn rules(page: &mut Page, value: &Value, item: &Item<'_>, stage: &Stage<'_>) {
    page.line("Rules:");
    page.line("  Host\tPath\tBackends");
    page.line("  ----\t----\t--------");
    let rules = items(value, "spec.rules");
    for rule in rules {
        page.line(format!("  {}\t", text(rule, "host").unwrap_or("*")));
        for path in items(rule, "http.paths") {
            let told = backend(at(path, "backend"), item, stage);
            page.line(format!("  \t{} \t{told}", text(path, "path").unwrap_or_default()));
        }
    }
    if rules.is_empty() {
        page.line("  *\t*\t<default>");
    }
}

/// `web:80 (10.0.0.1:80)`, or that there is no such Service.
fn backend(value: &Value, item: &Item<'_>, stage: &Stage<'_>) -> String {
    let name = text(value, "service.name").unwrap_or_default();
    let port = shown(at(value, "service.port.number"));
    let port = if port.is_empty() { shown(at(value, "service.port.name")) } else { port };
    let there = stage.find("Service", &item.reference.namespace, name).is_some();
    let endpoints = if there { endpoints(name, item, stage) } else { format!("<error: services {name:?} not found>") };
    format!("{name}:{port} ({endpoints})")
}

fn endpoints(service: &str, item: &Item<'_>, stage: &Stage<'_>) -> String {
    let slices = stage.all.iter().filter_map(|(reference, object)| match object {
        malla_manifest::Object::EndpointSlice(slice) if reference.namespace == item.reference.namespace => Some(slice),
        _ => None,
    });
    let own =
        slices.filter(|slice| slice.meta.labels.get("kubernetes.io/service-name").map(String::as_str) == Some(service));
    let all: Vec<String> = own
        .flat_map(|slice| {
            let ready = slice.endpoints.iter().filter(|endpoint| endpoint.conditions.ready != Some(false));
            let addresses = ready.filter_map(|endpoint| endpoint.addresses.first());
            addresses.flat_map(|address| {
                slice.ports.iter().filter_map(move |port| Some(format!("{address}:{}", port.port?)))
            })
        })
        .collect();
    all.join(",")
}

pub(super) fn slice(page: &mut Page, item: &Item<'_>) {
    let value = &item.value;
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    page.field("AddressType", text(value, "addressType").unwrap_or_default());
    let ports = items(value, "ports");
    if ports.is_empty() {
        page.field("Ports", "<unset>");
    } else {
        page.line("Ports:");
        page.line("  Name\tPort\tProtocol");
        page.line("  ----\t----\t--------");
    }
    for port in ports {
        let name = text(port, "name").filter(|name| !name.is_empty()).unwrap_or("<unset>");
        let protocol = text(port, "protocol").unwrap_or("TCP");
        page.line(format!("  {name}\t{}\t{protocol}", shown(at(port, "port"))));
    }
    let endpoints = items(value, "endpoints");
    page.line(if endpoints.is_empty() { "Endpoints:\t<none>" } else { "Endpoints:" });
    endpoints.iter().for_each(|one| endpoint(page, one));
    events::tell(page, item, &[]);
}

fn endpoint(page: &mut Page, endpoint: &Value) {
    let addresses: Vec<String> = items(endpoint, "addresses").iter().map(shown).collect();
    page.line(format!("  - Addresses:\t{}", addresses.join(",")));
    page.line("    Conditions:");
    let ready = at(endpoint, "conditions.ready");
    page.field("      Ready", if *ready == Value::Null { "<unset>".into() } else { shown(ready) });
    page.field("    Hostname", text(endpoint, "hostname").unwrap_or("<unset>"));
    if let Some(name) = text(endpoint, "targetRef.name") {
        page.field("    TargetRef", format!("{}/{name}", text(endpoint, "targetRef.kind").unwrap_or_default()));
    }
    page.field("    NodeName", text(endpoint, "nodeName").unwrap_or("<unset>"));
    page.field("    Zone", text(endpoint, "zone").unwrap_or("<unset>"));
}

pub(super) fn endpoints_of(page: &mut Page, item: &Item<'_>) {
    let value = &item.value;
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    page.line("Subsets:");
    for subset in items(value, "subsets") {
        let addresses = |key: &str| {
            let all: Vec<String> = items(subset, key).iter().map(|address| shown(at(address, "ip"))).collect();
            if all.is_empty() { "<none>".to_owned() } else { all.join(",") }
        };
        page.field("  Addresses", addresses("addresses"));
        page.field("  NotReadyAddresses", addresses("notReadyAddresses"));
        let ports = items(subset, "ports");
        if !ports.is_empty() {
            page.line("  Ports:");
            page.line("    Name\tPort\tProtocol");
            page.line("    ----\t----\t--------");
        }
        for port in ports {
            let name = text(port, "name").unwrap_or("<unset>");
            let protocol = text(port, "protocol").unwrap_or("TCP");
            page.line(format!("    {name}\t{}\t{protocol}", shown(at(port, "port"))));
        }
        page.line("");
    }
    events::tell(page, item, &[]);
}

pub(super) fn policy(page: &mut Page, item: &Item<'_>) {
    let value = &item.value;
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    page.line("Spec:");
    let selector = selector_text(value, "spec.podSelector");
    let all = "<none> (Allowing the specific traffic to all pods in this namespace)".to_owned();
    page.line(format!("  PodSelector:     {}", if selector == "<none>" { all } else { selector }));
    let types: Vec<String> = policy_types(value);
    for (kind, key, list, word) in [("Ingress", "ingress", "from", "From"), ("Egress", "egress", "to", "To")] {
        if !types.iter().any(|own| own == kind) {
            page.line(format!("  Not affecting {key} traffic"));
            continue;
        }
        page.line(format!("  Allowing {key} traffic:"));
        rules_of_policy(page, items(value, &format!("spec.{key}")), list, word, key);
    }
    page.line(format!("  Policy Types: {}", types.join(", ")));
}

/// `SetDefaults_NetworkPolicy`.
fn policy_types(value: &Value) -> Vec<String> {
    let written: Vec<String> = items(value, "spec.policyTypes").iter().map(shown).collect();
    if !written.is_empty() {
        return written;
    }
    let egress = !items(value, "spec.egress").is_empty();
    ["Ingress"].into_iter().chain(egress.then_some("Egress")).map(str::to_owned).collect()
}

fn rules_of_policy(page: &mut Page, rules: &[Value], list: &str, word: &str, key: &str) {
    if rules.is_empty() {
        page.line(format!("    <none> (Selected pods are isolated for {key} connectivity)"));
    }
    for (index, rule) in rules.iter().enumerate() {
        let ports = items(rule, "ports");
        if ports.is_empty() {
            page.line("    To Port: <any> (traffic allowed to all ports)");
        }
        for port in ports {
            let (number, protocol) = (at(port, "port"), text(port, "protocol").unwrap_or("TCP"));
            let shown = if *number == Value::Null { "<any>".into() } else { shown(number) };
            let end = self::number(port, "endPort").map(|end| format!("-{end}")).unwrap_or_default();
            page.line(format!("    To Port: {shown}{end}/{protocol}"));
        }
        let peers = items(rule, list);
        if peers.is_empty() {
            let end = if list == "from" { "source" } else { "destination" };
            page.line(format!("    {word}: <any> (traffic not restricted by {end})"));
        }
        peers.iter().for_each(|one| peer(page, one, word));
        if index + 1 < rules.len() {
            page.line("    ----------");
        }
    }
}

fn peer(page: &mut Page, peer: &Value, word: &str) {
    page.line(format!("    {word}:"));
    let block = at(peer, "ipBlock");
    if *block != Value::Null {
        page.line("      IPBlock:");
        page.line(format!("        CIDR: {}", text(block, "cidr").unwrap_or_default()));
        page.line(format!(
            "        Except: {}",
            items(block, "except").iter().map(shown).collect::<Vec<_>>().join(", ")
        ));
    }
    for (title, key) in [("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector")] {
        if *at(peer, key) != Value::Null {
            page.line(format!("      {title}: {}", selector_text(peer, key)));
        }
    }
}
