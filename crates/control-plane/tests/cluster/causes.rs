//! Every field leads back to a line.

use crate::picture::{NOTES, because, fresh, line};
use malla_control_plane::Cluster;
use malla_manifest::{EndpointSlice, Node, ReplicaSet};

fn at(words: &str) -> usize {
    line(NOTES, words)
}

/// The cause of a field of the MariaDB pod.
fn mariadb(cluster: &Cluster, path: &str) -> String {
    let pod = cluster.pods().find(|pod| pod.name().starts_with("mariadb-")).expect("MariaDB runs");
    because(cluster, pod.cause(path))
}

#[test]
fn a_pods_fields_lead_to_the_deployments_lines() {
    let cluster = fresh(NOTES);
    let image = at("image: mariadb:11");
    let lines = [
        (
            "spec.containers[0].image",
            format!("line {image} Deployment default/mariadb spec.template.spec.containers[0].image\n"),
        ),
        (
            "metadata.labels[app]",
            format!("line {} Deployment default/mariadb spec.template.metadata.labels.app\n", image - 6),
        ),
        (
            "status.podIP",
            format!(
                "line {} Deployment default/mariadb spec.template.metadata.annotations[malla.dev/pod-addresses]\n",
                at("10.10.0.103,10.10.0.113")
            ),
        ),
        ("status.hostIP", format!("line {} World notas spec.nodes[3]\n", at("name: nodoc"))),
    ];
    for (path, want) in lines {
        assert_eq!(mariadb(&cluster, path), want, "{path}");
    }
}

#[test]
fn what_nobody_wrote_says_who_chose_it() {
    let cluster = fresh(NOTES);
    let selector = at("nodeSelector: {disk: ssd}");
    let pod =
        cluster.pods().find(|pod| pod.name().starts_with("mariadb-")).expect("MariaDB runs").reference.to_string();
    assert_eq!(
        mariadb(&cluster, "spec.nodeName"),
        format!("scheduler gave {pod} its spec.nodeName, near line {selector}\n")
    );
    let dns = cluster.service("kube-system", "kube-dns").expect("DNS has a Service");
    assert_eq!(
        because(&cluster, dns.cause("spec.clusterIP")),
        format!(
            "kubeadm gave Service kube-system/kube-dns its spec.clusterIP, near line {}\n",
            at("{name: kube-dns, n") + 1
        )
    );
    assert_eq!(
        because(&cluster, dns.cause("spec.ports[1].protocol")),
        format!(
            "default service.spec.ports.protocol Service kube-system/kube-dns spec.ports[1].protocol, near line {}\n",
            at("targetPort: dns-tcp")
        )
    );
}

#[test]
fn an_endpoint_rests_on_selector_pod_and_target_port() {
    let cluster = fresh(NOTES);
    let slices = cluster.store.all::<EndpointSlice>();
    let (_, _, slice) = slices.into_iter().find(|(name, ..)| name.name.starts_with("mariadb-")).expect("a slice");
    let (selector, target) = (at("clusterIP: 10.10.1.101") + 1, at("targetPort: 3306"));
    let (template, annotation) = (at("matchLabels: {app: mariadb}") + 1, at("10.10.0.103,10.10.0.113"));
    let want = format!(
        "\
endpointslice-controller from
  line {selector} Service default/mariadb-service spec.selector
  replicaset-controller from
    line {template} Deployment default/mariadb spec.template
    default deployment.spec.replicas Deployment default/mariadb spec.replicas, near line {}
  line {annotation} Deployment default/mariadb spec.template.metadata.annotations[malla.dev/pod-addresses]
  line {target} Service default/mariadb-service spec.ports[0].targetPort
",
        template - 3
    );
    assert_eq!(because(&cluster, slice.cause("endpoints[0].addresses[0]")), want);
    let port = format!(
        "endpointslice-controller from\n  line {target} Service default/mariadb-service spec.ports[0].targetPort\n"
    );
    assert_eq!(because(&cluster, slice.cause("ports[0].port")), port);
}

#[test]
fn a_named_target_port_cites_the_containers_line_too() {
    let cluster = fresh(NOTES);
    let slices = cluster.store.all::<EndpointSlice>();
    let (_, _, slice) = slices.into_iter().find(|(name, ..)| name.name.starts_with("kube-dns-")).expect("a slice");
    let want = format!(
        "\
endpointslice-controller from
  line {} Service kube-system/kube-dns spec.ports[0].targetPort
  line {} Deployment kube-system/coredns spec.template.spec.containers[0].ports[0]
",
        at("targetPort: dns}"),
        at("containerPort: 53, protocol: UDP")
    );
    assert_eq!(because(&cluster, slice.cause("ports[0]")), want);
}

#[test]
fn a_replica_set_and_a_node_have_causes_of_their_own() {
    let cluster = fresh(NOTES);
    let (name, _, set) =
        cluster.store.all::<ReplicaSet>().find(|(name, ..)| name.name.starts_with("nginx-")).expect("a set");
    let hash = because(&cluster, set.cause("spec.template.metadata.labels.pod-template-hash"));
    let template = at("matchLabels: {app: nginx}") + 1;
    assert_eq!(
        hash,
        format!("deployment-controller from\n  line {template} Deployment default/nginx spec.template\n"),
        "{name}"
    );
    let (_, node) = cluster.store.find::<Node>("", "nodo1").expect("a node");
    let machine = at("name: nodo1");
    assert_eq!(
        because(&cluster, node.cause("spec.taints[0]")),
        format!("kubeadm from\n  line {machine} World notas spec.nodes[0]\n")
    );
}
