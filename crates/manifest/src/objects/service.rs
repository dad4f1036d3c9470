//! `Service` (`v1`): a name and an address for whatever pods carry the right labels.

use super::field::{choice, record};
use super::{IntOrString, Meta};
use std::collections::BTreeMap;
use std::net::IpAddr;

record! {
    /// A Service.
    Service {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: ServiceSpec = "spec",
        /// What is; the API server ignores it when a client writes it on creation.
        status: ServiceStatus = "status",
    }
}

record! {
    /// What a Service should be.
    ServiceSpec {
        /// How far it can be reached; nothing written means `ClusterIP`.
        service_type: Option<ServiceType> = "type",
        /// Labels of the pods behind it. Without any, nobody keeps its endpoints.
        selector: BTreeMap<String, String> = "selector",
        /// Ports.
        ports: Vec<ServicePort> = "ports",
        /// The virtual address as written: an address, `None` for a headless Service, or nothing.
        cluster_ip: Option<String> = "clusterIP",
        /// The same, one a family.
        cluster_ips: Vec<String> = "clusterIPs",
        /// Address families in order.
        ip_families: Vec<String> = "ipFamilies",
        /// How many families.
        ip_family_policy: Option<String> = "ipFamilyPolicy",
        /// The name that an `ExternalName` Service stands for.
        external_name: Option<String> = "externalName",
        /// Other addresses of the nodes that should lead here too.
        external_ips: Vec<IpAddr> = "externalIPs",
        /// Whether a client comes back to the same endpoint.
        session_affinity: Option<SessionAffinity> = "sessionAffinity",
        /// For how long it does.
        session_affinity_config: Option<SessionAffinityConfig> = "sessionAffinityConfig",
        /// Where traffic from outside may go.
        external_traffic_policy: Option<TrafficPolicy> = "externalTrafficPolicy",
        /// Where traffic from inside may go.
        internal_traffic_policy: Option<TrafficPolicy> = "internalTrafficPolicy",
        /// `PreferClose` and its like.
        traffic_distribution: Option<String> = "trafficDistribution",
        /// Port on which a node says whether it has a local endpoint.
        health_check_node_port: Option<u16> = "healthCheckNodePort",
        /// Whether endpoints count before they are ready.
        publish_not_ready_addresses: Option<bool> = "publishNotReadyAddresses",
        /// The address asked of the cloud's balancer.
        load_balancer_ip: Option<String> = "loadBalancerIP",
        /// Clients that the balancer's address takes.
        load_balancer_source_ranges: Vec<String> = "loadBalancerSourceRanges",
        /// Which balancer implementation takes care of it.
        load_balancer_class: Option<String> = "loadBalancerClass",
        /// Whether a `LoadBalancer` Service gets node ports too.
        allocate_load_balancer_node_ports: Option<bool> = "allocateLoadBalancerNodePorts",
    }
}

record! {
    /// A port of a Service.
    ServicePort {
        /// Name; required when there are several.
        name: Option<String> = "name",
        /// Transport; nothing written means TCP.
        protocol: Option<Protocol> = "protocol",
        /// Port of the Service's address.
        port: u16 = "port",
        /// Port of the pods, by number or name; nothing written means the same as `port`.
        target_port: Option<IntOrString> = "targetPort",
        /// Port of every node.
        node_port: Option<u16> = "nodePort",
        /// What is spoken, as a hint for proxies.
        app_protocol: Option<String> = "appProtocol",
    }
}

record! {
    /// Settings of session affinity.
    SessionAffinityConfig {
        /// For affinity by client address.
        client_ip: Option<ClientIpConfig> = "clientIP",
    }
}

record! {
    /// Settings of affinity by client address.
    ClientIpConfig {
        /// Seconds after which a client may be sent elsewhere.
        timeout_seconds: Option<u32> = "timeoutSeconds",
    }
}

record! {
    /// What a Service has.
    ServiceStatus {
        /// Addresses of its balancer.
        load_balancer: LoadBalancerStatus = "loadBalancer",
    }
}

record! {
    /// Addresses of a balancer.
    LoadBalancerStatus {
        /// One by one.
        ingress: Vec<LoadBalancerIngress> = "ingress",
    }
}

record! {
    /// An address of a balancer.
    LoadBalancerIngress {
        /// Address.
        ip: Option<IpAddr> = "ip",
        /// Name, for balancers that have one instead.
        hostname: Option<String> = "hostname",
        /// `VIP` (nodes take the traffic themselves) or `Proxy`.
        ip_mode: Option<String> = "ipMode",
    }
}

choice! {
    /// How far a Service can be reached.
    ServiceType {
        /// Within the cluster.
        ClusterIp = "ClusterIP",
        /// On a port of every node.
        NodePort = "NodePort",
        /// Through a balancer of the cloud.
        LoadBalancer = "LoadBalancer",
        /// It is only another name for something outside.
        ExternalName = "ExternalName",
    }
}

choice! {
    /// A transport.
    Protocol {
        /// TCP.
        Tcp = "TCP",
        /// UDP.
        Udp = "UDP",
        /// SCTP.
        Sctp = "SCTP",
    }
}

choice! {
    /// Whether a client comes back to the same endpoint.
    SessionAffinity {
        /// No.
        None = "None",
        /// By its address.
        ClientIp = "ClientIP",
    }
}

choice! {
    /// Which endpoints may be used.
    TrafficPolicy {
        /// Any of the cluster.
        Cluster = "Cluster",
        /// Those of this node.
        Local = "Local",
    }
}

impl Service {
    /// The type in force.
    #[must_use]
    pub fn kind_of_service(&self) -> ServiceType {
        self.spec.service_type.unwrap_or_default()
    }

    /// Whether it has no address of its own by choice (`clusterIP: None`).
    #[must_use]
    pub fn is_headless(&self) -> bool {
        self.spec.cluster_ip.as_deref() == Some("None") || self.spec.cluster_ips.first().is_some_and(|ip| ip == "None")
    }
}
