//! Where pods go, and why one goes nowhere.

use crate::picture::{findings, fresh};

const WORLD: &str = "\
apiVersion: malla.dev/v1
kind: World
metadata: {name: w}
spec:
  nodes:
  - {name: cp, address: 10.0.0.1, controlPlane: true}
  - {name: a, address: 10.0.0.2, cpu: '2', memory: 4Gi, labels: {disk: ssd, zone: east}}
  - {name: b, address: 10.0.0.3, cpu: '2', memory: 4Gi, labels: {zone: east}}
  - {name: c, address: 10.0.0.4, cpu: '1', memory: 2Gi, labels: {zone: west}, taints: [{key: gpu, value: 'yes', effect: NoSchedule}]}
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIP: None}
---
";

/// A pod whose spec has that in front of its container.
fn pod(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {name}}}}}\nspec:\n{spec}  containers: [{{name: c, image: i}}]\n---\n"
    )
}

fn asking(name: &str, requests: &str) -> String {
    pod(name, "").replace("image: i", &format!("image: i, resources: {{requests: {{{requests}}}}}"))
}

/// `name@node` of every pod, and the reason of the first that has none.
fn placed(pods: &[String]) -> (String, String) {
    let cluster = fresh(&format!("{WORLD}{}", pods.concat()));
    let at: Vec<String> = cluster.pods().map(|pod| format!("{}@{}", pod.name(), pod.node.unwrap_or("-"))).collect();
    let said = findings(&cluster);
    let reason = said.split_once("Pending: ").map_or("", |(_, reason)| reason.lines().next().unwrap_or_default());
    (at.join(" "), reason.split(" preemption:").next().unwrap_or_default().to_owned())
}

fn check(pods: &[String], nodes: &str, reason: &str) {
    assert_eq!(placed(pods), (nodes.to_owned(), reason.to_owned()));
}

#[test]
fn a_selector_finds_its_node_or_none() {
    check(&[pod("p", "  nodeSelector: {disk: ssd}\n")], "p@a", "");
    check(
        &[pod("p", "  nodeSelector: {disk: hdd}\n")],
        "p@-",
        "0/4 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 1 node(s) had untolerated taint \
         {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't match Pod's node affinity/selector.",
    );
}

#[test]
fn a_taint_keeps_away_all_but_those_who_bear_it() {
    let bears = "  nodeSelector: {zone: west}\n  tolerations: [{key: gpu, operator: Equal, value: 'yes', effect: NoSchedule}]\n";
    check(&[pod("p", bears)], "p@c", "");
    let (nodes, reason) = placed(&[pod("p", &bears.replace("'yes'", "'no'"))]);
    assert_eq!(nodes, "p@-");
    assert!(reason.contains("1 node(s) had untolerated taint {gpu: yes}"), "{reason}");
}

#[test]
fn a_written_node_asks_nobody() {
    check(&[pod("p", "  nodeName: cp\n")], "p@cp", "");
    check(&[pod("p", "  schedulerName: another\n")], "p@-", "");
}

#[test]
fn affinity_to_nodes_insists_or_prefers() {
    let term = "nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: NotIn, values: [east]}, {key: zone, operator: Exists}]}]";
    let required =
        format!("  affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{{term}}}}}}}\n");
    check(&[pod("p", &format!("{required}  tolerations: [{{operator: Exists}}]\n"))], "p@c", "");
    assert_eq!(placed(&[pod("p", &required)]).0, "p@-");
    let preferred = "  affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 10, preference: {matchFields: [{key: metadata.name, operator: In, values: [b]}]}}]}}\n";
    check(&[pod("p", preferred)], "p@b", "");
}

#[test]
fn the_emptier_node_is_taken_and_the_first_of_equals() {
    check(&[pod("p1", ""), pod("p2", ""), pod("p3", "")], "p1@a p2@b p3@a", "");
    check(&[asking("p1", "cpu: 1500m"), asking("p2", "cpu: 100m"), asking("p3", "cpu: 100m")], "p1@a p2@b p3@b", "");
}

#[test]
fn requests_must_fit() {
    check(
        &[asking("p1", "cpu: '2'"), asking("p2", "cpu: '2'"), asking("p3", "cpu: '1', memory: 8Gi")],
        "p1@a p2@b p3@-",
        "0/4 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 1 node(s) had untolerated taint \
         {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu, 2 Insufficient memory.",
    );
}

#[test]
fn a_port_of_the_node_is_had_once() {
    let host = |name: &str| pod(name, "").replace("image: i", "image: i, ports: [{containerPort: 80, hostPort: 80}]");
    let (nodes, reason) = placed(&[host("p1"), host("p2"), host("p3")]);
    assert_eq!(nodes, "p1@a p2@b p3@-");
    assert!(reason.contains("2 node(s) didn't have free ports for the requested pod ports"), "{reason}");
}

#[test]
fn neighbours_attract_and_repel() {
    let term = |kind: &str, app: &str, key: &str| {
        format!(
            "  affinity: {{{kind}: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: {key}, labelSelector: {{matchLabels: {{app: {app}}}}}}}]}}}}\n"
        )
    };
    let near = pod("p2", &term("podAffinity", "p1", "kubernetes.io/hostname"));
    check(&[pod("p1", "  nodeName: b\n"), near.clone()], "p1@b p2@b", "");
    assert!(placed(&[near]).1.contains("2 node(s) didn't match pod affinity rules"));
    let away = pod("p2", &term("podAntiAffinity", "p1", "kubernetes.io/hostname"));
    check(&[pod("p1", "  nodeName: a\n"), away], "p1@a p2@b", "");
    let zone = pod("p2", &term("podAntiAffinity", "p1", "zone"));
    assert!(placed(&[pod("p1", "  nodeName: a\n"), zone]).1.contains("2 node(s) didn't match pod anti-affinity rules"));
    let hermit = pod("p1", &term("podAntiAffinity", "p2", "zone"));
    assert!(placed(&[hermit, pod("p2", "")]).1.contains("2 node(s) didn't satisfy existing pods anti-affinity rules"));
}

#[test]
fn siblings_spread() {
    let set = "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: r}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: r}}\n  template: {metadata: {labels: {app: r}}, spec: {containers: [{name: c, image: i}]}}\n---\n";
    // Without spreading, both would go to b: a is nearly full.
    let cluster = fresh(&format!("{WORLD}{}{set}", asking("p1", "cpu: 1800m")));
    let mut nodes: Vec<&str> =
        cluster.pods().filter(|pod| pod.name().starts_with("r-")).filter_map(|pod| pod.node).collect();
    nodes.sort_unstable();
    assert_eq!(nodes, ["a", "b"]);
}

#[test]
fn a_node_of_no_machine_and_a_cordoned_one_take_nobody() {
    let node = |name: &str, spec: &str| {
        format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {{disk: ssd}}}}\n{spec}---\n")
    };
    check(
        &[node("ghost", ""), node("a", "spec: {unschedulable: true}\n"), pod("p", "  nodeSelector: {disk: ssd}\n")],
        "p@-",
        "0/5 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint {gpu: yes}, \
         1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 1 node(s) had untolerated taint \
         {node.kubernetes.io/unreachable: }, 1 node(s) were unschedulable.",
    );
    check(&[node("b", ""), pod("p", "  nodeSelector: {disk: ssd, zone: east}\n"), pod("q", "")], "p@a q@b", "");
}

#[test]
fn amounts_beyond_all_numbers_fit_nowhere_and_break_nothing() {
    let huge = asking("p1", "cpu: 9000E, memory: 9000E");
    let pinned = asking("p2", "cpu: 9000E, memory: 9000E").replace("spec:\n", "spec:\n  nodeName: a\n");
    let twice = asking("p3", "cpu: 9000E, memory: 9000E").replace("spec:\n", "spec:\n  nodeName: a\n");
    check(
        &[huge, pinned, twice, pod("p4", "")],
        "p1@- p2@a p3@a p4@b",
        "0/4 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 1 node(s) had untolerated taint \
         {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu, 2 Insufficient memory.",
    );
}
