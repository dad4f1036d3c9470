//! `EndpointSlice` (`discovery.k8s.io/v1`): the addresses behind a Service, as kube-proxy and CoreDNS read them.

use super::field::{choice, record};
use super::{Meta, Protocol};

record! {
    /// An EndpointSlice.
    EndpointSlice {
        /// Name and labels; `kubernetes.io/service-name` ties it to its Service.
        meta: Meta = "metadata",
        /// What its addresses are.
        address_type: AddressType = "addressType",
        /// Endpoints.
        endpoints: Vec<Endpoint> = "endpoints",
        /// Ports that every endpoint has.
        ports: Vec<EndpointPort> = "ports",
    }
}

record! {
    /// One of the addresses behind a Service.
    Endpoint {
        /// Addresses; consumers use the first.
        addresses: Vec<String> = "addresses",
        /// How it is.
        conditions: EndpointConditions = "conditions",
        /// Host name, if it can be resolved by one.
        hostname: Option<String> = "hostname",
        /// Node it runs on.
        node_name: Option<String> = "nodeName",
        /// Zone it runs in.
        zone: Option<String> = "zone",
        /// The object it is.
        target_ref: Option<TargetRef> = "targetRef",
        /// For whom it is meant first.
        hints: Option<EndpointHints> = "hints",
    }
}

record! {
    /// How an endpoint is. Nothing written counts as ready and serving, and as not terminating.
    EndpointConditions {
        /// Takes new traffic.
        ready: Option<bool> = "ready",
        /// Would take traffic if it were not terminating.
        serving: Option<bool> = "serving",
        /// Is on its way out.
        terminating: Option<bool> = "terminating",
    }
}

record! {
    /// The object an endpoint is.
    TargetRef {
        /// Kind.
        kind: String = "kind",
        /// Namespace.
        namespace: String = "namespace",
        /// Name.
        name: String = "name",
    }
}

record! {
    /// For whom an endpoint is meant first.
    EndpointHints {
        /// Zones.
        for_zones: Vec<Hinted> = "forZones",
        /// Nodes.
        for_nodes: Vec<Hinted> = "forNodes",
    }
}

record! {
    /// A zone or node by name.
    Hinted {
        /// The name.
        name: String = "name",
    }
}

record! {
    /// A port that every endpoint of a slice has.
    EndpointPort {
        /// Name: the Service port's.
        name: Option<String> = "name",
        /// Transport; nothing written means TCP.
        protocol: Option<Protocol> = "protocol",
        /// Number; none means all ports.
        port: Option<u16> = "port",
        /// What is spoken, as a hint for proxies.
        app_protocol: Option<String> = "appProtocol",
    }
}

choice! {
    /// What a slice's addresses are.
    AddressType {
        /// IPv4 addresses.
        Ipv4 = "IPv4",
        /// IPv6 addresses.
        Ipv6 = "IPv6",
        /// Names.
        Fqdn = "FQDN",
    }
}
