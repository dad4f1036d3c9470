//! A Service (`describeService`).

use super::{events, page::Page};
use crate::get::{Item, Stage};
use crate::value::{at, entries, items, number, shown, text};
use malla_manifest::{EndpointSlice, Object, Value};

/// The label that ties a slice to its Service.
const SERVICE_NAME: &str = "kubernetes.io/service-name";

pub(super) fn tell(page: &mut Page, item: &Item<'_>, stage: &Stage<'_>) {
    let value = &item.value;
    let word = |path: &str| text(value, path).unwrap_or_default();
    page.field("Name", word("metadata.name"));
    page.field("Namespace", word("metadata.namespace"));
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    let selector: Vec<String> =
        entries(value, "spec.selector").iter().map(|(key, value)| format!("{key}={}", shown(value))).collect();
    page.field("Selector", if selector.is_empty() { "<none>".into() } else { selector.join(",") });
    page.field("Type", word("spec.type"));
    addresses(page, value);
    items(value, "spec.ports").iter().for_each(|port| self::port(page, port, item, stage));
    page.field("Session Affinity", word("spec.sessionAffinity"));
    page.field_if("External Traffic Policy", text(value, "spec.externalTrafficPolicy"));
    page.field_if("Internal Traffic Policy", text(value, "spec.internalTrafficPolicy"));
    if let Some(port) = number(value, "spec.healthCheckNodePort") {
        page.field("HealthCheck NodePort", port.to_string());
    }
    let ranges: Vec<String> = items(value, "spec.loadBalancerSourceRanges").iter().map(shown).collect();
    if !ranges.is_empty() {
        page.field("LoadBalancer Source Ranges", ranges.join(","));
    }
    events::tell(page, item, &[]);
}

fn addresses(page: &mut Page, value: &Value) {
    let list = |path: &str| items(value, path).iter().map(shown).collect::<Vec<_>>().join(",");
    let or_none = |text: String| if text.is_empty() { "<none>".to_owned() } else { text };
    page.field_if("IP Family Policy", text(value, "spec.ipFamilyPolicy"));
    page.field("IP Families", or_none(list("spec.ipFamilies")));
    page.field("IP", text(value, "spec.clusterIP").unwrap_or_default());
    page.field("IPs", or_none(list("spec.clusterIPs")));
    let external = list("spec.externalIPs");
    page.field_if("External IPs", Some(external.as_str()).filter(|text| !text.is_empty()));
    page.field_if("Desired LoadBalancer IP", text(value, "spec.loadBalancerIP"));
    page.field_if("External Name", text(value, "spec.externalName"));
    let ingress = items(value, "status.loadBalancer.ingress").iter().map(|one| {
        let mode = text(one, "ipMode").map(|mode| format!(" ({mode})")).unwrap_or_default();
        format!("{}{mode}", text(one, "ip").or_else(|| text(one, "hostname")).unwrap_or_default())
    });
    let ingress = ingress.collect::<Vec<_>>().join(", ");
    page.field_if("LoadBalancer Ingress", Some(ingress.as_str()).filter(|text| !text.is_empty()));
}

fn port(page: &mut Page, port: &Value, item: &Item<'_>, stage: &Stage<'_>) {
    let (name, protocol) = (text(port, "name").unwrap_or("<unset>"), text(port, "protocol").unwrap_or("TCP"));
    page.line(format!("Port:\t{name}\t{}/{protocol}", shown(at(port, "port"))));
    page.field("TargetPort", format!("{}/{protocol}", shown(at(port, "targetPort"))));
    page.field_if("AppProtocol", text(port, "appProtocol"));
    if let Some(node) = number(port, "nodePort") {
        page.line(format!("NodePort:\t{name}\t{node}/{protocol}"));
    }
    page.field("Endpoints", endpoints(text(port, "name").unwrap_or_default(), item, stage));
}

/// The first three endpoints of a port (`formatEndpointSlices`).
fn endpoints(port: &str, item: &Item<'_>, stage: &Stage<'_>) -> String {
    let own = |slice: &EndpointSlice| slice.meta.labels.get(SERVICE_NAME) == Some(&item.reference.name);
    let slices = stage.all.iter().filter_map(|(reference, object)| match object {
        Object::EndpointSlice(slice) if reference.namespace == item.reference.namespace && own(slice) => Some(slice),
        _ => None,
    });
    let all: Vec<String> = slices.flat_map(|slice| of_slice(slice, port)).collect();
    match all.get(..3) {
        Some(first) if all.len() > 3 => format!("{} + {} more...", first.join(","), all.len() - 3),
        Some(_) | None => all.join(","),
    }
}

fn of_slice(slice: &EndpointSlice, name: &str) -> Vec<String> {
    let ports = slice.ports.iter().filter(|port| port.name.as_deref().unwrap_or_default() == name);
    let numbers: Vec<u16> = ports.filter_map(|port| port.port).collect();
    let ready = slice.endpoints.iter().filter(|endpoint| endpoint.conditions.ready != Some(false));
    ready
        .filter_map(|endpoint| endpoint.addresses.first())
        .flat_map(|address| numbers.iter().map(move |port| format!("{address}:{port}")))
        .collect()
}
