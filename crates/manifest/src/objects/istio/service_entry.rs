//! `ServiceEntry` (`networking.istio.io/v1`): a host the mesh knows although no Service says so.

use super::{IstioPort, MeshSelector};
use crate::objects::Meta;
use crate::objects::field::{choice, record};
use std::collections::BTreeMap;

record! {
    /// A ServiceEntry.
    ServiceEntry {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: ServiceEntrySpec = "spec",
        /// What istiod wrote.
        status: ServiceEntryStatus = "status",
    }
}

record! {
    /// A host, its ports and its endpoints.
    ServiceEntrySpec {
        /// Hosts, with or without a wildcard.
        hosts: Vec<String> = "hosts",
        /// Addresses of the host, for connections that name no host.
        addresses: Vec<String> = "addresses",
        /// Ports.
        ports: Vec<IstioPort> = "ports",
        /// Whether it is part of the mesh; nothing written means outside.
        location: Option<ServiceEntryLocation> = "location",
        /// How its endpoints are found; nothing written means not at all.
        resolution: Option<ServiceEntryResolution> = "resolution",
        /// Endpoints.
        endpoints: Vec<WorkloadEndpoint> = "endpoints",
        /// Pods and WorkloadEntries that are its endpoints, instead.
        workload_selector: Option<MeshSelector> = "workloadSelector",
        /// Namespaces that see it: `.`, `*`, names; none means the mesh's default.
        export_to: Vec<String> = "exportTo",
        /// Names its certificates may have.
        subject_alt_names: Vec<String> = "subjectAltNames",
    }
}

choice! {
    /// Whether a ServiceEntry is part of the mesh.
    ServiceEntryLocation {
        /// No.
        MeshExternal = "MESH_EXTERNAL",
        /// Yes.
        MeshInternal = "MESH_INTERNAL",
    }
}

choice! {
    /// How the endpoints of a ServiceEntry are found.
    ServiceEntryResolution {
        /// The address the client asked for.
        None = "NONE",
        /// They are written.
        Static = "STATIC",
        /// By DNS, all answers.
        Dns = "DNS",
        /// By DNS, one answer at a time.
        DnsRoundRobin = "DNS_ROUND_ROBIN",
        /// By DNS, for the name each request asks for.
        DynamicDns = "DYNAMIC_DNS",
    }
}

record! {
    /// An endpoint of a ServiceEntry (`WorkloadEntry` upstream).
    WorkloadEndpoint {
        /// Address: IP, name, or `unix://`.
        address: String = "address",
        /// Its ports by the name of the ServiceEntry's.
        ports: BTreeMap<String, u16> = "ports",
        /// Labels, for subsets.
        labels: BTreeMap<String, String> = "labels",
        /// Network.
        network: Option<String> = "network",
        /// Place, `region/zone/subzone`.
        locality: Option<String> = "locality",
        /// Its share among its siblings.
        weight: u32 = "weight",
        /// Whom it acts as.
        service_account: Option<String> = "serviceAccount",
    }
}

record! {
    /// What istiod wrote.
    ServiceEntryStatus {
        /// Addresses it gave to the hosts.
        addresses: Vec<ServiceEntryAddress> = "addresses",
    }
}

record! {
    /// An address istiod gave to a host.
    ServiceEntryAddress {
        /// Host.
        host: Option<String> = "host",
        /// Address.
        value: String = "value",
    }
}
