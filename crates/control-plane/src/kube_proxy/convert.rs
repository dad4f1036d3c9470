//! From the API's objects to what kube-proxy keeps: `newBaseServiceInfo` in pkg/proxy/service.go and the endpoint
//! slice cache in pkg/proxy/endpointslicecache.go.

use super::address::{family_of, parse_cidr, parse_ip};
use super::{Caused, Endpoint, Endpoints, PortKey, ServicePort};
use crate::network::Network;
use crate::store::{Store, Stored};
use malla_kernel::Family;
use malla_manifest::{
    EndpointConditions, EndpointPort, EndpointSlice, Service, ServiceType, SessionAffinity, TrafficPolicy,
};
use malla_trace::{CauseId, ObjectRef};
use std::net::IpAddr;

/// Ties an EndpointSlice to its Service.
const SERVICE_NAME: &str = "kubernetes.io/service-name";
/// Says that another program takes care of the Service.
const PROXY_NAME: &str = "service.kubernetes.io/service-proxy-name";
/// Says that the Service is headless, whatever its address.
const HEADLESS: &str = "service.kubernetes.io/headless";
/// The old name of the annotation that asks for hints; it wins.
const HINTS_OLD: &str = "service.kubernetes.io/topology-aware-hints";
/// The annotation that asks for hints.
const HINTS: &str = "service.kubernetes.io/topology-mode";

/// How long a client stays when nothing is written: three hours (`DefaultClientIPServiceAffinitySeconds`).
const AFFINITY_SECONDS: u32 = 10_800;

/// All ports of all Services that kube-proxy of that family takes care of.
#[must_use]
pub fn service_ports(store: &Store, family: Family) -> Vec<ServicePort> {
    store.all::<Service>().flat_map(|(name, service, stored)| ports_of(name, service, stored, family)).collect()
}

/// All endpoints of that family, seen from the node of that name.
#[must_use]
pub fn endpoints(store: &Store, node: &str, family: Family) -> Endpoints {
    let mut endpoints = Endpoints::default();
    for (name, slice, stored) in store.all::<EndpointSlice>() {
        add_slice(&mut endpoints, &Slice { namespace: &name.namespace, slice, stored, node, family });
    }
    endpoints
}

fn ports_of(name: &ObjectRef, service: &Service, stored: &Stored, family: Family) -> Vec<ServicePort> {
    let Some(cluster_ip) = cluster_ip(service, stored, family) else { return Vec::new() };
    let common = Common { name, service, stored, family, cluster_ip };
    (0..).zip(&service.spec.ports).map(|(index, port)| common.port(index, port)).collect()
}

/// The virtual address of that family; none for a Service that is not kube-proxy's (`ShouldSkipService`).
fn cluster_ip(service: &Service, stored: &Stored, family: Family) -> Option<Caused<IpAddr>> {
    let labels = &service.meta.labels;
    let external = service.kind_of_service() == ServiceType::ExternalName;
    if external || service.is_headless() || labels.contains_key(PROXY_NAME) || labels.contains_key(HEADLESS) {
        return None;
    }
    let first = service.spec.cluster_ip.iter().map(|text| (text, "spec.clusterIP".to_owned()));
    let listed = (0..).zip(&service.spec.cluster_ips).map(|(i, text)| (text, format!("spec.clusterIPs[{i}]")));
    first.chain(listed).find_map(|(text, path)| {
        let address = parse_ip(text).filter(|ip| Family::of(*ip) == family)?;
        Some(Caused::new(address, stored.cause(&path)))
    })
}

/// What all ports of one Service share.
struct Common<'a> {
    name: &'a ObjectRef,
    service: &'a Service,
    stored: &'a Stored,
    family: Family,
    cluster_ip: Caused<IpAddr>,
}

impl Common<'_> {
    fn port(&self, index: usize, port: &malla_manifest::ServicePort) -> ServicePort {
        let key = PortKey {
            namespace: self.name.namespace.clone(),
            service: self.name.name.clone(),
            port: port.name.clone().unwrap_or_default(),
            protocol: port.protocol.unwrap_or_default(),
        };
        let field = |name: &str| self.stored.cause(&format!("spec.ports[{index}].{name}"));
        let number = Caused::new(port.port, field("port"));
        let node_port = port.node_port.filter(|n| *n != 0).map(|n| Caused::new(n, field("nodePort")));
        ServicePort {
            node_port,
            external_ips: self.external_ips(),
            load_balancer_ips: self.load_balancer_ips(),
            source_ranges: self.source_ranges(),
            affinity: self.affinity(),
            health_check_node_port: self.health_check_node_port(),
            external_policy: self.external_policy(),
            internal_policy: self.internal_policy(),
            topology_mode: self.topology_mode(),
            selector: self.stored.cause("spec.selector"),
            ..ServicePort::new(key, self.cluster_ip, number, self.stored.cause("spec"))
        }
    }

    fn external_ips(&self) -> Vec<Caused<IpAddr>> {
        let listed = (0..).zip(&self.service.spec.external_ips);
        let own = listed.filter(|(_, ip)| Family::of(**ip) == self.family);
        own.map(|(i, ip)| self.caused(*ip, &format!("spec.externalIPs[{i}]"))).collect()
    }

    /// Balancers that hand packets on as they came; one that is a proxy (ipMode Proxy, KEP-1860) or has only a name
    /// gives no rules.
    fn load_balancer_ips(&self) -> Vec<Caused<IpAddr>> {
        let listed = (0..).zip(&self.service.status.load_balancer.ingress);
        let own = listed.filter_map(|(i, ingress)| {
            let vip = ingress.ip_mode.as_deref().is_none_or(|mode| mode == "VIP");
            let ip = ingress.ip.filter(|ip| vip && Family::of(*ip) == self.family)?;
            Some(self.caused(ip, &format!("status.loadBalancer.ingress[{i}].ip")))
        });
        own.collect()
    }

    fn source_ranges(&self) -> Vec<Caused<Network>> {
        let listed = (0..).zip(&self.service.spec.load_balancer_source_ranges);
        let own = listed.filter_map(|(i, text)| {
            let range = parse_cidr(text).filter(|range| family_of(range) == self.family)?;
            Some(self.caused(range, &format!("spec.loadBalancerSourceRanges[{i}]")))
        });
        own.collect()
    }

    fn affinity(&self) -> Option<Caused<u32>> {
        let spec = &self.service.spec;
        spec.session_affinity.filter(|affinity| *affinity == SessionAffinity::ClientIp)?;
        let written = spec.session_affinity_config.as_ref().and_then(|c| c.client_ip.as_ref()?.timeout_seconds);
        let path = if written.is_some() {
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds"
        } else {
            "spec.sessionAffinity"
        };
        Some(self.caused(written.unwrap_or(AFFINITY_SECONDS), path))
    }

    /// Only for type LoadBalancer with policy Local (`NeedsHealthCheck`).
    fn health_check_node_port(&self) -> Option<Caused<u16>> {
        let balanced = self.service.kind_of_service() == ServiceType::LoadBalancer;
        let local = self.external_policy().value == TrafficPolicy::Local;
        let port = self.service.spec.health_check_node_port.filter(|port| balanced && local && *port != 0)?;
        Some(self.caused(port, "spec.healthCheckNodePort"))
    }

    /// Obeyed by Services that can be reached from outside (`ExternalPolicyLocal`).
    fn external_policy(&self) -> Caused<TrafficPolicy> {
        let outside = match self.service.kind_of_service() {
            ServiceType::NodePort | ServiceType::LoadBalancer => true,
            ServiceType::ClusterIp => !self.service.spec.external_ips.is_empty(),
            ServiceType::ExternalName => false,
        };
        let policy = self.service.spec.external_traffic_policy.filter(|_| outside).unwrap_or_default();
        self.caused(policy, "spec.externalTrafficPolicy")
    }

    fn internal_policy(&self) -> Caused<TrafficPolicy> {
        let policy = self.service.spec.internal_traffic_policy.unwrap_or_default();
        self.caused(policy, "spec.internalTrafficPolicy")
    }

    fn topology_mode(&self) -> String {
        let annotations = &self.service.meta.annotations;
        annotations.get(HINTS_OLD).or_else(|| annotations.get(HINTS)).cloned().unwrap_or_default()
    }

    fn caused<T>(&self, value: T, path: &str) -> Caused<T> {
        Caused::new(value, self.stored.cause(path))
    }
}

/// A slice, and who looks at it.
struct Slice<'a> {
    namespace: &'a str,
    slice: &'a EndpointSlice,
    stored: &'a Stored,
    node: &'a str,
    family: Family,
}

fn add_slice(endpoints: &mut Endpoints, view: &Slice<'_>) {
    let Some(service) = view.slice.meta.labels.get(SERVICE_NAME) else { return };
    for (index, port) in (0..).zip(&view.slice.ports) {
        let Some(number) = port.port.filter(|number| *number != 0) else { continue };
        let key = key_of(view.namespace, service, port);
        let why = view.stored.cause(&format!("ports[{index}].port"));
        for at in 0..view.slice.endpoints.len() {
            if let Some(endpoint) = endpoint_of(view, at, Caused::new(number, why)) {
                endpoints.add(&key, endpoint);
            }
        }
    }
}

fn key_of(namespace: &str, service: &str, port: &EndpointPort) -> PortKey {
    PortKey {
        namespace: namespace.into(),
        service: service.into(),
        port: port.name.clone().unwrap_or_default(),
        protocol: port.protocol.unwrap_or_default(),
    }
}

/// Only the first address counts, and only of our family.
fn endpoint_of(view: &Slice<'_>, at: usize, port: Caused<u16>) -> Option<Endpoint> {
    let written = view.slice.endpoints.get(at)?;
    let address = parse_ip(written.addresses.first()?).filter(|ip| Family::of(*ip) == view.family)?;
    let local = written.node_name.as_deref() == Some(view.node);
    let (ready, serving, terminating) = conditions(&written.conditions);
    let hints = written.hints.iter().flat_map(|hints| &hints.for_zones).map(|zone| zone.name.clone());
    let why: CauseId = view.stored.cause(&format!("endpoints[{at}].addresses[0]"));
    let zone_hints = hints.collect();
    Some(Endpoint {
        ready,
        serving,
        terminating,
        zone_hints,
        ..Endpoint::new(address, port.value, local, why, port.why)
    })
}

/// Nothing said counts as ready; serving follows ready; terminating is false (`EndpointConditions` in
/// discovery/v1).
fn conditions(written: &EndpointConditions) -> (bool, bool, bool) {
    let ready = written.ready.unwrap_or(true);
    (ready, written.serving.unwrap_or(ready), written.terminating.unwrap_or(false))
}
