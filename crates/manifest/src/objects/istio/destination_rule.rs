//! `DestinationRule` (`networking.istio.io/v1`): how clients speak to a host, and which subsets it has.

use super::{
    ClientTlsSettings, ConnectionPoolSettings, Duration, LoadBalancerSettings, OutlierDetection, PortSelector,
};
use crate::objects::field::{choice, record};
use crate::objects::{LabelSelector, Meta};
use std::collections::BTreeMap;

record! {
    /// A DestinationRule.
    DestinationRule {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: DestinationRuleSpec = "spec",
    }
}

record! {
    /// How clients speak to a host.
    DestinationRuleSpec {
        /// Host: short name, full name, wildcard.
        host: String = "host",
        /// How they speak to all of it.
        traffic_policy: Option<Box<IstioTrafficPolicy>> = "trafficPolicy",
        /// Its subsets.
        subsets: Vec<Subset> = "subsets",
        /// Namespaces that see it: `.`, `*`, names; none means the mesh's default.
        export_to: Vec<String> = "exportTo",
        /// The pods it holds for as clients; nothing written means all.
        workload_selector: Option<LabelSelector> = "workloadSelector",
    }
}

record! {
    /// Some of the endpoints of a host, by their labels.
    Subset {
        /// Name, for routes.
        name: String = "name",
        /// Labels its endpoints have.
        labels: BTreeMap<String, String> = "labels",
        /// How clients speak to it, block by block instead of the host's.
        traffic_policy: Option<Box<IstioTrafficPolicy>> = "trafficPolicy",
    }
}

record! {
    /// How clients speak to a host or a subset.
    IstioTrafficPolicy {
        /// How an endpoint is chosen.
        load_balancer: Option<LoadBalancerSettings> = "loadBalancer",
        /// How many connections and requests there may be.
        connection_pool: Option<ConnectionPoolSettings> = "connectionPool",
        /// When an endpoint is left out for a while.
        outlier_detection: Option<OutlierDetection> = "outlierDetection",
        /// Encryption.
        tls: Option<ClientTlsSettings> = "tls",
        /// The same for single ports.
        port_level_settings: Vec<PortTrafficPolicy> = "portLevelSettings",
        /// Whether TCP is carried in HTTP CONNECT.
        tunnel: Option<TunnelSettings> = "tunnel",
        /// Whether the PROXY protocol is spoken.
        proxy_protocol: Option<ProxyProtocol> = "proxyProtocol",
        /// How many tries again there may be at once.
        retry_budget: Option<RetryBudget> = "retryBudget",
    }
}

record! {
    /// How clients speak to one port; blocks that are missing are not inherited.
    PortTrafficPolicy {
        /// The port.
        port: Option<PortSelector> = "port",
        /// How an endpoint is chosen.
        load_balancer: Option<LoadBalancerSettings> = "loadBalancer",
        /// How many connections and requests there may be.
        connection_pool: Option<ConnectionPoolSettings> = "connectionPool",
        /// When an endpoint is left out for a while.
        outlier_detection: Option<OutlierDetection> = "outlierDetection",
        /// Encryption.
        tls: Option<ClientTlsSettings> = "tls",
    }
}

record! {
    /// TCP in HTTP.
    TunnelSettings {
        /// `CONNECT` or `POST`.
        protocol: Option<String> = "protocol",
        /// The host asked for.
        target_host: String = "targetHost",
        /// Its port.
        target_port: u16 = "targetPort",
    }
}

record! {
    /// A line before the data that tells who the client is.
    ProxyProtocol {
        /// Its version; nothing written means the first.
        version: Option<ProxyProtocolVersion> = "version",
    }
}

choice! {
    /// A version of the PROXY protocol.
    ProxyProtocolVersion {
        /// As text.
        V1 = "V1",
        /// As bytes.
        V2 = "V2",
    }
}

record! {
    /// How many tries again there may be, as a share of the requests under way.
    RetryBudget {
        /// In percent; nothing written means 20.
        percent: Option<f64> = "percent",
        /// Over which time they are counted.
        budget_interval: Option<Duration> = "budgetInterval",
        /// How many there may always be; nothing written means 3.
        min_retry_concurrency: u32 = "minRetryConcurrency",
    }
}
