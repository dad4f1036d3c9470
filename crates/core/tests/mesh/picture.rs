//! The picture of a mesh, and what its proxies are configured to do.

use super::scene::{CANARY, cluster, pod};
use malla_core::Snapshot;
use malla_trace::{EdgeKind, PartRole, Vertex, VertexId, VertexKind};

fn vertex(snapshot: &Snapshot, id: &str) -> Vertex {
    let found = snapshot.topology().get(&VertexId(id.into())).cloned();
    found.unwrap_or_else(|| unreachable!("no vertex {id}"))
}

fn facts(vertex: &Vertex, code: &str) -> Vec<String> {
    vertex.facts.iter().filter(|fact| fact.code == code).map(|fact| fact.value.clone()).collect()
}

fn edges(snapshot: &Snapshot, from: &str, kind: EdgeKind) -> Vec<String> {
    let all = snapshot.topology().edges;
    all.iter().filter(|e| e.from.0 == from && e.kind == kind).map(|e| e.to.0.clone()).collect()
}

#[test]
fn a_pod_shows_its_program_its_proxy_and_who_it_is() {
    let snapshot = cluster(CANARY, 1);
    let reviews = vertex(&snapshot, &pod(&snapshot, "reviews-v2"));
    let parts: Vec<(&str, PartRole)> = reviews.parts.iter().map(|part| (part.name.as_str(), part.role)).collect();
    let wanted = [("istio-init", PartRole::Init), ("istio-proxy", PartRole::Sidecar), ("reviews", PartRole::App)];
    assert_eq!(parts, wanted);
    assert_eq!(facts(&reviews, "version"), ["v2"]);
    assert_eq!(facts(&reviews, "subset"), ["reviews:v2"]);
    assert_eq!(facts(&reviews, "proxy"), ["sidecar"]);
    assert_eq!(facts(&reviews, "identity"), ["spiffe://cluster.local/ns/default/sa/bookinfo-reviews"]);
    let solo = vertex(&snapshot, &pod(&snapshot, "solo"));
    assert!(solo.parts.is_empty() && facts(&solo, "proxy").is_empty() && facts(&solo, "identity").is_empty());
}

#[test]
fn rules_of_the_mesh_lead_to_what_they_lead_to() {
    let snapshot = cluster(CANARY, 1);
    let door = pod(&snapshot, "istio-ingressgateway");
    assert_eq!(facts(&vertex(&snapshot, &door), "proxy"), ["gateway"]);
    let gateway = "meshgateway/default/bookinfo-gateway";
    assert_eq!(vertex(&snapshot, gateway).parent, Some(VertexId(door.clone())));
    assert_eq!(facts(&vertex(&snapshot, gateway), "gateway.server"), ["*:8080"]);
    assert_eq!(edges(&snapshot, gateway, EdgeKind::Target), [door]);
    assert_eq!(edges(&snapshot, gateway, EdgeKind::Backend), ["virtualservice/default/bookinfo"]);
    let page = "virtualservice/default/bookinfo";
    assert_eq!(edges(&snapshot, page, EdgeKind::Backend), ["service/default/productpage"]);
    let route = "/productpage, /static*, /login, /api/v1/products* → productpage";
    assert_eq!(facts(&vertex(&snapshot, page), "route"), [route]);
    let canary = vertex(&snapshot, "virtualservice/default/reviews");
    assert_eq!(
        (canary.kind, facts(&canary, "route")),
        (VertexKind::VirtualService, vec!["* → reviews v1 90 · reviews v2 10".into()])
    );
}

#[test]
fn a_proxys_configuration_says_where_every_part_comes_from() {
    let snapshot = cluster(CANARY, 1);
    let sidecar = VertexId(pod(&snapshot, "productpage"));
    let config = snapshot.proxy_config(&sidecar).unwrap_or_else(|| unreachable!("a sidecar has a configuration"));
    let bound: Vec<(&str, u16)> =
        config.listeners.iter().filter(|l| l.bound).map(|l| (l.name.as_str(), l.port)).collect();
    assert!(bound.contains(&("virtualOutbound", 15_001)) && bound.contains(&("virtualInbound", 15_006)), "{bound:?}");
    let table = config.route_tables.iter().find(|table| table.name == "9080");
    let host = table.and_then(|table| table.virtual_hosts.iter().find(|host| host.name.starts_with("reviews.")));
    let route = host.and_then(|host| host.routes.first()).unwrap_or_else(|| unreachable!("reviews has a route"));
    let weights: Vec<(u32, Option<&str>)> =
        route.clusters.iter().map(|c| (c.weight, c.because.place.as_ref().map(|place| place.file.as_str()))).collect();
    assert_eq!(weights, [(90, Some("canary.yaml")), (10, Some("canary.yaml"))]);
    let v2 = config.clusters.iter().find(|c| c.name == "outbound|9080|v2|reviews.default.svc.cluster.local");
    let endpoints = v2.map(|cluster| cluster.endpoints.iter().map(|e| e.mutual_tls).collect::<Vec<_>>());
    assert_eq!(endpoints, Some(vec![true]));
    let rules = snapshot.machine_rules(&sidecar).unwrap_or_default();
    let chains: Vec<&str> = rules.iter().flat_map(|table| &table.chains).map(|chain| chain.name.as_str()).collect();
    assert!(chains.contains(&"ISTIO_OUTPUT"), "{chains:?}");
    let solo = VertexId(pod(&snapshot, "solo"));
    assert_eq!(snapshot.proxy_config(&solo), None);
}
