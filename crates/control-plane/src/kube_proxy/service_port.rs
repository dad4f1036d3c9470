//! One port of one Service as kube-proxy keeps it (`BaseServicePortInfo` in pkg/proxy/service.go), every value with
//! the cause it came from.

use super::names::ChainNames;
use crate::network::Network;
use malla_manifest::{Protocol, TrafficPolicy};
use malla_trace::CauseId;
use std::fmt;
use std::net::IpAddr;

/// A value and why it is that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caused<T> {
    /// The value.
    pub value: T,
    /// Why.
    pub why: CauseId,
}

impl<T> Caused<T> {
    /// A value and its cause.
    pub const fn new(value: T, why: CauseId) -> Self {
        Self { value, why }
    }
}

/// What joins a Service's port to EndpointSlice ports: namespace, name, the port's NAME and the protocol
/// (`ServicePortName`). Port numbers play no part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PortKey {
    /// Namespace.
    pub namespace: String,
    /// The Service.
    pub service: String,
    /// The port's name; empty when it has none.
    pub port: String,
    /// The protocol.
    pub protocol: Protocol,
}

impl fmt::Display for PortKey {
    /// `ns/name:port`, without the colon when the port has no name (`ServicePortName.String`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace, self.service)?;
        if self.port.is_empty() { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// One port of one Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePort {
    /// Its key.
    pub key: PortKey,
    /// The key printed, as it stands in comments and goes into the chains' names.
    pub text: String,
    /// Its chains.
    pub chains: ChainNames,
    /// The virtual address.
    pub cluster_ip: Caused<IpAddr>,
    /// The port at that address.
    pub port: Caused<u16>,
    /// The port at every node's addresses.
    pub node_port: Option<Caused<u16>>,
    /// `spec.externalIPs` of our family.
    pub external_ips: Vec<Caused<IpAddr>>,
    /// `status.loadBalancer.ingress` of our family that reach the node unchanged (ipMode VIP).
    pub load_balancer_ips: Vec<Caused<IpAddr>>,
    /// `spec.loadBalancerSourceRanges` of our family.
    pub source_ranges: Vec<Caused<Network>>,
    /// Seconds that a client stays with its endpoint (`sessionAffinity: ClientIP`).
    pub affinity: Option<Caused<u32>>,
    /// `spec.healthCheckNodePort`, where it is in force.
    pub health_check_node_port: Option<Caused<u16>>,
    /// Policy for what comes to the addresses of the outside.
    pub external_policy: Caused<TrafficPolicy>,
    /// Policy for what comes to the virtual address.
    pub internal_policy: Caused<TrafficPolicy>,
    /// The annotation `service.kubernetes.io/topology-mode`.
    pub topology_mode: String,
    /// The selector, or the whole Service when it has none: the line to look at when there is no endpoint.
    pub selector: CauseId,
}

impl ServicePort {
    /// A port at a virtual address and nothing more.
    pub fn new(key: PortKey, cluster_ip: Caused<IpAddr>, port: Caused<u16>, why: CauseId) -> Self {
        let text = key.to_string();
        let chains = ChainNames::of(&text, key.protocol);
        Self {
            key,
            text,
            chains,
            cluster_ip,
            port,
            node_port: None,
            external_ips: Vec::new(),
            load_balancer_ips: Vec::new(),
            source_ranges: Vec::new(),
            affinity: None,
            health_check_node_port: None,
            external_policy: Caused::new(TrafficPolicy::Cluster, why),
            internal_policy: Caused::new(TrafficPolicy::Cluster, why),
            topology_mode: String::new(),
            selector: why,
        }
    }

    /// `externalTrafficPolicy: Local`, where the Service is of a type that obeys it.
    pub fn is_external_local(&self) -> bool {
        self.external_policy.value == TrafficPolicy::Local
    }

    /// `internalTrafficPolicy: Local`.
    pub fn is_internal_local(&self) -> bool {
        self.internal_policy.value == TrafficPolicy::Local
    }

    /// Whether it can be reached by an address that is not the virtual one (`ExternallyAccessible`).
    pub fn is_externally_accessible(&self) -> bool {
        self.node_port.is_some() || !self.load_balancer_ips.is_empty() || !self.external_ips.is_empty()
    }

    /// Whether traffic may go to endpoints of any node (`UsesClusterEndpoints`). Policy Local outside still needs
    /// them: pods and processes of the node are exempt from it.
    pub fn uses_cluster_endpoints(&self) -> bool {
        !self.is_internal_local() || self.is_externally_accessible()
    }

    /// Whether some traffic must stay on its node (`UsesLocalEndpoints`).
    pub fn uses_local_endpoints(&self) -> bool {
        self.is_internal_local() || (self.is_external_local() && self.is_externally_accessible())
    }
}
