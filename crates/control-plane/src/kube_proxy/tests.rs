//! Rules of a small cluster, each with the first line it can be traced to.

use super::{Fact, Host, Settings, View, endpoints, service_ports, whole_node};
use crate::{Cluster, Memory, converge};
use malla_manifest::{SourceFile, parse};
use malla_trace::{Cause, CauseId, Ledger};

const WORLD: &str = "\
apiVersion: malla.dev/v1
kind: World
metadata: {name: w}
spec:
  cluster:
    podCIDR: 10.244.0.0/16
    serviceCIDR: 10.96.0.0/16
  nodes:
  - {name: a, address: 192.168.0.100}
  - {name: b, address: 192.168.0.101}
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
      annotations:
        malla.dev/pod-addresses: \"10.244.0.2,10.244.0.3\"
    spec:
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
  type: NodePort
  clusterIP: 10.96.0.80
  selector:
    app: web
  ports:
  - port: 8080
    targetPort: 80
    nodePort: 30880
";

const RULES: &str = r#"
-A KUBE-SERVICES -m comment --comment "default/web cluster IP" -m tcp -p tcp -d 10.96.0.80 --dport 8080 -j KUBE-SVC-LOLE4ISW44XBNF3G
  kube-proxy/cluster-ip web.yaml:25
-A KUBE-NODEPORTS -m comment --comment default/web -m tcp -p tcp --dport 30880 -j KUBE-EXT-LOLE4ISW44XBNF3G
  kube-proxy/node-port web.yaml:31
-A KUBE-SVC-LOLE4ISW44XBNF3G -m comment --comment "default/web cluster IP" -m tcp -p tcp -d 10.96.0.80 --dport 8080 ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ
  kube-proxy/masquerade-off-cluster world.yaml:6
-A KUBE-EXT-LOLE4ISW44XBNF3G -m comment --comment "masquerade traffic for default/web external destinations" -j KUBE-MARK-MASQ
  kube-proxy/masquerade-external web.yaml:23
-A KUBE-SVC-LOLE4ISW44XBNF3G -m comment --comment "default/web -> 10.244.0.2:80" -m statistic --mode random --probability 0.5000000000 -j KUBE-SEP-NRFUO7XKMWLPJJAE
  kube-proxy/endpoint-by-chance web.yaml:26
-A KUBE-SVC-LOLE4ISW44XBNF3G -m comment --comment "default/web -> 10.244.0.3:80" -j KUBE-SEP-VPJCWIHGOZWNRC6B
  kube-proxy/endpoint-of-the-rest web.yaml:26
-A KUBE-SEP-NRFUO7XKMWLPJJAE -m comment --comment default/web -s 10.244.0.2 -j KUBE-MARK-MASQ
  kube-proxy/hairpin web.yaml:26
-A KUBE-SEP-NRFUO7XKMWLPJJAE -m comment --comment default/web -m tcp -p tcp -j DNAT --to-destination 10.244.0.2:80
  kube-proxy/dnat web.yaml:30
-A KUBE-SEP-VPJCWIHGOZWNRC6B -m comment --comment default/web -s 10.244.0.3 -j KUBE-MARK-MASQ
  kube-proxy/hairpin web.yaml:26
-A KUBE-SEP-VPJCWIHGOZWNRC6B -m comment --comment default/web -m tcp -p tcp -j DNAT --to-destination 10.244.0.3:80
  kube-proxy/dnat web.yaml:30
"#;

const REFUSALS: &str = r#"
-A KUBE-SERVICES -m comment --comment "default/web has no endpoints" -m tcp -p tcp -d 10.96.0.80 --dport 8080 -j REJECT
  kube-proxy/no-endpoints web.yaml:26
-A KUBE-EXTERNAL-SERVICES -m comment --comment "default/web has no endpoints" -m addrtype --dst-type LOCAL -m tcp -p tcp --dport 30880 -j REJECT
  kube-proxy/no-endpoints web.yaml:26
"#;

const DNAT: &str = "
Service default/web spec.ports[0].targetPort: web.yaml:30
Service default/web spec.selector: web.yaml:26
Deployment default/web spec.template.metadata.annotations[malla.dev/pod-addresses]: web.yaml:12
Deployment default/web spec.template: web.yaml:8
Deployment default/web spec.replicas: web.yaml:5
";

fn cluster(web: &str) -> Cluster {
    let files = [("world.yaml", WORLD), ("web.yaml", web)];
    let files = files.map(|(name, text)| SourceFile { name: name.into(), text: text.into() });
    let parsed = parse(&files);
    assert_eq!(parsed.findings, [], "the manifests are sound");
    converge(&parsed.manifests, &Memory::default(), 1)
}

/// The rules of node `a` that say something about Service `web`, each with its reason and first line.
fn rules(cluster: &Cluster, settings: &Settings) -> String {
    let mut ledger = cluster.ledger.clone();
    let node = Host::of(&cluster.node("a").expect("there is a node a"));
    let ports = service_ports(&cluster.store, settings.family);
    let endpoints = endpoints(&cluster.store, &node.name, settings.family);
    let view = View { ports: &ports, endpoints: &endpoints, node: &node, settings };
    let sheets = whole_node(view, &mut ledger);
    let rules =
        sheets.iter().flat_map(|(_, sheet)| sheet.rules.iter()).filter(|rule| rule.text.contains("default/web"));
    rules.map(|rule| format!("{}\n  {}\n", rule.text, because(&ledger, rule.why))).collect()
}

fn because(ledger: &Ledger, why: CauseId) -> String {
    let causes = ledger.closure(why);
    let place = causes.iter().find_map(|id| ledger.get(*id)?.place());
    let fact = causes.iter().find_map(|id| match ledger.get(*id)? {
        Cause::Builtin { name } => Some(&**name),
        _ => None,
    });
    let line = place.map(|place| format!("{}:{}", place.file, place.line));
    format!("{} {}", fact.unwrap_or("?"), line.unwrap_or_default())
}

#[test]
fn every_rule_of_a_service_leads_to_the_line_that_made_it() {
    let cluster = cluster(WEB);
    let found = rules(&cluster, &Settings::of(&cluster.world));
    assert_eq!(found, RULES.trim_start());
}

#[test]
fn a_service_that_selects_nobody_is_refused_and_its_selector_is_to_blame() {
    let found = rules(&cluster(&WEB.replace("    app: web\n", "    app: wep\n")), &Settings::default());
    assert_eq!(found, REFUSALS.trim_start());
}

#[test]
fn a_dnat_rests_on_the_endpoint_its_pod_and_the_port() {
    let cluster = cluster(WEB);
    let mut ledger = cluster.ledger.clone();
    let settings = Settings::default();
    let node = Host::of(&cluster.node("a").expect("there is a node a"));
    let (ports, endpoints) =
        (service_ports(&cluster.store, settings.family), endpoints(&cluster.store, "a", settings.family));
    let view = View { ports: &ports, endpoints: &endpoints, node: &node, settings: &settings };
    let [_, _, (_, nat)] = whole_node(view, &mut ledger);
    let rule = nat.rules.iter().find(|rule| rule.text.ends_with("--to-destination 10.244.0.2:80")).expect("a DNAT");
    let places = ledger.closure(rule.why).into_iter().filter_map(|id| ledger.get(id));
    let told: Vec<String> = places.filter_map(told).collect();
    assert_eq!(told.join("\n"), DNAT.trim());
}

/// Who decided what, and where it is written.
fn told(cause: &Cause) -> Option<String> {
    match cause {
        Cause::Written { object, path, place } => Some(format!("{object} {path}: {}:{}", place.file, place.line)),
        Cause::Allocated { object, path, by, .. } => Some(format!("{object} {path}: chosen by {by}")),
        Cause::Defaulted { object, path, rule, .. } => Some(format!("{object} {path}: default {rule}")),
        Cause::Derived { .. } | Cause::Builtin { .. } | Cause::Chance { .. } | Cause::Time { .. } => None,
    }
}

#[test]
fn every_fixed_rule_has_a_fact_for_a_cause() {
    let cluster = cluster(WEB);
    let mut ledger = cluster.ledger.clone();
    let settings = Settings::of(&cluster.world);
    let node = Host::of(&cluster.node("a").expect("there is a node a"));
    let ports = service_ports(&cluster.store, settings.family);
    let endpoints = endpoints(&cluster.store, &node.name, settings.family);
    let view = View { ports: &ports, endpoints: &endpoints, node: &node, settings: &settings };
    let names: Vec<&str> = Fact::ALL.iter().map(|fact| fact.name()).collect();
    for (table, sheet) in whole_node(view, &mut ledger) {
        for rule in sheet.rules.iter() {
            let fact = because(&ledger, rule.why);
            assert!(names.iter().any(|name| fact.starts_with(name)), "{table}: {} {fact}", rule.text);
        }
    }
}
