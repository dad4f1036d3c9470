//! What kube-proxy does in nftables mode as whoever looks at the cluster sees it, and what it does beside rules.

use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile, explain};
use malla_trace::{Action, Lang, NetAction, Probe, Severity, Trace, Verdict, VertexId};

const WORLD: &str = "\
apiVersion: malla.dev/v1
kind: World
metadata: {name: w}
spec:
  networks: [{name: lan, cidr: 192.168.0.0/16, gateway: 192.168.0.1}]
  cluster: {podCIDR: 10.244.0.0/16, serviceCIDR: 10.96.0.0/16, proxyMode: nftables}
  nodes:
  - {name: a, address: 192.168.0.100}
  - {name: b, address: 192.168.0.101}
  clients:
  - {name: ana, address: 192.168.0.200}
";

const WEB: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
      annotations: {malla.dev/pod-addresses: \"10.244.0.2,10.244.0.3\"}
    spec:
      nodeName: a
      containers:
      - name: web
        image: nginx
        ports:
        - containerPort: 80
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  clusterIP: 10.96.0.80
  healthCheckNodePort: 31000
  selector:
    app: web
  ports:
  - port: 8080
    targetPort: 80
    nodePort: 30880
";

fn snapshot(world: &str, web: &str) -> Snapshot {
    let files = [("world.yaml", world), ("web.yaml", web)];
    let files = files.map(|(name, text)| SourceFile { name: name.into(), text: text.into() });
    let mut host = SimHost::new(Scenario { seed: 1 });
    host.apply(Change::Files(files.to_vec()));
    let findings = host.snapshot().diagnostics(Lang::En);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Info), "the manifests are sound: {findings:?}");
    host.snapshot()
}

fn get(snapshot: &Snapshot, url: &str) -> Trace {
    snapshot.send(&Probe::get("client/ana", url).unwrap_or_else(|error| unreachable!("{error:?}")))
}

fn in_iptables_mode() -> String {
    WORLD.replace("proxyMode: nftables", "proxyMode: iptables")
}

#[test]
fn a_look_up_names_the_line_of_its_service_and_chance_its_number() {
    let trace = get(&snapshot(WORLD, WEB), "http://192.168.0.100:30880/");
    assert_eq!(trace.verdict, Verdict::Answered { status: 200, flag: None });
    let mut told = vec![];
    for (h, hop) in trace.hops.iter().enumerate() {
        for (s, step) in hop.steps.iter().enumerate() {
            if let Action::Net(NetAction::Lookup { .. } | NetAction::Match { draw: Some(_), .. }) = &step.action {
                told.push(explain::step(&trace, h, s, Lang::En).to_string());
            }
        }
    }
    let [address, node_port, chance] = told.as_slice() else { panic!("{told:#?}") };
    assert_eq!(
        address,
        "The rule asks whether 192.168.0.100 is in the set @nodeport-ips, and it is. It is so: node ports answer at the \
         node's main address, and at no other."
    );
    assert!(node_port.contains("looks tcp . 30880 up in the map @service-nodeports"), "{node_port}");
    assert!(node_port.contains("web.yaml, line 33"), "{node_port}");
    assert!(chance.contains("numgen drew ") && chance.contains(" of 2 numbers each as likely"), "{chance}");
}

#[test]
fn a_page_sees_maps_and_chains_each_with_its_line() {
    let snapshot = snapshot(WORLD, WEB);
    let tables = snapshot.machine_rules(&VertexId("node/a".into())).expect("a node has tables");
    let table = tables.iter().find(|table| table.name == "ip kube-proxy").expect("kube-proxy's table");
    let chain = |name: &str| table.chains.iter().find(|chain| chain.name == name);
    let map = chain("@service-nodeports").expect("a map is shown");
    assert_eq!(map.policy, "type inet_proto . inet_service : verdict");
    let [element] = map.rules.as_slice() else { panic!("{:?}", map.rules) };
    assert!(element.text.starts_with("tcp . 30880 : goto external-"), "{}", element.text);
    assert_eq!(element.place.as_ref().map(|place| (place.file.as_str(), place.line)), Some(("web.yaml", 33)));
    assert_eq!(chain("nat-prerouting").map(|chain| chain.policy.contains("hook prerouting")), Some(true));
    assert!(snapshot.nft_list("a").is_some_and(|text| text.contains("map service-ips {")), "as nft lists it");
    assert!(!snapshot.iptables_save("a").is_some_and(|text| text.contains("KUBE-SERVICES")), "nothing in iptables");
    let iptables = self::snapshot(&in_iptables_mode(), WEB);
    assert_eq!(iptables.nft_list("a").as_deref(), Some(""), "and nothing in nftables the other way round");
    assert_eq!(explain::rules_note(&iptables, Lang::En), None);
    assert!(explain::rules_note(&snapshot, Lang::Es).is_some());
}

#[test]
fn an_unknown_port_of_a_service_is_refused_and_an_address_of_nobody_drops() {
    let nft = snapshot(WORLD, WEB);
    let from_node =
        |url: &str| nft.send(&Probe::get("node/b", url).unwrap_or_else(|error| unreachable!("{error:?}"))).verdict;
    assert!(
        matches!(from_node("http://10.96.0.80:8081/"), Verdict::Rejected { .. }),
        "{:?}",
        from_node("http://10.96.0.80:8081/")
    );
    assert!(!from_node("http://10.96.0.99/").is_answer());
    assert!(from_node("http://10.96.0.80:8080/").is_answer());
}

#[test]
fn every_node_tells_the_balancer_whether_it_has_a_pod() {
    for world in [WORLD.to_owned(), in_iptables_mode()] {
        let snapshot = snapshot(&world, WEB);
        let (here, there) =
            (get(&snapshot, "http://192.168.0.100:31000/"), get(&snapshot, "http://192.168.0.101:31000/x"));
        assert_eq!(here.verdict, Verdict::Answered { status: 200, flag: None });
        assert_eq!(there.verdict, Verdict::Answered { status: 503, flag: None });
        let body = format!("{here:?}");
        assert!(body.contains("localEndpoints") && body.contains("x-load-balancing-endpoint-weight"), "{body}");
    }
    let without = snapshot(
        WORLD,
        &WEB.replace("  externalTrafficPolicy: Local\n", "").replace("  healthCheckNodePort: 31000\n", ""),
    );
    assert!(!get(&without, "http://192.168.0.100:31000/").verdict.is_answer(), "nobody listens there");
}
