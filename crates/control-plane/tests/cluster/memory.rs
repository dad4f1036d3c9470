//! What survives an edit, and what a deletion changes.

use crate::picture::{NOTES, cluster, fresh, pods, slices};
use malla_control_plane::{Cluster, Memory};
use malla_trace::ObjectRef;

fn named<'c>(cluster: &'c Cluster, prefix: &str) -> Vec<&'c ObjectRef> {
    cluster.pods().filter(|pod| pod.name().starts_with(prefix)).map(|pod| pod.reference).collect()
}

fn addresses(cluster: &Cluster, prefix: &str) -> Vec<String> {
    let mut addresses: Vec<String> = cluster
        .pods()
        .filter(|pod| pod.name().starts_with(prefix))
        .filter_map(|pod| Some(pod.ip?.to_string()))
        .collect();
    addresses.sort();
    addresses
}

/// The memory with the first pod of that name deleted.
fn without(cluster: &Cluster, prefix: &str) -> Memory {
    let mut memory = cluster.memory.clone();
    let first = named(cluster, prefix).first().copied().expect("a pod").clone();
    assert!(memory.delete_pod(&first));
    memory
}

#[test]
fn a_deleted_pod_comes_back_with_another_name_and_address() {
    let before = fresh(NOTES);
    let after = cluster(NOTES, &without(&before, "mariadb-"));
    assert_ne!(named(&before, "mariadb-"), named(&after, "mariadb-"));
    assert_eq!(addresses(&after, "mariadb-"), ["10.10.0.113"], "the second of its list");
    assert!(slices(&after).contains("3306/TCP: 10.10.0.113@nodoc"), "the Service follows");
    for other in ["wordpress-", "nginx-", "coredns-"] {
        assert_eq!(named(&before, other), named(&after, other), "nobody else moves");
    }
    let third = cluster(NOTES, &without(&after, "mariadb-"));
    assert_eq!(addresses(&third, "mariadb-"), ["10.10.0.2"], "the list is spent: the next free one");
    let fourth = cluster(NOTES, &without(&third, "mariadb-"));
    assert_eq!(addresses(&fourth, "mariadb-"), ["10.10.0.3"], "and none comes back");
}

#[test]
fn one_of_two_is_deleted_and_the_other_stays() {
    let before = fresh(NOTES);
    let mut memory = before.memory.clone();
    let victim = before.pod_at("10.10.0.112".parse().expect("an address")).expect("a pod").reference.clone();
    assert!(memory.delete_pod(&victim));
    let after = cluster(NOTES, &memory);
    assert_eq!(addresses(&after, "wordpress-"), ["10.10.0.102", "10.10.0.2"]);
}

#[test]
fn another_template_makes_other_pods_and_the_old_one_does_not_bring_them_back() {
    let before = fresh(NOTES);
    let edit = NOTES.replace("image: mariadb:11", "image: mariadb:12");
    let after = cluster(&edit, &before.memory);
    assert_eq!(addresses(&after, "mariadb-"), ["10.10.0.103"], "a rollout leaves the listed address to its successor");
    assert_eq!(addresses(&after, "wordpress-"), addresses(&before, "wordpress-"));
    let back = cluster(NOTES, &after.memory);
    assert_eq!(addresses(&back, "mariadb-"), ["10.10.0.103"]);
    assert_ne!(named(&back, "mariadb-"), named(&before, "mariadb-"), "the same template, other pods");
}

#[test]
fn fewer_replicas_and_then_as_many_again() {
    let before = fresh(NOTES);
    let one = cluster(&NOTES.replace("replicas: 2", "replicas: 1"), &before.memory);
    assert_eq!(addresses(&one, "wordpress-"), ["10.10.0.102"]);
    let two = cluster(NOTES, &one.memory);
    assert_eq!(addresses(&two, "wordpress-"), ["10.10.0.102", "10.10.0.112"], "a new pod in the old seat");
}

#[test]
fn a_written_pod_stays_deleted_until_it_is_written_anew() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: solo}\nspec: {containers: [{name: c, image: busybox}]}\n";
    let before = fresh(pod);
    assert_eq!(addresses(&before, "solo"), ["10.244.0.3"]);
    let after = cluster(pod, &without(&before, "solo"));
    assert_eq!(pods(&after), "pod kube-system/coredns-# nodo1 10.244.0.2 ready\n");
    let still = cluster(pod, &after.memory);
    assert_eq!(named(&still, "solo"), Vec::<&ObjectRef>::new());
    let gone = cluster("", &still.memory);
    assert_eq!(addresses(&cluster(pod, &gone.memory), "solo"), ["10.244.0.4"], "applied again, a new address");
}

#[test]
fn pods_of_a_machine_that_goes_find_another_one() {
    let before = fresh(NOTES);
    let smaller: String =
        NOTES.lines().filter(|line| !line.contains("name: nodoa")).map(|line| format!("{line}\n")).collect();
    let after = cluster(&smaller, &before.memory);
    let nodes: Vec<Option<&str>> =
        after.pods().filter(|pod| pod.name().starts_with("wordpress-")).map(|pod| pod.node).collect();
    assert!(nodes.iter().all(|node| matches!(node, Some("nodob" | "nodoc"))), "{nodes:?}");
    assert!(
        !named(&after, "wordpress-")
            .contains(&before.pod_at("10.10.0.102".parse().expect("ip")).expect("pod").reference)
    );
}

#[test]
fn nobody_deletes_what_is_not_there() {
    let mut memory = fresh(NOTES).memory;
    let nobody = ObjectRef { kind: "Pod".into(), namespace: "default".into(), name: "nobody".into() };
    assert!(!memory.delete_pod(&nobody));
}
