//! What the API server takes, fills in, gives away and refuses.

use crate::picture::{cluster, findings, fresh, services};
use malla_control_plane::Memory;
use malla_manifest::{Namespace, Service};

fn service(name: &str, spec: &str) -> String {
    format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n---\n")
}

/// The Services that somebody wrote.
fn written(text: &str) -> String {
    services(&fresh(text))
        .lines()
        .filter(|line| !line.contains("kube-system"))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn defaults_fill_what_nobody_wrote_and_nothing_else() {
    let cluster =
        fresh(&(service("a", "ports: [{port: 80}]") + &service("b", "type: LoadBalancer, ports: [{port: 80}]")));
    let (a, _) = cluster.store.find::<Service>("default", "a").expect("taken");
    let (b, _) = cluster.store.find::<Service>("default", "b").expect("taken");
    let fields = |service: &Service| {
        let spec = &service.spec;
        format!(
            "{:?} {:?} {:?} {:?} {:?}",
            spec.service_type,
            spec.session_affinity,
            spec.internal_traffic_policy,
            spec.external_traffic_policy,
            spec.allocate_load_balancer_node_ports
        )
    };
    assert_eq!(fields(a), "Some(ClusterIp) Some(None) Some(Cluster) None None");
    assert_eq!(fields(b), "Some(LoadBalancer) Some(None) Some(Cluster) Some(Cluster) Some(true)");
}

#[test]
fn addresses_and_ports_are_given_where_they_are_wanted() {
    let text = [
        service("fixed", "clusterIP: 10.96.0.77, ports: [{port: 80}]"),
        service("headless", "clusterIP: None, ports: [{port: 80}]"),
        service("name", "type: ExternalName, externalName: example.com"),
        service("nodes", "type: NodePort, ports: [{name: a, port: 53, protocol: UDP}, {name: b, port: 53}]"),
        service(
            "no-nodes",
            "type: LoadBalancer, clusterIP: 10.96.0.78, allocateLoadBalancerNodePorts: false, ports: [{port: 80}]",
        ),
    ];
    assert_eq!(
        written(&text.concat()),
        "\
service default/fixed ClusterIP 10.96.0.77 80/TCP>80
service default/headless ClusterIP - 80/TCP>80
service default/name ExternalName -
service default/no-nodes LoadBalancer 10.96.0.78 80/TCP>80
service default/nodes NodePort 10.106.189.41 a 53/UDP>53 node 30862 b 53/TCP>53 node 30862
"
    );
}

#[test]
fn a_local_balancer_gets_a_health_check_port() {
    let spec = "type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]";
    let cluster = fresh(&service("b", spec));
    let (b, stored) = cluster.store.find::<Service>("default", "b").expect("taken");
    let port = b.spec.health_check_node_port.expect("allocated");
    assert!((30_086..=32_767).contains(&port) && b.spec.ports[0].node_port != Some(port));
    let cause = cluster.ledger.get(stored.cause("spec.healthCheckNodePort"));
    assert!(matches!(cause, Some(malla_trace::Cause::Allocated { by, .. }) if by == "node-port-allocator"));
    let (kept, _) = (crate::picture::cluster(&service("b", spec), &cluster.memory), ());
    let (again, _) = kept.store.find::<Service>("default", "b").expect("taken");
    assert_eq!(again.spec.health_check_node_port, Some(port), "remembered");
}

#[test]
fn what_cannot_be_had_is_refused_on_its_line() {
    let text = [
        service("a", "type: NodePort, clusterIP: 10.96.0.77, ports: [{port: 80, nodePort: 30880}]"),
        service("b", "clusterIP: 10.96.0.77, ports: [{port: 80}]"),
        service("c", "clusterIP: 10.10.1.101, ports: [{port: 80}]"),
        service("d", "clusterIP: 10.96.0.1, ports: [{port: 80}]"),
        service("e", "type: NodePort, ports: [{port: 80, nodePort: 30880}]"),
    ];
    let cluster = fresh(&text.concat());
    assert_eq!(
        findings(&cluster),
        "\
9 SVC-CLUSTER-IP-TAKEN spec.clusterIP: spec.clusterIPs: Invalid value: [\"10.96.0.77\"]: failed to allocate IP 10.96.0.77: provided IP is already allocated
14 SVC-CLUSTER-IP-RANGE spec.clusterIP: spec.clusterIPs: Invalid value: [\"10.10.1.101\"]: failed to allocate IP 10.10.1.101: the provided IP (10.10.1.101) is not in the valid range. The range of valid IPs is 10.96.0.0/12
19 SVC-CLUSTER-IP-TAKEN spec.clusterIP: spec.clusterIPs: Invalid value: [\"10.96.0.1\"]: failed to allocate IP 10.96.0.1: provided IP is already allocated
24 SVC-NODE-PORT-TAKEN spec.ports[0].nodePort: spec.ports[0].nodePort: Invalid value: 30880: provided port is already allocated
"
    );
    let kept = cluster.services().filter(|service| service.reference.namespace == "default");
    assert_eq!(kept.map(|service| service.reference.name.clone()).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn whoever_had_an_address_keeps_it_when_another_one_wants_it() {
    let a = service("a", "ports: [{port: 80}]");
    let first = fresh(&a);
    let address = first.service("default", "a").and_then(|service| service.cluster_ip).expect("an address");
    let both = service("b", &format!("clusterIP: {address}, ports: [{{port: 80}}]")) + &a;
    let second = cluster(&both, &first.memory);
    let of = |name: &str| second.service("default", name).and_then(|service| service.cluster_ip);
    assert_eq!((of("a"), of("b")), (Some(address), None), "the newcomer is refused");
    assert!(findings(&second).starts_with("4 SVC-CLUSTER-IP-TAKEN"), "{}", findings(&second));
}

#[test]
fn a_namespace_must_be_there() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n---\n";
    let cluster = fresh(text);
    assert_eq!(findings(&cluster), "3 NS-NOT-FOUND metadata.namespace: namespaces \"shop\" not found\n");
    let with = format!("{text}apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop}}\n");
    assert_eq!(findings(&fresh(&with)), "");
    let names: Vec<String> = cluster.store.all::<Namespace>().map(|(name, ..)| name.name.clone()).collect();
    assert_eq!(names, ["default", "kube-node-lease", "kube-public", "kube-system"]);
}

#[test]
fn the_last_of_two_with_one_name_wins() {
    let text = service("a", "clusterIP: 10.96.0.77, ports: [{port: 80}]")
        + &service("a", "clusterIP: 10.96.0.78, ports: [{port: 81}]");
    assert_eq!(written(&text), "service default/a ClusterIP 10.96.0.78 81/TCP>81\n");
    assert_eq!(
        findings(&fresh(&text)),
        "3 ALREADY-EXISTS metadata.name: Service default/a is written more than once; the last one wins, as with kubectl apply\n"
    );
}

#[test]
fn a_spent_pool_is_said_to_be_spent() {
    let world = "apiVersion: malla.dev/v1\nkind: World\nmetadata: {name: w}\nspec: {nodes: [{name: one, address: 10.9.9.9}], cluster: {serviceCIDR: 10.0.0.0/30, nodePortRange: 30000-30000}}\n---\n";
    let dns = "apiVersion: v1\nkind: Service\nmetadata: {name: kube-dns, namespace: kube-system}\nspec: {clusterIP: None}\n---\n";
    let text = [
        world.into(),
        dns.into(),
        service("a", "type: NodePort, ports: [{port: 1, name: a}, {port: 2, name: b}]"),
        service("c", "ports: [{port: 1}]"),
    ];
    let said = findings(&fresh(&text.concat()));
    assert!(
        said.contains("SVC-POOL-SPENT spec.ports[1].nodePort: failed to allocate a nodePort: range is full"),
        "{said}"
    );
    assert!(said.contains("SVC-POOL-SPENT spec: failed to allocate a serviceIP: range is full"), "{said}");
    assert_eq!(cluster(&text.concat(), &Memory::default()).services().count(), 1);
}

#[test]
fn an_ingress_without_a_class_gets_the_default_one() {
    let class = |name: &str, default: bool| {
        let annotation =
            if default { ", annotations: {ingressclass.kubernetes.io/is-default-class: \"true\"}" } else { "" };
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {name}{annotation}}}\nspec: {{controller: x/y}}\n---\n"
        )
    };
    let ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\nspec: {defaultBackend: {service: {name: a, port: {number: 80}}}}\n---\n";
    let a = service("a", "ports: [{port: 80}]");
    let named = |classes: &[String]| {
        let cluster = fresh(&format!("{}{ingress}{a}", classes.concat()));
        let (ingress, _) = cluster.store.find::<malla_manifest::Ingress>("default", "i").expect("taken");
        (ingress.spec.ingress_class_name.clone(), findings(&cluster).contains("INGRESS-NO-CLASS"))
    };
    assert_eq!(named(&[class("x", false), class("z", true)]), (Some("z".into()), false));
    assert_eq!(named(&[class("x", false)]), (None, true));
    assert_eq!(named(&[class("x", true), class("z", true)]), (None, true));
}
