//! The health check of a balanced Service with policy Local: a little HTTP server of kube-proxy's on every node that
//! tells the balancer outside whether this node has an endpoint (`pkg/proxy/healthcheck/service_health.go`).

use super::{Caused, Endpoints, Host, ServicePort, Settings, endpoints, service_ports};
use crate::{NodeView, Store};
use malla_manifest::Service;
use malla_trace::{CauseId, Ledger};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// The name of the reason why it listens.
pub const HEALTH_SERVER: &str = "kube-proxy/health-server";

/// What one such server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthCheck {
    /// The Service's namespace.
    pub namespace: String,
    /// The Service.
    pub name: String,
    /// Where it listens; none of them means at all addresses.
    pub addresses: Vec<IpAddr>,
    /// `spec.healthCheckNodePort`.
    pub port: u16,
    /// How many endpoints of the Service this node has, each address once, ready ones only (`LocalReadyEndpoints`).
    pub local_endpoints: usize,
    /// Why it listens.
    pub why: CauseId,
}

impl HealthCheck {
    /// 200 where there is somebody to send to, else 503: the balancer takes the node out.
    #[must_use]
    pub const fn status(&self) -> u16 {
        if self.local_endpoints > 0 { 200 } else { 503 }
    }

    /// What it says, whatever is asked.
    #[must_use]
    pub fn body(&self) -> String {
        let (namespace, name, count) = (&self.namespace, &self.name, self.local_endpoints);
        let service =
            format!("\t\"service\": {{\n\t\t\"namespace\": \"{namespace}\",\n\t\t\"name\": \"{name}\"\n\t}},");
        format!("{{\n{service}\n\t\"localEndpoints\": {count},\n\t\"serviceProxyHealthy\": true\n}}")
    }

    /// The header that lets a balancer send more to nodes with more endpoints.
    #[must_use]
    pub fn weight(&self) -> (&'static str, String) {
        ("x-load-balancing-endpoint-weight", self.local_endpoints.to_string())
    }
}

/// The health checks of one node.
#[must_use]
pub fn health_checks(store: &Store, node: &NodeView<'_>, settings: &Settings, ledger: &mut Ledger) -> Vec<HealthCheck> {
    if !store.all::<Service>().any(|(_, service, _)| service.spec.health_check_node_port.is_some()) {
        return vec![];
    }
    let node = Host::of(node);
    let ports = service_ports(store, settings.family);
    let endpoints = endpoints(store, &node.name, settings.family);
    let addresses = if settings.serves_all_addresses() { vec![] } else { settings.served_addresses(&node) };
    of(&ports, &endpoints, &addresses, ledger)
}

fn of(ports: &[ServicePort], endpoints: &Endpoints, addresses: &[IpAddr], ledger: &mut Ledger) -> Vec<HealthCheck> {
    let builtin = ledger.builtin(HEALTH_SERVER);
    let mut checks: BTreeMap<(&str, &str), (Caused<u16>, CauseId, BTreeSet<IpAddr>)> = BTreeMap::new();
    for port in ports {
        let Some(number) = port.health_check_node_port else { continue };
        let key = (port.key.namespace.as_str(), port.key.service.as_str());
        let (_, _, local) = checks.entry(key).or_insert((number, port.external_policy.why, BTreeSet::new()));
        let ready = endpoints.of(&port.key).into_iter().filter(|endpoint| endpoint.local && endpoint.ready);
        local.extend(ready.map(|endpoint| endpoint.socket.ip()));
    }
    let check =
        |((namespace, name), (port, policy, local)): ((&str, &str), (Caused<u16>, CauseId, BTreeSet<IpAddr>))| {
            let why = ledger.derived("kube-proxy", &[builtin, port.why, policy]);
            let (namespace, name, addresses) = (namespace.to_owned(), name.to_owned(), addresses.to_vec());
            HealthCheck { namespace, name, addresses, port: port.value, local_endpoints: local.len(), why }
        };
    checks.into_iter().map(check).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube_proxy::{Endpoint, PortKey};
    use malla_manifest::Protocol;

    const WHY: CauseId = CauseId(0);

    fn port(name: &str, health: Option<u16>) -> ServicePort {
        let key = PortKey { namespace: "ns".into(), service: "web".into(), port: name.into(), protocol: Protocol::Tcp };
        let ip = Caused::new("10.96.0.1".parse().unwrap(), WHY);
        let health_check_node_port = health.map(|port| Caused::new(port, WHY));
        ServicePort { health_check_node_port, ..ServicePort::new(key, ip, Caused::new(80, WHY), WHY) }
    }

    fn check(health: Option<u16>, list: &[(&str, bool, bool)]) -> Vec<HealthCheck> {
        let ports = [port("a", health), port("b", health)];
        let mut endpoints = Endpoints::default();
        for (own, (ip, local, ready)) in ports.iter().flat_map(|own| list.iter().map(move |each| (own, each))) {
            let endpoint = Endpoint::new(ip.parse().unwrap(), 80, *local, WHY, WHY);
            endpoints.add(&own.key, Endpoint { ready: *ready, ..endpoint });
        }
        of(&ports, &endpoints, &[], &mut Ledger::default())
    }

    #[test]
    fn it_counts_the_ready_endpoints_of_its_node_each_once() {
        let all = [("10.0.0.1", true, true), ("10.0.0.2", true, false), ("10.0.0.3", false, true)];
        let checks = check(Some(30_000), &all);
        let [one] = checks.as_slice() else { panic!("one a Service: {checks:?}") };
        assert_eq!((one.port, one.local_endpoints, one.status()), (30_000, 1, 200));
        let body = "{\n\t\"service\": {\n\t\t\"namespace\": \"ns\",\n\t\t\"name\": \"web\"\n\t},\n\t\"localEndpoints\": 1,\n\t\"serviceProxyHealthy\": true\n}";
        assert_eq!(one.body(), body);
        assert_eq!(one.weight().1, "1");
    }

    #[test]
    fn without_an_endpoint_here_it_says_503_and_without_a_port_nothing() {
        let elsewhere = [("10.0.0.3", false, true)];
        assert_eq!(check(Some(30_000), &elsewhere).first().map(HealthCheck::status), Some(503));
        assert_eq!(check(None, &elsewhere), []);
    }
}
