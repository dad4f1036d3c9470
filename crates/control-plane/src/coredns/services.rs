//! The names of one Service: addresses, ports, endpoints, or another name (kubernetes/dns, docs/specification.md
//! version 1.1.0, and what plugin/kubernetes makes of it).

use super::Fact;
use super::draft::Draft;
use crate::ready_addresses::{Address, Addresses, Port};
use crate::store::Stored;
use malla_dns::{Name, RecordData};
use malla_manifest::{Protocol, Service, ServiceType};
use malla_trace::{CauseId, ObjectRef};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// A Service, and where its records go.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Its reference.
    pub reference: &'a ObjectRef,
    /// The Service.
    pub service: &'a Service,
    /// Its causes.
    pub stored: &'a Stored,
    /// Its ready endpoints.
    pub addresses: &'a [Address],
}

impl<'a> Named<'a> {
    /// A Service with its endpoints.
    pub fn new(reference: &'a ObjectRef, service: &'a Service, stored: &'a Stored, all: &'a Addresses) -> Self {
        Self { reference, service, stored, addresses: all.of(&reference.namespace, &reference.name) }
    }

    /// Its virtual addresses, each with its cause; none for a headless one.
    pub fn cluster_ips(&self) -> Vec<(IpAddr, CauseId)> {
        let spec = &self.service.spec;
        let listed = (0..).zip(&spec.cluster_ips).map(|(i, text)| (text, format!("spec.clusterIPs[{i}]")));
        let first = spec.cluster_ip.iter().map(|text| (text, "spec.clusterIP".to_owned()));
        let mut found: Vec<(IpAddr, CauseId)> = Vec::new();
        for (text, path) in first.chain(listed) {
            let new = text.parse().ok().filter(|ip| found.iter().all(|(known, _)| known != ip));
            found.extend(new.map(|ip| (ip, self.stored.cause(&path))));
        }
        found
    }

    /// Its name below the cluster's domain.
    pub fn below(&self) -> String {
        format!("{}.{}.svc", self.reference.name, self.reference.namespace)
    }
}

/// Writes all records of one Service.
pub fn write(draft: &mut Draft<'_>, named: &Named<'_>) {
    let Some(name) = draft.name(&named.below()) else { return };
    if named.service.kind_of_service() == ServiceType::ExternalName {
        return external_name(draft, named, &name);
    }
    let headless = named.service.is_headless();
    if draft.corefile.ignore_empty_service && !headless && named.addresses.is_empty() {
        return;
    }
    if headless {
        headless_addresses(draft, named, &name);
        endpoint_ports(draft, named, &name);
    } else {
        virtual_addresses(draft, named, &name);
    }
    endpoint_names(draft, named, &name);
}

fn external_name(draft: &mut Draft<'_>, named: &Named<'_>, name: &Name) {
    let target = named.service.spec.external_name.as_deref().and_then(|text| Name::parse(text).ok());
    let why = draft.reasons.because(Fact::ExternalName, &[named.stored.cause("spec.externalName")]);
    if let Some(target) = target {
        draft.add(name, RecordData::Cname(target), why);
    }
}

/// The virtual addresses, and an SRV a port that points back at the name.
fn virtual_addresses(draft: &mut Draft<'_>, named: &Named<'_>, name: &Name) {
    let addresses = named.cluster_ips();
    let written = named.stored.cause("metadata.name");
    for (ip, why) in &addresses {
        let why = draft.reasons.because(Fact::ClusterIp, &[*why, written]);
        draft.add(name, RecordData::from(*ip), why);
    }
    let ports = service_ports(named);
    let entries: Vec<Entry<'_>> = addresses
        .iter()
        .flat_map(|_| ports.iter().map(|port| Entry { port, host: name.clone(), why: written }))
        .collect();
    service_records(draft, name, &entries);
}

fn service_ports(named: &Named<'_>) -> Vec<Port> {
    let numbered = (0..).zip(&named.service.spec.ports);
    let port = |(index, port): (usize, &malla_manifest::ServicePort)| Port {
        name: port.name.clone().unwrap_or_default(),
        protocol: port.protocol.unwrap_or_default(),
        number: port.port,
        why: named.stored.cause(&format!("spec.ports[{index}].port")),
    };
    numbered.map(port).collect()
}

fn headless_addresses(draft: &mut Draft<'_>, named: &Named<'_>, name: &Name) {
    let headless = named.stored.cause("spec.clusterIP");
    for address in named.addresses {
        let why = draft.reasons.because(Fact::Headless, &[address.why, headless]);
        draft.add(name, RecordData::from(address.ip), why);
    }
}

/// Every endpoint has a name below its Service's, headless or not.
fn endpoint_names(draft: &mut Draft<'_>, named: &Named<'_>, name: &Name) {
    for address in named.addresses {
        if let Ok(below) = name.child(&label(address)) {
            let why = draft.reasons.because(Fact::EndpointName, &[address.why]);
            draft.add(&below, RecordData::from(address.ip), why);
        }
    }
}

fn endpoint_ports(draft: &mut Draft<'_>, named: &Named<'_>, name: &Name) {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for address in named.addresses {
        let Ok(host) = name.child(&label(address)) else { continue };
        entries.extend(address.ports.iter().map(|port| Entry { port, host: host.clone(), why: address.why }));
    }
    service_records(draft, name, &entries);
}

/// A port of a host, as an SRV record has it.
struct Entry<'a> {
    port: &'a Port,
    host: Name,
    why: CauseId,
}

/// SRV records: every port under the Service's own name, and the named ones under `_port._protocol`. Among so many
/// entries of one name the weight is shared, rounded down, at least 1 (`plugin.SRV`).
fn service_records(draft: &mut Draft<'_>, name: &Name, entries: &[Entry<'_>]) {
    let mut by_owner: BTreeMap<String, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in entries {
        by_owner.entry(String::new()).or_default().push(entry);
        if !entry.port.name.is_empty() {
            let labels = format!("_{}._{}", entry.port.name, protocol_label(entry.port.protocol));
            by_owner.entry(labels).or_default().push(entry);
        }
    }
    for (labels, entries) in by_owner {
        let owner =
            if labels.is_empty() { Ok(name.clone()) } else { Name::parse(&labels).and_then(|l| l.joined(name)) };
        let weight = u16::try_from(100 / entries.len().max(1)).unwrap_or(1).max(1);
        for entry in entries {
            let why = draft.reasons.because(Fact::ServicePort, &[entry.port.why, entry.why]);
            let (port, target) = (entry.port.number, entry.host.clone());
            if let Ok(owner) = &owner {
                draft.add(owner, RecordData::Srv { priority: 0, weight, port, target }, why);
            }
        }
    }
}

const fn protocol_label(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
        Protocol::Sctp => "sctp",
    }
}

/// What an address is called below its Service (`endpointHostname`).
pub fn label(address: &Address) -> String {
    address.hostname.clone().unwrap_or_else(|| dashed(address.ip))
}

/// `10.0.0.1` as `10-0-0-1`, `fd00::1` as `fd00--1`.
pub fn dashed(ip: IpAddr) -> String {
    ip.to_string().replace(['.', ':'], "-")
}
