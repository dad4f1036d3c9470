//! Services and the addresses behind them.

use crate::picture::{fresh, slices};

fn pod(name: &str, extra: &str, container: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: a}}}}\n\
         spec: {{nodeName: nodoa{extra}, containers: [{{name: c, image: i{container}}}]}}\n---\n"
    )
}

fn service(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s, labels: {{own: label}}}}\nspec: {{{spec}}}\n---\n")
}

/// The slices of the Service `s`, without their names.
fn of(text: &str) -> Vec<String> {
    let cluster = fresh(text);
    let lines: Vec<String> = slices(&cluster)
        .lines()
        .filter_map(|line| line.strip_prefix("slice default/s-"))
        .map(|line| line[5..].to_owned())
        .collect();
    lines
}

#[test]
fn a_named_port_that_means_two_numbers_parts_the_pods() {
    let text = [
        pod("one", "", ", ports: [{name: web, containerPort: 8080}]"),
        pod("three", "", ""),
        pod("two", "", ", ports: [{name: web, containerPort: 9090}]"),
        service("selector: {app: a}, ports: [{name: http, port: 80, targetPort: web}, {name: x, port: 81}]"),
    ];
    let mut found = of(&text.concat());
    found.sort_unstable();
    let want = [
        " http 8080/TCP x 81/TCP: 10.244.0.3@nodoa",
        " http 9090/TCP x 81/TCP: 10.244.0.5@nodoa",
        " x 81/TCP: 10.244.0.4@nodoa",
    ];
    assert_eq!(found, want);
}

#[test]
fn a_name_of_another_protocol_is_another_port() {
    let text = [
        pod("one", "", ", ports: [{name: dns, containerPort: 53, protocol: UDP}]"),
        service("selector: {app: a}, ports: [{port: 53, targetPort: dns}]"),
    ];
    assert_eq!(of(&text.concat()), [": 10.244.0.3@nodoa"]);
}

#[test]
fn no_pod_makes_an_empty_slice_and_no_selector_none() {
    assert_eq!(of(&service("selector: {app: a}, ports: [{port: 80}]")), [":"]);
    assert_eq!(of(&service("ports: [{port: 80}]")), Vec::<String>::new());
    assert_eq!(of(&service("type: ExternalName, externalName: b.c, selector: {app: a}")), Vec::<String>::new());
}

#[test]
fn a_headless_service_has_slices_with_a_label_and_perhaps_no_port() {
    let text = pod("one", ", hostname: first, subdomain: s", "") + &service("clusterIP: None, selector: {app: a}");
    assert_eq!(of(&text), [": 10.244.0.3@nodoa"]);
    let cluster = fresh(&text);
    let slices = cluster.store.all::<malla_manifest::EndpointSlice>();
    let (name, slice, _) = slices.into_iter().find(|(name, ..)| name.namespace == "default").expect("a slice");
    let labels: Vec<String> = slice.meta.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(
        labels,
        [
            "endpointslice.kubernetes.io/managed-by=endpointslice-controller.k8s.io",
            "kubernetes.io/service-name=s",
            "own=label",
            "service.kubernetes.io/headless="
        ],
        "{name}"
    );
    assert_eq!(slice.endpoints[0].hostname.as_deref(), Some("first"));
    assert_eq!(slice.endpoints[0].target_ref.as_ref().map(|target| target.name.as_str()), Some("one"));
}

#[test]
fn one_that_is_not_ready_counts_only_where_that_is_published() {
    let broken = ", env: [{name: A, valueFrom: {configMapKeyRef: {name: none, key: k}}}]";
    let spec = "selector: {app: a}, ports: [{port: 80}]";
    assert_eq!(of(&(pod("one", "", broken) + &service(spec))), [" 80/TCP: 10.244.0.3@nodoa!"]);
    let published = format!("{spec}, publishNotReadyAddresses: true");
    assert_eq!(of(&(pod("one", "", broken) + &service(&published))), [" 80/TCP: 10.244.0.3@nodoa"]);
}

#[test]
fn a_pod_without_a_node_is_nowhere() {
    let lost = pod("one", "", "").replace("nodeName: nodoa", "nodeSelector: {no: where}");
    assert_eq!(of(&(lost + &service("selector: {app: a}, ports: [{port: 80}]"))), [":"]);
}

#[test]
fn a_slice_holds_a_hundred() {
    let world = "apiVersion: malla.dev/v1\nkind: World\nmetadata: {name: w}\nspec: {nodes: [{name: a, address: 10.0.0.1, cpu: '100'}, {name: b, address: 10.0.0.2}]}\n---\n";
    let set = "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: r}\nspec:\n  replicas: 150\n  selector: {matchLabels: {app: a}}\n  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i}]}}\n---\n";
    let slices = of(&format!("{world}{set}{}", service("selector: {app: a}, ports: [{port: 80}]")));
    let mut sizes: Vec<usize> = slices.iter().map(|slice| slice.matches('@').count()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [50, 100]);
}
