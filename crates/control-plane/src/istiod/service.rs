//! A host of the mesh's registry: a Service of the cluster, or a host of a ServiceEntry (istio/istio `pilot/pkg/model`,
//! `Service`; `serviceregistry/kube/conversion.go`, `serviceentry/conversion.go`).

use super::endpoint::{EndpointAt, MeshEndpoint, NamedPort, PodsByAddress};
use super::export::Export;
use super::host;
use super::protocol::PortProtocol;
use crate::store::Stored;
use malla_manifest::{
    IntOrString, Service, ServiceEntry, ServiceEntryLocation, ServiceEntryResolution, ServicePort, ServiceType,
};
use malla_trace::{CauseId, ObjectRef};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

/// The annotation that says which namespaces see a Service.
const EXPORT_TO: &str = "networking.istio.io/exportTo";

/// A host of the registry.
#[derive(Clone, Debug)]
pub struct MeshService<'a> {
    /// The host: a full name, or a wildcard.
    pub host: String,
    /// What it was made of.
    pub source: Source<'a>,
    /// The object it was made of.
    pub reference: &'a ObjectRef,
    /// Where the object's fields come from.
    pub stored: &'a Stored,
    /// How its endpoints are found.
    pub resolution: Resolution,
    /// Its virtual addresses, as networks; none when it has none.
    pub addresses: Vec<(IpAddr, u8)>,
    /// Its ports.
    pub ports: Vec<MeshPort>,
    /// Whether it lies outside the mesh.
    pub external: bool,
    /// Who sees it.
    pub export: Export,
    /// Its endpoints.
    pub endpoints: Vec<MeshEndpoint<'a>>,
    /// The host it is only another name of.
    pub alias_of: Option<String>,
    /// The hosts that are only other names of it.
    pub aliases: Vec<String>,
}

/// What a host was made of.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A Service.
    Kubernetes(&'a Service),
    /// A ServiceEntry.
    Entry(&'a ServiceEntry),
}

/// How the endpoints of a host are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// istiod tells them (`ClientSideLB`).
    Told,
    /// By DNS, all answers (`DNSLB`).
    Dns,
    /// By DNS, one answer at a time (`DNSRoundRobinLB`).
    DnsRoundRobin,
    /// By DNS, for the name each request asks for (`DynamicDNS`).
    DynamicDns,
    /// Wherever the client wanted (`Passthrough`): headless Services too.
    Passthrough,
    /// It is only another name (`Alias`).
    Alias,
}

/// A port of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeshPort {
    /// Its name; empty when it has none.
    pub name: String,
    /// The number.
    pub number: u16,
    /// The number at the endpoints, where it is written as a number.
    pub target: Option<u16>,
    /// What it speaks.
    pub protocol: PortProtocol,
    /// Its lines.
    pub why: CauseId,
}

impl MeshPort {
    /// Whether requests are, or may turn out to be, HTTP (`IsHTTPOrSniffed`).
    #[must_use]
    pub fn may_be_http(&self) -> bool {
        self.protocol.is_http() || self.protocol == PortProtocol::Unsupported
    }
}

impl<'a> MeshService<'a> {
    /// The host that a Service of the cluster is.
    pub(super) fn of_service(
        (reference, service, stored): (&'a ObjectRef, &'a Service, &'a Stored),
        endpoints: Vec<MeshEndpoint<'a>>,
        domain: &str,
    ) -> Self {
        let written = service.meta.annotations.get(EXPORT_TO).map(String::as_str).unwrap_or_default();
        let words = written.split(',').filter(|word| !word.trim().is_empty());
        let alias = service.kind_of_service() == ServiceType::ExternalName;
        let resolution = match (alias, service.is_headless()) {
            (true, _) => Resolution::Alias,
            (false, true) => Resolution::Passthrough,
            (false, false) => Resolution::Told,
        };
        Self {
            host: host::of_service(&reference.name, &reference.namespace, domain),
            source: Source::Kubernetes(service),
            reference,
            stored,
            resolution,
            addresses: virtual_addresses(service),
            ports: ports_of_service(service, stored),
            external: false,
            export: Export::of(words, &reference.namespace),
            endpoints,
            alias_of: service.spec.external_name.clone().filter(|_| alias),
            aliases: Vec::new(),
        }
    }

    /// The hosts of a ServiceEntry.
    pub(super) fn of_entry(
        (reference, entry, stored): (&'a ObjectRef, &'a ServiceEntry, &'a Stored),
        pods: &PodsByAddress<'a>,
    ) -> Vec<Self> {
        let spec = &entry.spec;
        let list: Vec<&str> = spec.export_to.iter().map(String::as_str).collect();
        let service = Self {
            host: String::new(),
            source: Source::Entry(entry),
            reference,
            stored,
            resolution: resolution_of_entry(entry),
            addresses: spec.addresses.iter().filter_map(|text| network(text)).collect(),
            ports: ports_of_entry(entry, stored),
            external: spec.location != Some(ServiceEntryLocation::MeshInternal),
            export: Export::of(list, &reference.namespace),
            endpoints: endpoints_of_entry((reference, entry, stored), pods),
            alias_of: None,
            aliases: Vec::new(),
        };
        spec.hosts.iter().map(|host| Self { host: host.clone(), ..service.clone() }).collect()
    }

    /// Its object's namespace.
    #[must_use]
    pub fn namespace(&self) -> &'a str {
        &self.reference.namespace
    }

    /// The port of that number.
    #[must_use]
    pub fn port(&self, number: u16) -> Option<&MeshPort> {
        self.ports.iter().find(|port| port.number == number)
    }

    /// Whether it is a Service of the cluster.
    #[must_use]
    pub const fn is_kubernetes(&self) -> bool {
        matches!(self.source, Source::Kubernetes(_))
    }

    /// Its virtual addresses that are single hosts.
    pub fn single_addresses(&self) -> impl Iterator<Item = IpAddr> {
        let whole = |ip: &IpAddr| if ip.is_ipv4() { 32 } else { 128 };
        self.addresses.iter().filter(move |(ip, length)| *length == whole(ip)).map(|(ip, _)| *ip)
    }

    /// The object's time of making, to order by.
    pub(super) fn made(&self) -> &'a str {
        let meta = match self.source {
            Source::Kubernetes(service) => &service.meta,
            Source::Entry(entry) => &entry.meta,
        };
        meta.creation_timestamp.as_deref().unwrap_or_default()
    }
}

fn virtual_addresses(service: &Service) -> Vec<(IpAddr, u8)> {
    let several = service.spec.cluster_ips.iter();
    let texts: Vec<&String> =
        if service.spec.cluster_ips.is_empty() { service.spec.cluster_ip.iter().collect() } else { several.collect() };
    texts.into_iter().filter_map(|text| network(text)).collect()
}

/// An address or a network as it is written.
fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let ip: IpAddr = address.parse().ok()?;
    let whole = if ip.is_ipv4() { 32 } else { 128 };
    let length = length.map_or(Some(whole), |length| length.parse().ok())?;
    (length <= whole).then_some((ip, length))
}

fn ports_of_service(service: &Service, stored: &Stored) -> Vec<MeshPort> {
    let numbered = service.spec.ports.iter().enumerate();
    numbered.map(|(index, port)| of_service_port(port, stored.cause(&format!("spec.ports[{index}]")))).collect()
}

fn of_service_port(port: &ServicePort, why: CauseId) -> MeshPort {
    let name = port.name.clone().unwrap_or_default();
    let transport = port.protocol.unwrap_or_default();
    let (protocol, _) = PortProtocol::of_service_port(port.port, &name, transport, port.app_protocol.as_deref());
    let target = match &port.target_port {
        Some(IntOrString::Int(number)) => u16::try_from(*number).ok(),
        Some(IntOrString::String(_)) => None,
        None => Some(port.port),
    };
    MeshPort { name, number: port.port, target, protocol, why }
}

fn ports_of_entry(entry: &ServiceEntry, stored: &Stored) -> Vec<MeshPort> {
    let ports = entry.spec.ports.iter().enumerate().map(|(index, port)| MeshPort {
        name: port.name.clone(),
        number: port.number,
        target: Some(port.target_port.unwrap_or(port.number)),
        protocol: PortProtocol::parse(&port.protocol),
        why: stored.cause(&format!("spec.ports[{index}]")),
    });
    ports.collect()
}

const fn resolution_of_entry(entry: &ServiceEntry) -> Resolution {
    match entry.spec.resolution {
        Some(ServiceEntryResolution::None) | None => Resolution::Passthrough,
        Some(ServiceEntryResolution::Static) => Resolution::Told,
        Some(ServiceEntryResolution::Dns) => Resolution::Dns,
        Some(ServiceEntryResolution::DnsRoundRobin) => Resolution::DnsRoundRobin,
        Some(ServiceEntryResolution::DynamicDns) => Resolution::DynamicDns,
    }
}

/// Written endpoints, or the pods of its namespace that carry the labels of its selector.
fn endpoints_of_entry<'a>(
    (reference, entry, stored): (&'a ObjectRef, &'a ServiceEntry, &'a Stored),
    pods: &PodsByAddress<'a>,
) -> Vec<MeshEndpoint<'a>> {
    let spec = &entry.spec;
    let ports: Arc<[NamedPort]> = entry_ports(entry, stored, &BTreeMap::new()).into();
    if let Some(selector) = &spec.workload_selector {
        let near = pods.iter().filter(|((namespace, _), _)| *namespace == reference.namespace);
        let chosen = near.filter(|(_, (_, pod))| super::mesh::has_all(&pod.meta.labels, &selector.labels));
        let why = stored.cause("spec.workloadSelector");
        return chosen
            .map(|((_, ip), (pod_reference, pod))| {
                let plain = MeshEndpoint::plain(EndpointAt::Address(*ip), Arc::clone(&ports), why);
                plain.of_pod(pod_reference, pod)
            })
            .collect();
    }
    let written = spec.endpoints.iter().enumerate().map(|(index, endpoint)| {
        let why = stored.cause(&format!("spec.endpoints[{index}]"));
        let ports = match endpoint.ports.is_empty() {
            true => Arc::clone(&ports),
            false => entry_ports(entry, stored, &endpoint.ports).into(),
        };
        MeshEndpoint::written(endpoint, &reference.namespace, ports, why)
    });
    written.collect()
}

/// The ports of a ServiceEntry's endpoint: its own number, else the port's `targetPort`, else the port's.
fn entry_ports(entry: &ServiceEntry, stored: &Stored, own: &BTreeMap<String, u16>) -> Vec<NamedPort> {
    let ports = entry.spec.ports.iter().enumerate().map(|(index, port)| NamedPort {
        name: port.name.clone(),
        number: own.get(&port.name).copied().or(port.target_port).unwrap_or(port.number),
        why: stored.cause(&format!("spec.ports[{index}]")),
    });
    ports.collect()
}
