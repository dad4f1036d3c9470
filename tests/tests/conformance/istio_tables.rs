//! Unit tables of istiod: what a port speaks, what clusters are called, how endpoints are chosen, which connections pods
//! take.

use crate::data::Fields;
use crate::istio_objects;
use crate::report::{Case, Group};
use malla_control_plane::istiod::authn::{PeerPolicies, compose};
use malla_control_plane::istiod::clusters::{balancing, subset_key};
use malla_control_plane::istiod::protocol::PortProtocol;
use malla_control_plane::istiod::{Mesh, host};
use malla_manifest::{Object, Protocol, Value};
use malla_trace::Ledger;
use std::collections::BTreeMap;
use std::path::Path;

/// Checks one row of a table.
type Check = fn(&Value, &Value) -> Result<(), String>;

/// `TestConvertProtocol`.
pub fn port_protocols(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/service-port-protocol-selection.yaml", floor, |_, row| {
        let transport = if row.text_at("proto") == Some("UDP") { Protocol::Udp } else { Protocol::Tcp };
        let port = row.number_at("port").and_then(|port| u16::try_from(port).ok()).unwrap_or_default();
        let name = row.text_at("portName").unwrap_or_default();
        let (protocol, _) = PortProtocol::of_service_port(port, name, transport, row.text_at("appProto"));
        same("protocol", &protocol.to_string(), row.text_at("expectedProto"))
    })
}

/// `TestParse`.
pub fn protocol_words(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/protocol-parse.yaml", floor, |_, row| {
        let protocol = PortProtocol::parse(row.text_at("name").unwrap_or_default());
        same("protocol", &protocol.to_string(), row.text_at("out"))
    })
}

/// `TestSubsetKey`.
pub fn cluster_names(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/cluster-name-format.yaml", floor, |_, row| {
        let text = |key: &str| row.text_at(key).unwrap_or_default();
        let port = row.number_at("port").and_then(|port| u16::try_from(port).ok()).unwrap_or_default();
        same("name", &subset_key(port, text("subset"), text("hostname")), row.text_at("want"))
    })
}

/// `TestMostSpecificHostMatch`.
pub fn most_specific_hosts(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/most-specific-host-match.yaml", floor, |_, row| {
        let hosts = row.texts_at("in");
        let found = host::most_specific(row.text_at("needle").unwrap_or_default(), hosts.iter().map(String::as_str));
        same("host", found.unwrap_or_default(), row.text_at("want"))
    })
}

/// `TestApplyLoadBalancer`, the policy of it; localities and panic thresholds are not modelled.
pub fn load_balancers(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/routing/tables/load-balancer-to-envoy.yaml", floor, |_, row| {
        if row.is("expectedLocalityWeightedConfig") || row.get("expectedPanicThreshold").is_some() {
            return Err("localities and panic thresholds are not modelled".into());
        }
        let settings = settings(row.at("lbSettings"))?;
        let protocol = PortProtocol::parse(row.text_at("port.protocol").unwrap_or_default());
        let original = row.text_at("discoveryType") == Some("ORIGINAL_DST");
        same("policy", &balancing(settings.as_ref(), protocol, original).to_string(), row.text_at("expectedLbPolicy"))
    })
}

/// Load balancer settings, read as a DestinationRule's.
fn settings(written: &Value) -> Result<Option<malla_manifest::LoadBalancerSettings>, String> {
    if *written == Value::Null {
        return Ok(None);
    }
    let map = |key: &str, value: Value| Value::Map(vec![(key.to_owned(), value)]);
    let spec = map("trafficPolicy", map("loadBalancer", written.clone()));
    let named = |key: &str, text: &str| (key.to_owned(), Value::from(text));
    let object = Value::Map(vec![
        named("apiVersion", "networking.istio.io/v1"),
        named("kind", "DestinationRule"),
        ("spec".into(), spec),
    ]);
    match Object::from_value(&object) {
        Some(Object::DestinationRule(rule)) => Ok(rule.spec.traffic_policy.and_then(|policy| policy.load_balancer)),
        _ => Err("no DestinationRule".into()),
    }
}

/// `TestComposePeerAuthentication`: the policies of the list all hold, the list's order is their age where none is written.
pub fn compositions(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/authz/tables/peer-authentication-compose.yaml", floor, |_, row| {
        let effective = composed(row.items_at("configs"), "root-namespace")?;
        same("mode", &effective.all.mode.to_string(), row.text_at("want.mode"))?;
        let Value::Map(ports) = row.at("want.perPort") else { return Ok(()) };
        ports.iter().try_for_each(|(port, wanted)| {
            let number = port.parse().map_err(|_| format!("{port} is no port"))?;
            let wanted = if let Value::String(text) = wanted { text.as_str() } else { "" };
            same(port, &effective.port(number).mode.to_string(), Some(wanted))
        })
    })
}

/// `TestInboundMTLSSettings`.
pub fn inbound_settings(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/authz/tables/inbound-mtls-settings.yaml", floor, |_, row| {
        let effective = composed(row.items_at("peerPolicies"), "root-namespace")?;
        let port = row.number_at("expected.port").and_then(|port| u16::try_from(port).ok()).ok_or("no port")?;
        same("mode", &effective.port(port).mode.to_string(), row.text_at("expected.mode"))
    })
}

/// The policies of a row put together. Several may have the same name there.
fn composed(policies: &[Value], root: &str) -> Result<malla_control_plane::istiod::authn::Effective, String> {
    let mut stores = Vec::new();
    for policy in policies {
        stores.push(istio_objects::store_of(std::slice::from_ref(policy), &mut Ledger::default())?);
    }
    let meshes: Vec<Mesh<'_>> = stores.iter().map(|store| Mesh::new(store, "cluster.local")).collect();
    let mut list: Vec<_> = meshes.iter().flat_map(|mesh| mesh.peer_authentications.iter().copied()).collect();
    list.sort_by_key(|policy| policy.meta().creation_timestamp.clone());
    Ok(compose(root, &list))
}

/// `TestGetPoliciesForWorkload`, the part of it about peers.
pub fn workload_policies(file: &Path, floor: usize) -> Result<Group, String> {
    rows(file, "istio/authz/tables/authn-policies-for-workload.yaml", floor, |table, row| {
        let peers = |value: &&Value| value.text_at("kind") == Some("PeerAuthentication");
        let configs: Vec<Value> = table.items_at("configs").iter().filter(peers).cloned().collect();
        let store = istio_objects::store_of(&configs, &mut Ledger::default())?;
        let mesh = Mesh::new(&store, "cluster.local");
        let policies = PeerPolicies::new(&mesh.peer_authentications, "istio-config");
        let namespace = row.text_at("workloadNamespace").unwrap_or_default();
        let found = policies.for_workload(namespace, &labels(row.at("workloadLabels")));
        let found: Vec<String> = found.iter().map(|policy| policy.full_name()).collect();
        let full_name = |value: &Value| {
            let text = |path: &str| value.text_at(path).unwrap_or_default().to_owned();
            format!("{}/{}", text("metadata.namespace"), text("metadata.name"))
        };
        let wanted: Vec<String> = row.items_at("wantPeerAuthn").iter().map(full_name).collect();
        same("policies", &found.join(", "), Some(&wanted.join(", ")))?;
        let mode = policies.of_namespace(namespace).mode.to_string();
        same("namespace", &mode, row.text_at("wantNamespaceMutualTLS").or(Some(&mode)))
    })
}

fn labels(value: &Value) -> BTreeMap<String, String> {
    let Value::Map(entries) = value else { return BTreeMap::new() };
    let texts = entries.iter().filter_map(|(key, value)| match value {
        Value::String(text) => Some((key.clone(), text.clone())),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => None,
    });
    texts.collect()
}

fn rows(file: &Path, name: &'static str, floor: usize, check: Check) -> Result<Group, String> {
    let table = istio_objects::value(file)?;
    let cases = table.items_at("cases").iter().enumerate().map(|(number, row)| {
        let called = ["name", "key", "needle"].into_iter().find_map(|key| row.text_at(key));
        let problems = check(&table, row).err().into_iter().collect();
        Case { name: called.map_or_else(|| number.to_string(), str::to_owned), problems }
    });
    Ok(Group { name, cases: cases.collect(), checks: vec![], floor })
}

fn same(what: &str, found: &str, wanted: Option<&str>) -> Result<(), String> {
    let wanted = wanted.unwrap_or_default();
    if found == wanted { Ok(()) } else { Err(format!("{what}: {found:?}, not {wanted:?}")) }
}
