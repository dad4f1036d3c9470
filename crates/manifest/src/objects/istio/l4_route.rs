//! `TLSRoute` and `TCPRoute` (`networking.istio.io`): what happens to connections whose requests the proxy cannot or
//! need not read.

use super::Destination;
use crate::objects::field::record;
use std::collections::BTreeMap;

record! {
    /// A route of TLS connections.
    TlsRoute {
        /// Conditions; one of them is enough.
        match_: Vec<TlsMatchAttributes> = "match",
        /// Where they go, by weight.
        route: Vec<RouteDestination> = "route",
    }
}

record! {
    /// Conditions a TLS connection must meet; all of them.
    TlsMatchAttributes {
        /// Server names of the hello, with or without a wildcard.
        sni_hosts: Vec<String> = "sniHosts",
        /// Addresses it goes to.
        destination_subnets: Vec<String> = "destinationSubnets",
        /// Port of the listener.
        port: Option<u16> = "port",
        /// Labels of the asking pod; only for sidecars.
        source_labels: BTreeMap<String, String> = "sourceLabels",
        /// Gateways it holds for, instead of the VirtualService's.
        gateways: Vec<String> = "gateways",
        /// Namespace of the asking pod; only for sidecars.
        source_namespace: Option<String> = "sourceNamespace",
    }
}

record! {
    /// A route of any connections.
    TcpRoute {
        /// Conditions; one of them is enough, none takes everything.
        match_: Vec<L4MatchAttributes> = "match",
        /// Where they go, by weight.
        route: Vec<RouteDestination> = "route",
    }
}

record! {
    /// Conditions a connection must meet; all of them.
    L4MatchAttributes {
        /// Addresses it goes to.
        destination_subnets: Vec<String> = "destinationSubnets",
        /// Port of the listener.
        port: Option<u16> = "port",
        /// Addresses it comes from.
        source_subnet: Option<String> = "sourceSubnet",
        /// Labels of the asking pod; only for sidecars.
        source_labels: BTreeMap<String, String> = "sourceLabels",
        /// Gateways it holds for, instead of the VirtualService's.
        gateways: Vec<String> = "gateways",
        /// Namespace of the asking pod; only for sidecars.
        source_namespace: Option<String> = "sourceNamespace",
    }
}

record! {
    /// One of the places a route of connections leads to.
    RouteDestination {
        /// Where.
        destination: Destination = "destination",
        /// Its share among its siblings.
        weight: u32 = "weight",
    }
}
