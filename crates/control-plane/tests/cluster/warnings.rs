//! What is accepted and will not do what was meant.

use crate::picture::{NOTES, findings, fresh, line};

/// What is said about the notes' cluster after a change.
fn said(from: &str, to: &str) -> String {
    let text = NOTES.replace(from, to);
    assert_ne!(text, NOTES, "the change changes something");
    findings(&fresh(&text))
}

#[test]
fn the_notes_cluster_has_nothing_to_complain_about() {
    assert_eq!(findings(&fresh(NOTES)), "");
}

#[test]
fn a_selector_that_finds_nothing_hears_what_comes_nearest() {
    let at = line(NOTES, "clusterIP: 10.10.1.102") + 1;
    assert_eq!(
        said("selector:\n    app: wp\n", "selector:\n    app: word\n"),
        format!("{at} SVC-NO-POD-MATCHES spec.selector: the selector app=word matches no pod: no endpoints\n")
    );
    let text = NOTES.replace("selector:\n    app: wp\n", "selector:\n    app: wpp\n");
    let cluster = fresh(&text);
    let hints = cluster.findings[0].diagnostic(malla_trace::Lang::En).hints;
    assert_eq!(hints, ["there are pods with app=wp"]);
}

#[test]
fn no_replicas_are_no_mistake() {
    assert_eq!(said("replicas: 2", "replicas: 0"), "");
}

#[test]
fn an_ingress_that_leads_nowhere_is_told_where() {
    let at = line(NOTES, "number: 8080");
    assert_eq!(
        said("{name: wp-service, port", "{name: wp-servise, port"),
        format!(
            "{at} INGRESS-NO-SERVICE spec.rules[0].http.paths[0].backend.service.name: \
             spec.rules[0].http.paths[0].backend.service.name: the Service \"wp-servise\" does not exist\n"
        )
    );
    assert_eq!(
        said("{number: 8080}", "{number: 80}"),
        format!(
            "{at} INGRESS-NO-PORT spec.rules[0].http.paths[0].backend.service.port: \
             spec.rules[0].http.paths[0].backend.service.port: the Service \"wp-service\" has no port 80\n"
        )
    );
    assert_eq!(
        said("{number: 8080}", "{name: web}"),
        format!(
            "{at} INGRESS-NO-PORT spec.rules[0].http.paths[0].backend.service.port: \
             spec.rules[0].http.paths[0].backend.service.port: the Service \"wp-service\" has no port web\n"
        )
    );
}

#[test]
fn an_unknown_class_is_named() {
    let at = line(NOTES, "ingressClassName");
    let said = said("ingressClassName: nginx", "ingressClassName: traefik");
    assert!(said.starts_with(&format!("{at} INGRESS-NO-CLASS spec.ingressClassName: ")), "{said}");
}

#[test]
fn replicas_that_fit_nowhere_are_one_finding() {
    let text = NOTES
        .replace("image: wordpress:6-apache", "image: wordpress:6-apache\n        resources: {requests: {cpu: '99'}}");
    let said = findings(&fresh(&text));
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains("POD-UNSCHEDULABLE spec.template.spec.containers[0].resources: the pod wordpress-"),
        "{said}"
    );
}

#[test]
fn a_billion_replicas_are_cut_and_said_to_be() {
    let at = line(NOTES, "replicas: 2");
    let cluster = fresh(&NOTES.replace("replicas: 2", "replicas: 2000000000"));
    assert_eq!(cluster.pods().count(), 2_000);
    assert!(cluster.pods().any(|pod| pod.name().starts_with("coredns-")), "the system's own come first");
    let said = findings(&cluster);
    let cut = format!(
        "{at} POD-LIMIT spec.replicas: spec.replicas: 2000000000 pods are asked for, and Malla makes at most 2000 in all"
    );
    assert!(said.lines().any(|line| line == cut), "{said}");
}
