//! API objects of case files, taken as they stand. Upstream's unit tests hold objects that the API server would not
//! let in (a Pod without containers, a node port of 3001), so these do not go through the reader of manifests and its
//! checks; every key must be one we know all the same.

use crate::data::{AsText, Fields};
use malla_control_plane::kube_proxy::parse_ip;
use malla_manifest::{
    AddressType, ClientIpConfig, Endpoint, EndpointConditions, EndpointHints, EndpointPort, EndpointSlice, Hinted,
    IntOrString, LoadBalancerIngress, Meta, Namespace, Object, Pod, Protocol, Service, ServicePort, ServiceType,
    SessionAffinity, SessionAffinityConfig, TrafficPolicy, Value,
};
use std::collections::BTreeMap;

/// Fields that change nothing about rules and names.
const IDLE: &[&str] = &["apiVersion", "kind"];

/// Makes an object of one entry of a case's list.
pub fn object(value: &Value) -> Result<Object, String> {
    match value.text_at("kind") {
        Some("Service") => service(value).map(Object::from),
        Some("EndpointSlice") => slice(value).map(Object::from),
        Some("Namespace") => {
            known(value, &["metadata"])?;
            Ok(Namespace { meta: meta(value.at("metadata"))? }.into())
        }
        Some("Pod") => pod(value).map(Object::from),
        other => Err(format!("a kind nobody knows: {other:?}")),
    }
}

/// Refuses a key that is none of these.
fn known(value: &Value, keys: &[&str]) -> Result<(), String> {
    let stranger = value.keys().into_iter().find(|key| !keys.contains(key) && !IDLE.contains(key));
    stranger.map_or(Ok(()), |key| Err(format!("a field nobody knows: {key}")))
}

fn meta(value: &Value) -> Result<Meta, String> {
    known(value, &["name", "namespace", "labels", "annotations"])?;
    Ok(Meta {
        name: value.text_at("name").unwrap_or_default().into(),
        namespace: text(value, "namespace"),
        labels: texts_by_key(value.at("labels")),
        annotations: texts_by_key(value.at("annotations")),
        ..Meta::default()
    })
}

fn texts_by_key(value: &Value) -> BTreeMap<String, String> {
    let Value::Map(entries) = value else { return BTreeMap::new() };
    entries.iter().map(|(key, value)| (key.clone(), value.as_text().unwrap_or_default())).collect()
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.text_at(key).map(str::to_owned)
}

fn port_number(value: &Value, key: &str) -> Option<u16> {
    value.number_at(key).and_then(|number| u16::try_from(number).ok())
}

fn truth(value: &Value, key: &str) -> Option<bool> {
    value.get(key).map(|_| value.is(key))
}

/// A word of a closed list; one that is not in it is an error, not a default.
fn word<T>(value: &Value, key: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    let Some(text) = value.text_at(key) else { return Ok(None) };
    read(text).map(Some).ok_or_else(|| format!("a word nobody knows: {key}: {text}"))
}

fn service(value: &Value) -> Result<Service, String> {
    known(value, &["metadata", "spec", "status"])?;
    let mut service = Service { meta: meta(value.at("metadata"))?, ..Service::default() };
    let (from, spec) = (value.at("spec"), &mut service.spec);
    known(from, SERVICE_FIELDS)?;
    spec.service_type = word(from, "type", ServiceType::from_word)?;
    spec.cluster_ip = text(from, "clusterIP");
    spec.cluster_ips = from.texts_at("clusterIPs");
    spec.external_name = text(from, "externalName");
    spec.external_ips = from.texts_at("externalIPs").iter().filter_map(|ip| parse_ip(ip)).collect();
    spec.load_balancer_source_ranges = from.texts_at("loadBalancerSourceRanges");
    spec.session_affinity = word(from, "sessionAffinity", SessionAffinity::from_word)?;
    let seconds = from.number_at("sessionAffinityConfig.clientIP.timeoutSeconds");
    spec.session_affinity_config = seconds.map(|seconds| SessionAffinityConfig {
        client_ip: Some(ClientIpConfig { timeout_seconds: u32::try_from(seconds).ok() }),
    });
    spec.external_traffic_policy = word(from, "externalTrafficPolicy", TrafficPolicy::from_word)?;
    spec.internal_traffic_policy = word(from, "internalTrafficPolicy", TrafficPolicy::from_word)?;
    spec.health_check_node_port = port_number(from, "healthCheckNodePort");
    spec.selector = texts_by_key(from.at("selector"));
    spec.ports = from.items_at("ports").iter().map(service_port).collect::<Result<_, _>>()?;
    let ingress = value.items_at("status.loadBalancer.ingress");
    service.status.load_balancer.ingress = ingress.iter().map(balancer_ingress).collect::<Result<_, _>>()?;
    Ok(service)
}

const SERVICE_FIELDS: &[&str] = &[
    "type",
    "clusterIP",
    "clusterIPs",
    "externalName",
    "externalIPs",
    "loadBalancerSourceRanges",
    "sessionAffinity",
    "sessionAffinityConfig",
    "externalTrafficPolicy",
    "internalTrafficPolicy",
    "healthCheckNodePort",
    "selector",
    "ports",
    // Read by nobody here.
    "loadBalancerIP",
    "ipFamilies",
    "ipFamilyPolicy",
    "publishNotReadyAddresses",
];

fn service_port(value: &Value) -> Result<ServicePort, String> {
    known(value, &["name", "protocol", "port", "targetPort", "nodePort", "appProtocol"])?;
    let target = value.get("targetPort").map(|target| match target {
        Value::Int(number) => IntOrString::Int(*number),
        other => IntOrString::String(other.as_text().unwrap_or_default()),
    });
    Ok(ServicePort {
        name: text(value, "name"),
        protocol: word(value, "protocol", Protocol::from_word)?,
        port: port_number(value, "port").unwrap_or_default(),
        target_port: target,
        node_port: port_number(value, "nodePort"),
        app_protocol: text(value, "appProtocol"),
    })
}

fn balancer_ingress(value: &Value) -> Result<LoadBalancerIngress, String> {
    known(value, &["ip", "hostname", "ipMode"])?;
    let ip = value.text_at("ip").and_then(parse_ip);
    Ok(LoadBalancerIngress { ip, hostname: text(value, "hostname"), ip_mode: text(value, "ipMode") })
}

fn slice(value: &Value) -> Result<EndpointSlice, String> {
    known(value, &["metadata", "addressType", "endpoints", "ports"])?;
    Ok(EndpointSlice {
        meta: meta(value.at("metadata"))?,
        address_type: word(value, "addressType", AddressType::from_word)?.unwrap_or_default(),
        endpoints: value.items_at("endpoints").iter().map(endpoint).collect::<Result<_, _>>()?,
        ports: value.items_at("ports").iter().map(endpoint_port).collect::<Result<_, _>>()?,
    })
}

fn endpoint(value: &Value) -> Result<Endpoint, String> {
    known(value, &["addresses", "conditions", "hostname", "nodeName", "zone", "hints", "targetRef"])?;
    let from = value.at("conditions");
    known(from, &["ready", "serving", "terminating"])?;
    let [ready, serving, terminating] = ["ready", "serving", "terminating"].map(|key| truth(from, key));
    let zones = value.items_at("hints.forZones").iter().filter_map(|zone| text(zone, "name"));
    let for_zones: Vec<Hinted> = zones.map(|name| Hinted { name }).collect();
    let hints = (!for_zones.is_empty()).then(|| EndpointHints { for_zones, ..EndpointHints::default() });
    Ok(Endpoint {
        addresses: value.texts_at("addresses"),
        conditions: EndpointConditions { ready, serving, terminating },
        hostname: text(value, "hostname"),
        node_name: text(value, "nodeName"),
        zone: text(value, "zone"),
        hints,
        ..Endpoint::default()
    })
}

fn endpoint_port(value: &Value) -> Result<EndpointPort, String> {
    known(value, &["name", "protocol", "port", "appProtocol"])?;
    Ok(EndpointPort {
        name: text(value, "name"),
        protocol: word(value, "protocol", Protocol::from_word)?,
        port: port_number(value, "port"),
        app_protocol: text(value, "appProtocol"),
    })
}

fn pod(value: &Value) -> Result<Pod, String> {
    known(value, &["metadata", "spec", "status"])?;
    known(value.at("status"), &["podIP"])?;
    let mut pod = Pod { meta: meta(value.at("metadata"))?, ..Pod::default() };
    pod.status.pod_ip = value.text_at("status.podIP").and_then(parse_ip);
    Ok(pod)
}
