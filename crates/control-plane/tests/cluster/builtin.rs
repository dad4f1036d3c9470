//! What is there without anybody writing it.

use crate::picture::{because, fresh, picture};
use malla_control_plane::builtin::sources;
use malla_trace::Cause;

#[test]
fn an_empty_text_is_a_cluster_with_dns() {
    let cluster = fresh("");
    assert_eq!(
        picture(&cluster),
        "\
pod kube-system/coredns-# nodo1 10.244.0.2 ready
service kube-system/kube-dns ClusterIP 10.96.0.10 dns 53/UDP>53 dns-tcp 53/TCP>53
slice kube-system/kube-dns-62wjd dns 53/UDP dns-tcp 53/TCP: 10.244.0.2@nodo1
"
    );
    let nodes: Vec<String> =
        cluster.nodes().map(|node| format!("{} {} {}", node.title, node.address, node.control_plane)).collect();
    assert_eq!(
        nodes,
        [
            "Nodo1 192.168.0.100 true",
            "NodoA 192.168.0.101 false",
            "NodoB 192.168.0.102 false",
            "NodoC 192.168.0.103 false"
        ]
    );
}

#[test]
fn what_is_builtin_can_be_cited_too() {
    let cluster = fresh("");
    let dns = cluster.pods().next().expect("DNS runs");
    let image = cluster.ledger.get(dns.cause("spec.containers[0].image")).and_then(Cause::place).expect("a line");
    let (_, text) = sources().into_iter().find(|(name, _)| *name == image.file).expect("a builtin text");
    let line = text.lines().nth(image.line as usize - 1).unwrap_or_default();
    assert_eq!(line.trim(), "image: registry.k8s.io/coredns/coredns:v1.11.3");
    assert!(because(&cluster, cluster.world.cause("spec.nodes[0]")).starts_with("line "));
}

#[test]
fn somebodys_own_dns_and_world_take_their_place() {
    let world = "apiVersion: malla.dev/v1\nkind: World\nmetadata: {name: mine}\nspec: {nodes: [{name: one, address: 10.0.0.1}]}\n---\n";
    let dns = "apiVersion: v1\nkind: Service\nmetadata: {name: kube-dns, namespace: kube-system}\nspec: {ports: [{port: 53}]}\n";
    let cluster = fresh(&format!("{world}{dns}"));
    assert_eq!(picture(&cluster), "service kube-system/kube-dns ClusterIP 10.96.0.10 53/TCP>53\n");
    assert_eq!(cluster.world.reference.name, "mine");
    let default = because(&cluster, cluster.world.cause("spec.cluster.podCIDR"));
    assert_eq!(default, "default world.spec.cluster.podCIDR World mine spec.cluster.podCIDR, near line 4\n");
}
