//! What a node's rules make of a Service, told as text: its doors, what chooses, what stands behind.

use malla_core::{Arrow, Change, Door, Scenario, ServicePicture, SimHost, Snapshot, SourceFile, Way, Who};

const WORLD: &str = "\
apiVersion: malla.dev/v1
kind: World
metadata: {name: aula}
spec:
  networks:
  - {name: aula, cidr: 192.168.0.0/24, gateway: 192.168.0.1}
  cluster: {podCIDR: 10.10.0.0/16, serviceCIDR: 10.96.0.0/16}
  nodes:
  - {name: nodoa, address: 192.168.0.101, controlPlane: true}
  - {name: nodob, address: 192.168.0.102}
---
";

fn snapshot(text: &str) -> Snapshot {
    let mut host = SimHost::new(Scenario { seed: 0 });
    host.apply(Change::Files(vec![SourceFile { name: "a.yaml".into(), text: format!("{WORLD}{text}") }]));
    let snapshot = host.snapshot();
    assert!(!snapshot.is_stale(), "{:#?}", snapshot.diagnostics(malla_trace::Lang::En));
    snapshot
}

fn pictures(text: &str, node: &str) -> Vec<ServicePicture> {
    let snapshot = snapshot(text);
    snapshot.node(node).map(|node| snapshot.service_pictures(&node)).unwrap_or_default()
}

/// A Service without a selector, and what stands behind it: address, node, whether ready.
fn service(spec: &str, endpoints: &[(&str, &str, bool)]) -> String {
    let endpoint = |(address, node, ready): &(&str, &str, bool)| {
        format!("- {{addresses: [{address}], nodeName: {node}, conditions: {{ready: {ready}}}}}\n")
    };
    let endpoints: String = endpoints.iter().map(endpoint).collect();
    let endpoints = if endpoints.is_empty() { "endpoints: []\n".into() } else { format!("endpoints:\n{endpoints}") };
    format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {spec}\n---\napiVersion: discovery.k8s.io/v1\n\
         kind: EndpointSlice\nmetadata: {{name: web-1, labels: {{kubernetes.io/service-name: web}}}}\n\
         addressType: IPv4\nports: [{{name: http, port: 8080}}]\n{endpoints}"
    )
}

const THREE: &[(&str, &str, bool)] = &[
    ("10.10.0.5", "nodoa", true),
    ("10.10.0.6", "nodob", true),
    ("10.10.0.7", "nodob", true),
    ("10.10.0.8", "nodob", false),
];

fn told(picture: &ServicePicture) -> String {
    let mut lines = vec![format!("{} {}", picture.name, picture.protocol)];
    lines.extend(picture.doors.iter().map(told_door));
    for pool in &picture.pools {
        let parts = if pool.chain.starts_with("KUBE-") { 2 } else { 1 };
        let kind = pool.chain.split('-').take(parts).collect::<Vec<_>>().join("-");
        lines.push(format!("{kind} local {} affinity {:?}", pool.local, pool.affinity));
        lines.extend(pool.arrows.iter().map(told_arrow));
    }
    let left_out = picture.left_out.iter().map(|b| format!("left out {} ready {}", b.address, b.ready));
    lines.extend(left_out);
    lines.join("\n")
}

fn told_door(door: &Door) -> String {
    let who = |who: &Who| match who {
        Who::From(range) => format!("from {range}"),
        Who::Outside(range) => format!("outside {range}"),
        Who::ThisNode => "this node".into(),
    };
    let way = |way: &Way| {
        let names: Vec<String> = way.who.iter().map(who).collect();
        format!("[{}] through {} to {}", names.join(" and "), way.through.len(), way.pool)
    };
    let ways: Vec<String> = door.ways.iter().map(way).collect();
    let masked: Vec<String> =
        door.masqueraded.iter().map(|whose| whose.as_ref().map_or_else(|| "all".into(), who)).collect();
    let refusal = door.refusal.as_ref().map(|refusal| format!(" {} {}", refusal.target, refusal.words));
    format!(
        "{:?} {}: {}; masqueraded {};{}",
        door.kind,
        door.address,
        ways.join(", "),
        masked.join(", "),
        refusal.unwrap_or_default()
    )
}

fn told_arrow(arrow: &Arrow) -> String {
    let (part, whole) = arrow.fraction.unwrap_or((0, 0));
    let line = arrow.rule.place.as_ref().map_or(0, |place| place.line);
    format!(
        "  {part}/{whole} (written {:?}) {} on {} line {line}",
        arrow.written,
        arrow.backend.address,
        arrow.backend.node.as_deref().unwrap_or_default()
    )
}

fn check(text: &str, node: &str, expected: &str) {
    let pictures = pictures(text, node);
    let web: Vec<String> = pictures.iter().filter(|p| p.service.name == "web").map(told).collect();
    assert_eq!(web.join("\n").trim(), expected.trim());
}

#[test]
fn three_endpoints_get_a_third_each_and_one_that_is_not_ready_gets_no_rule() {
    let text = service("{clusterIP: 10.96.7.7, ports: [{name: http, port: 80}]}", THREE);
    check(
        &text,
        "nodoa",
        "
default/web:http tcp
ClusterIp 10.96.7.7:80: [] through 0 to 0; masqueraded outside 10.10.0.0/16;
KUBE-SVC local false affinity None
  1/3 (written Some(0.33333333349)) 10.10.0.5:8080 on nodoa line 23
  1/3 (written Some(0.5)) 10.10.0.6:8080 on nodob line 24
  1/3 (written None) 10.10.0.7:8080 on nodob line 25
left out 10.10.0.8 ready false",
    );
}

const OPEN: &str = "{type: LoadBalancer, clusterIP: 10.96.7.7, externalIPs: [203.0.113.9], externalTrafficPolicy: Local, \
    sessionAffinity: ClientIP, \
    ports: [{name: http, port: 80, nodePort: 30080}]}";

#[test]
fn every_way_in_from_outside_is_a_door_with_its_policy_and_its_memory() {
    check(&service(OPEN, THREE), "nodoa", "
default/web:http tcp
ClusterIp 10.96.7.7:80: [] through 0 to 0; masqueraded outside 10.10.0.0/16;
ExternalIp 203.0.113.9:80: [from 10.10.0.0/16] through 1 to 0, [this node] through 1 to 0, [] through 1 to 1; masqueraded this node, outside 10.10.0.0/16;
NodePort *:30080: [from 10.10.0.0/16] through 1 to 0, [this node] through 1 to 0, [] through 1 to 1; masqueraded this node, outside 10.10.0.0/16;
KUBE-SVC local false affinity Some(10800)
  1/3 (written Some(0.33333333349)) 10.10.0.5:8080 on nodoa line 23
  1/3 (written Some(0.5)) 10.10.0.6:8080 on nodob line 24
  1/3 (written None) 10.10.0.7:8080 on nodob line 25
KUBE-SVL local true affinity Some(10800)
  1/1 (written None) 10.10.0.5:8080 on nodoa line 23
left out 10.10.0.8 ready false");
}

#[test]
fn a_node_without_an_endpoint_drops_what_comes_from_outside() {
    check(&service(OPEN, &THREE[1..]), "nodoa", "
default/web:http tcp
ClusterIp 10.96.7.7:80: [] through 0 to 0; masqueraded outside 10.10.0.0/16;
ExternalIp 203.0.113.9:80: [from 10.10.0.0/16] through 1 to 0, [this node] through 1 to 0; masqueraded this node, outside 10.10.0.0/16; DROP has no local endpoints
NodePort *:30080: [from 10.10.0.0/16] through 1 to 0, [this node] through 1 to 0; masqueraded this node, outside 10.10.0.0/16; DROP has no local endpoints
KUBE-SVC local false affinity Some(10800)
  1/2 (written Some(0.5)) 10.10.0.6:8080 on nodob line 23
  1/2 (written None) 10.10.0.7:8080 on nodob line 24
left out 10.10.0.8 ready false");
}

#[test]
fn without_endpoints_every_door_refuses() {
    check(
        &service("{type: NodePort, clusterIP: 10.96.7.7, ports: [{name: http, port: 80, nodePort: 30080}]}", &[]),
        "nodob",
        "
default/web:http tcp
ClusterIp 10.96.7.7:80: ; masqueraded ; REJECT has no endpoints
NodePort *:30080: ; masqueraded ; REJECT has no endpoints",
    );
}

#[test]
fn nftables_says_the_same_in_maps_and_drawn_numbers() {
    let nftables = |text: String| {
        let world = WORLD.replace("serviceCIDR: 10.96.0.0/16", "serviceCIDR: 10.96.0.0/16, proxyMode: nftables");
        let mut host = SimHost::new(Scenario { seed: 0 });
        host.apply(Change::Files(vec![SourceFile { name: "a.yaml".into(), text: format!("{world}{text}") }]));
        let snapshot = host.snapshot();
        let node = snapshot.node("nodoa").unwrap_or_else(|| panic!("no such node"));
        let pictures = snapshot.service_pictures(&node);
        pictures.iter().filter(|picture| picture.service.name == "web").map(told).collect::<Vec<_>>().join("\n")
    };
    let open = "default/web:http tcp
ClusterIp 10.96.7.7:80: [] through 0 to 0; masqueraded outside 10.10.0.0/16;
ExternalIp 203.0.113.9:80: [from 10.10.0.0/16] through 1 to 0, [this node] through 1 to 0, [] through 1 to 1; masqueraded this node, outside 10.10.0.0/16;
NodePort *:30080: [from 10.10.0.0/16] through 1 to 0, [this node] through 1 to 0, [] through 1 to 1; masqueraded this node, outside 10.10.0.0/16;
service local false affinity Some(0)
  1/3 (written None) 10.10.0.5:8080 on nodoa line 15
  1/3 (written None) 10.10.0.6:8080 on nodob line 15
  1/3 (written None) 10.10.0.7:8080 on nodob line 15
local local true affinity Some(0)
  1/1 (written None) 10.10.0.5:8080 on nodoa line 15
left out 10.10.0.8 ready false";
    assert_eq!(nftables(service(OPEN, THREE)), open);
    assert_eq!(
        nftables(service("{clusterIP: 10.96.7.7, ports: [{name: http, port: 80}]}", &[])),
        "default/web:http tcp\nClusterIp 10.96.7.7:80: ; masqueraded ; REJECT "
    );
}

#[test]
fn a_picture_lists_its_rules_in_the_order_in_which_a_packet_meets_them() {
    let text =
        service("{type: NodePort, clusterIP: 10.96.7.7, ports: [{name: http, port: 80, nodePort: 30080}]}", THREE);
    let pictures = pictures(&text, "nodoa");
    let web = pictures.iter().find(|picture| picture.service.name == "web").unwrap_or_else(|| panic!("no picture"));
    let kind = |chain: &str| chain.split('-').take(2).collect::<Vec<_>>().join("-");
    let parts: Vec<String> =
        web.chains.iter().map(|part| format!("{} {} {}", part.table, kind(&part.chain), part.rules.len())).collect();
    let expected = [
        "nat KUBE-SERVICES 1",
        "nat KUBE-NODEPORTS 1",
        "nat KUBE-EXT 2",
        "nat KUBE-SVC 4",
        "nat KUBE-SEP 2",
        "nat KUBE-SEP 2",
        "nat KUBE-SEP 2",
    ];
    assert_eq!(parts, expected);
}

#[test]
fn nobody_without_a_packet_filter_has_a_picture() {
    assert_eq!(pictures("", "nodoa").iter().filter(|picture| picture.service.name == "web").count(), 0);
}
