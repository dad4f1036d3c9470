//! `TestCategorizeEndpoints`: which endpoints a node may use for which traffic.

use crate::data::{self, Fields};
use crate::report::{Case, Group};
use malla_control_plane::kube_proxy::{Caused, Endpoint, PortKey, ServicePort, Topology, categorize};
use malla_manifest::{Protocol, TrafficPolicy, Value};
use malla_trace::CauseId;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// Nobody asks why here.
const WHY: CauseId = CauseId(0);

/// Runs all cases of the file.
pub fn run(file: &Path, floor: usize) -> Result<Group, String> {
    let value = data::value(file)?;
    let cases = value.items_at("cases").iter().map(|case| {
        let name = case.text_at("name").unwrap_or_default().to_owned();
        Case { name, problems: check(case).err().into_iter().collect() }
    });
    let cases = cases.collect();
    Ok(Group { name: "kubernetes/controllers/kubeproxy-categorize-endpoints", cases, checks: vec![], floor })
}

fn check(case: &Value) -> Result<(), String> {
    let endpoints = case.items_at("endpoints").iter().map(endpoint).collect::<Option<Vec<_>>>();
    let endpoints = endpoints.ok_or("an endpoint that is none")?;
    let all: Vec<&Endpoint> = endpoints.iter().collect();
    let port = service_port(case.at("service"));
    let labels = case.at("nodeLabels");
    let zone = labels.get("topology.kubernetes.io/zone").and_then(|zone| zone.text_at_root());
    let place = Topology { hints: case.is("topologyHintsFeature"), zone };
    let found = categorize(&all, &port, place);
    let expected = case.at("expected");
    same("clusterEndpoints", expected, port.uses_cluster_endpoints(), &found.cluster)?;
    same("localEndpoints", expected, port.uses_local_endpoints(), &found.local)?;
    same("allReachable", expected, true, &found.reachable)?;
    let wanted = !expected.items_at("allReachable").is_empty() || expected.is("onlyRemoteEndpoints");
    if found.has_any == wanted { Ok(()) } else { Err(format!("endpoints anywhere: {}, not {wanted}", found.has_any)) }
}

/// Null means that the service never uses that kind.
fn same(what: &str, expected: &Value, used: bool, found: &[&Endpoint]) -> Result<(), String> {
    let mut wanted = expected.texts_at(what);
    wanted.sort();
    let texts: Vec<String> = found.iter().map(|endpoint| endpoint.text.clone()).collect();
    let as_used = used != (*expected.at(what) == Value::Null);
    if as_used && texts == wanted { Ok(()) } else { Err(format!("{what}: {texts:?} (used: {used}), not {wanted:?}")) }
}

fn endpoint(value: &Value) -> Option<Endpoint> {
    let socket: SocketAddr = value.text_at("endpoint")?.parse().ok()?;
    let zone_hints = value.texts_at("zoneHints").into_iter().collect();
    let (ready, serving) = (value.is("ready"), value.is("serving"));
    let terminating = value.is("terminating");
    let endpoint = Endpoint::new(socket.ip(), socket.port(), value.is("local"), WHY, WHY);
    Some(Endpoint { ready, serving, terminating, zone_hints, ..endpoint })
}

fn service_port(value: &Value) -> ServicePort {
    let key = PortKey { namespace: "ns".into(), service: "svc".into(), port: String::new(), protocol: Protocol::Tcp };
    let policy = |local: bool| if local { TrafficPolicy::Local } else { TrafficPolicy::Cluster };
    let node_port = value.number_at("nodePort").and_then(|port| u16::try_from(port).ok()).filter(|port| *port != 0);
    let cluster_ip = Caused::new(IpAddr::from([10, 0, 0, 1]), WHY);
    ServicePort {
        node_port: node_port.map(|port| Caused::new(port, WHY)),
        external_policy: Caused::new(policy(value.is("externalTrafficPolicyLocal")), WHY),
        internal_policy: Caused::new(policy(value.is("internalTrafficPolicyLocal")), WHY),
        topology_mode: value.text_at("topologyModeAnnotation").unwrap_or_default().into(),
        ..ServicePort::new(key, cluster_ip, Caused::new(80, WHY), WHY)
    }
}

trait Text {
    fn text_at_root(&self) -> Option<&str>;
}

impl Text for Value {
    fn text_at_root(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }
}
