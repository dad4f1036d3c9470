//! What kubectl shows of each kind (`pkg/printers/internalversion/printers.go`), ages left out.

use malla_manifest::{Deployment, EndpointSlice, Ingress, Node, Object, Pod, ReplicaSet, Service, ServiceType};
use std::collections::{BTreeMap, BTreeSet};

const NONE: &str = "<none>";

/// The heading, from NAME on.
pub(crate) fn heading(kind: &str, wide: bool) -> Vec<&'static str> {
    let (plain, more): (&[&str], &[&str]) = match kind {
        "Pod" => (&["READY", "STATUS", "RESTARTS"], &["IP", "NODE"]),
        "Service" => (&["TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)"], &["SELECTOR"]),
        "Deployment" => (&["READY", "UP-TO-DATE", "AVAILABLE"], &["CONTAINERS", "IMAGES", "SELECTOR"]),
        "ReplicaSet" => (&["DESIRED", "CURRENT", "READY"], &["CONTAINERS", "IMAGES", "SELECTOR"]),
        "EndpointSlice" => (&["ADDRESSTYPE", "PORTS", "ENDPOINTS"], &[]),
        "Ingress" => (&["CLASS", "HOSTS", "ADDRESS", "PORTS"], &[]),
        "IngressClass" => (&["CONTROLLER", "PARAMETERS"], &[]),
        "ConfigMap" => (&["DATA"], &[]),
        "Secret" => (&["TYPE", "DATA"], &[]),
        "Namespace" => (&["STATUS"], &[]),
        "Node" => (&["STATUS", "ROLES"], &["INTERNAL-IP"]),
        _ => (&[], &[]),
    };
    let more = if wide { more } else { &[] };
    std::iter::once(&"NAME").chain(plain).chain(more).copied().collect()
}

/// The cells behind NAME.
pub(crate) fn row(object: &Object, wide: bool) -> Vec<String> {
    let (mut plain, more) = match object {
        Object::Pod(pod) => pod_cells(pod),
        Object::Service(service) => service_cells(service),
        Object::Deployment(deployment) => deployment_cells(deployment),
        Object::ReplicaSet(set) => set_cells(set),
        Object::EndpointSlice(slice) => (slice_cells(slice), vec![]),
        Object::Ingress(ingress) => (ingress_cells(ingress), vec![]),
        Object::IngressClass(class) => {
            (vec![class.spec.controller.clone().unwrap_or_else(|| NONE.into()), NONE.into()], vec![])
        }
        Object::ConfigMap(map) => (vec![map.data.len().to_string()], vec![]),
        Object::Secret(secret) => {
            let kind = secret.secret_type.clone().unwrap_or_else(|| "Opaque".into());
            // The API server writes `stringData` into `data`.
            let keys: BTreeSet<&String> = secret.data.keys().chain(secret.string_data.keys()).collect();
            (vec![kind, keys.len().to_string()], vec![])
        }
        Object::Namespace(_) => (vec!["Active".into()], vec![]),
        Object::Node(node) => node_cells(node),
        Object::ServiceAccount(_)
        | Object::IstioGateway(_)
        | Object::VirtualService(_)
        | Object::DestinationRule(_)
        | Object::ServiceEntry(_)
        | Object::Sidecar(_)
        | Object::PeerAuthentication(_)
        | Object::StatefulSet(_)
        | Object::DaemonSet(_)
        | Object::Job(_)
        | Object::PersistentVolumeClaim(_)
        | Object::World(_)
        | Object::Other(_) => (vec![], vec![]),
    };
    if wide {
        plain.extend(more);
    }
    plain
}

fn pod_cells(pod: &Pod) -> (Vec<String>, Vec<String>) {
    // Native sidecars count (`printPod` in `pkg/printers/internalversion/printers.go`).
    let sidecars = pod.spec.init_containers.iter().filter(|init| init.restart_policy.as_deref() == Some("Always"));
    let all = pod.spec.containers.len() + sidecars.count();
    let ready = if pod.status.is_ready() { all } else { 0 };
    let status = pod.status.phase.clone().unwrap_or_else(|| "Pending".into());
    let plain = vec![format!("{ready}/{all}"), status, "0".into()];
    let address = pod.status.pod_ip.map_or_else(|| NONE.into(), |ip| ip.to_string());
    (plain, vec![address, pod.spec.node_name.clone().unwrap_or_else(|| NONE.into())])
}

fn service_cells(service: &Service) -> (Vec<String>, Vec<String>) {
    let spec = &service.spec;
    let kind = spec.service_type.unwrap_or(ServiceType::ClusterIp);
    let external = external_addresses(service);
    let address = match kind {
        ServiceType::ExternalName => NONE.into(),
        ServiceType::ClusterIp | ServiceType::NodePort | ServiceType::LoadBalancer => {
            spec.cluster_ip.clone().unwrap_or_else(|| "None".into())
        }
    };
    (vec![kind.to_string(), address, external, ports(service)], vec![labels(&spec.selector)])
}

/// Addresses from outside: `<none>`, or `<pending>` for a balancer that has none yet.
fn external_addresses(service: &Service) -> String {
    let spec = &service.spec;
    let mut all: Vec<String> =
        service.status.load_balancer.ingress.iter().filter_map(|i| i.ip).map(|ip| ip.to_string()).collect();
    all.extend(spec.external_ips.iter().map(ToString::to_string));
    match spec.service_type {
        Some(ServiceType::ExternalName) => spec.external_name.clone().unwrap_or_default(),
        Some(ServiceType::LoadBalancer) if all.is_empty() => "<pending>".into(),
        _ if all.is_empty() => NONE.into(),
        _ => all.join(","),
    }
}

/// `8081:30880/TCP`.
fn ports(service: &Service) -> String {
    let one = |port: &malla_manifest::ServicePort| {
        let protocol = port.protocol.map_or_else(|| "TCP".into(), |p| p.to_string());
        match port.node_port {
            Some(node_port) => format!("{}:{node_port}/{protocol}", port.port),
            None => format!("{}/{protocol}", port.port),
        }
    };
    or_none(service.spec.ports.iter().map(one).collect::<Vec<_>>().join(","))
}

fn deployment_cells(deployment: &Deployment) -> (Vec<String>, Vec<String>) {
    let wanted = deployment.spec.replicas.unwrap_or(1);
    let template = &deployment.spec.template.spec;
    let plain = vec![format!("{wanted}/{wanted}"), wanted.to_string(), wanted.to_string()];
    (plain, template_cells(template, &labels(&deployment.spec.selector.match_labels)))
}

fn set_cells(set: &ReplicaSet) -> (Vec<String>, Vec<String>) {
    let wanted = set.spec.replicas.unwrap_or(1).to_string();
    let template = &set.spec.template.spec;
    (vec![wanted.clone(), wanted.clone(), wanted], template_cells(template, &labels(&set.spec.selector.match_labels)))
}

fn template_cells(template: &malla_manifest::PodSpec, selector: &str) -> Vec<String> {
    let names = template.containers.iter().map(|c| c.name.clone()).collect::<Vec<_>>().join(",");
    let images = template.containers.iter().filter_map(|c| c.image.clone()).collect::<Vec<_>>().join(",");
    vec![names, images, selector.into()]
}

fn slice_cells(slice: &EndpointSlice) -> Vec<String> {
    let ports: Vec<String> = slice.ports.iter().filter_map(|p| p.port).map(|p| p.to_string()).collect();
    let all: Vec<String> = slice.endpoints.iter().flat_map(|e| e.addresses.clone()).collect();
    let unset = |text: String| if text.is_empty() { "<unset>".into() } else { text };
    vec![slice.address_type.to_string(), unset(ports.join(",")), unset(all.join(","))]
}

fn ingress_cells(ingress: &Ingress) -> Vec<String> {
    let hosts: Vec<String> = ingress.spec.rules.iter().filter_map(|r| r.host.clone()).collect();
    let ports = if ingress.spec.tls.is_empty() { "80" } else { "80, 443" };
    let class = ingress.spec.ingress_class_name.clone().unwrap_or_else(|| NONE.into());
    let hosts = if hosts.is_empty() { "*".into() } else { hosts.join(",") };
    vec![class, hosts, String::new(), ports.into()]
}

fn node_cells(node: &Node) -> (Vec<String>, Vec<String>) {
    let role = "node-role.kubernetes.io/";
    let roles: Vec<&str> = node.meta.labels.keys().filter_map(|label| label.strip_prefix(role)).collect();
    let ready = node.status.conditions.iter().any(|c| c.condition_type == "Ready" && c.status == "True");
    let address = node.status.addresses.iter().find(|a| a.address_type == "InternalIP").map(|a| a.address.clone());
    let status = if ready { "Ready" } else { "NotReady" };
    (vec![status.into(), or_none(roles.join(","))], vec![address.unwrap_or_else(|| NONE.into())])
}

fn labels(labels: &BTreeMap<String, String>) -> String {
    or_none(labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(","))
}

fn or_none(text: String) -> String {
    if text.is_empty() { NONE.into() } else { text }
}
