//! The language service: what it says at a mark in a text.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::assist::{Known, OutlineItem, complete, hover, outline};

/// A text and where its `|` stood.
fn marked(text: &str) -> (String, usize) {
    let at = text.find('|').unwrap();
    (text.replacen('|', "", 1), at)
}

/// What is offered at the mark: required ones with `!`, and what the first would put in.
fn offered(text: &str) -> (String, String) {
    let (text, at) = marked(text);
    let found = complete(&text, at, &Known::default());
    let labels = found.items.iter().map(|item| format!("{}{}", item.label, if item.required { "!" } else { "" }));
    let labels: Vec<String> = labels.collect();
    let first = found.items.first().map(|item| {
        let mut text = text.clone();
        text.replace_range(found.replace.clone(), &item.insert);
        text.insert(found.replace.start + item.cursor, '|');
        text
    });
    (labels.join(" "), first.unwrap_or_default())
}

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n";

#[test]
fn fields_that_are_missing_are_offered_the_required_first() {
    let (labels, first) = offered(&format!("{SERVICE}  ports:\n  - port: 80\n    |\n  type: ClusterIP\n"));
    assert_eq!(labels, "appProtocol name nodePort protocol targetPort");
    assert!(first.contains("  - port: 80\n    appProtocol: |\n  type"), "{first}");
    let (labels, first) = offered(&format!("{SERVICE}  por|"));
    assert!(labels.starts_with("ports"), "{labels}");
    assert!(first.ends_with("spec:\n  ports:\n  - |"), "{first}");
}

#[test]
fn a_key_that_is_being_typed_between_others_is_completed_in_its_place() {
    let (labels, first) = offered(&format!("{SERVICE}  sel|\n  ports:\n    - port: 80\n"));
    assert!(labels.starts_with("selector"), "{labels}");
    assert!(first.contains("spec:\n  selector:\n    |\n  ports"), "{first}");
}

#[test]
fn hover_tells_the_field_of_a_key_and_of_a_value() {
    let (text, at) = marked(&format!("{SERVICE}  ports:\n  - name: http\n  - tar|getPort: 8080\n"));
    let found = hover(&text, at).unwrap();
    assert_eq!((&*found.path, &*found.owner, &*found.field), ("spec.ports[1].targetPort", "ServicePort", "targetPort"));
    assert_eq!((&*found.shape, &text[found.span.clone()]), ("IntOrString", "targetPort"));
    let doc = found.doc.unwrap();
    assert_eq!((doc.group, &*doc.owner, &*doc.field), ("core", "ServicePort", "targetPort"));
    let (text, at) = marked(&format!("{SERVICE}  type: Cluster|IP\n"));
    let found = hover(&text, at).unwrap();
    assert_eq!(found.words, ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]);
    assert_eq!(&text[found.span], "ClusterIP");
}

/// The first item of that label, put in at the mark with all that goes with it.
fn chosen(text: &str, label: &str) -> String {
    let (text, at) = marked(text);
    let found = complete(&text, at, &Known::default());
    let item = found.items.iter().find(|item| item.label == label).unwrap_or_else(|| panic!("{found:#?}"));
    let mut edits: Vec<(std::ops::Range<usize>, &str)> = vec![(found.replace.clone(), &item.insert)];
    edits.extend(item.also.iter().map(|edit| (edit.bytes.clone(), &*edit.text)));
    edits.sort_by_key(|(bytes, _)| bytes.start);
    edits.into_iter().rev().fold(text, |mut text, (bytes, new)| {
        text.replace_range(bytes, new);
        text
    })
}

#[test]
fn a_kind_brings_its_api_version_along() {
    assert_eq!(chosen("kind: Dep|\n", "Deployment"), "apiVersion: apps/v1\nkind: Deployment\n");
    assert_eq!(chosen("apiVersion: v1\nkind: |\n", "Ingress"), "apiVersion: networking.k8s.io/v1\nkind: Ingress\n");
    assert_eq!(chosen("apiVersion: apps/v1\nkind: |\n", "Deployment"), "apiVersion: apps/v1\nkind: Deployment\n");
    assert_eq!(chosen("apiVersion:\nkind: S|\n", "Service"), "apiVersion: v1\nkind: Service\n");
    let istio = "apiVersion: networking.istio.io/v1beta1\nkind: |\n";
    assert!(chosen(istio, "Sidecar").starts_with("apiVersion: networking.istio.io/v1beta1\n"));
    let (labels, _) = offered("apiVersion: |\nkind: Ingress\n");
    assert_eq!(labels, "networking.k8s.io/v1");
}

#[test]
fn an_empty_document_offers_whole_objects() {
    let text = chosen("a: 1\n---\nServ|", "Service");
    assert!(text.starts_with("a: 1\n---\napiVersion: v1\nkind: Service\n"), "{text}");
    let (labels, _) = offered("apiVersion: v1\n|");
    assert_eq!(labels, "kind! metadata! spec!");
}

#[test]
fn values_of_a_closed_list_are_offered() {
    assert_eq!(offered(&format!("{SERVICE}  type: |\n")).0, "ClusterIP NodePort LoadBalancer ExternalName");
    assert_eq!(offered(&format!("{SERVICE}  type:|\n")).1, format!("{SERVICE}  type: ClusterIP|\n"));
    assert_eq!(offered(&format!("{SERVICE}  type: \"No|\"\n")).1, format!("{SERVICE}  type: \"NodePort\"|\n"));
    assert_eq!(offered(&format!("{SERVICE}  publishNotReadyAddresses: t|\n")).0, "true");
    assert_eq!(offered(&format!("{SERVICE}  ipFamilies:\n  - |\n")).0, "IPv4 IPv6");
    assert_eq!(offered(&format!("{SERVICE}  ipFamilies: [IPv4, |]\n")).0, "IPv4 IPv6");
    assert_eq!(offered(&format!("{SERVICE}  ports: [{{port: 80, pro|}}]\n")).1.matches("protocol: |").count(), 1);
}

#[test]
fn nothing_is_offered_where_nothing_can_be_said() {
    assert_eq!(offered(&format!("{SERVICE}  # por|\n")).0, "");
    assert_eq!(offered("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n").0, "");
    assert_eq!(offered("apiVersion: v1\nkind: ConfigMap\ndata:\n  a: >\n    ki|\n").0, "");
    assert_eq!(offered(&format!("{SERVICE}  clusterIP: 10.0.0.1 |\n")).0, "");
    assert_eq!(offered("apiVersion: x/v1\nkind: Strange\nspec:\n  |\n").0, "");
}

#[test]
fn the_list_of_a_document_is_indented_as_its_first_one() {
    let text = "apiVersion: v1\nkind: Service\nmetadata:\n  finalizers:\n    - a\nspec:\n  por|";
    assert!(offered(text).1.ends_with("  ports:\n    - |"), "{}", offered(text).1);
    let under = format!("{SERVICE}  ports:\n    |\n");
    assert!(offered(&under).1.contains("  ports:\n    - port: |\n"), "{}", offered(&under).1);
}

#[test]
fn the_outline_tells_objects_and_their_parts() {
    let text = format!(
        "{SERVICE}  ports:\n  - {{name: http, port: 80}}\n  - port: 81\n---\napiVersion: networking.istio.io/v1\nkind: \
         VirtualService\nmetadata: {{name: v, namespace: shop}}\nspec:\n  hosts: [web]\n  http:\n  - route:\n    - \
         destination: {{host: web, subset: v1}}\n"
    );
    let mut told = String::new();
    tell(&outline(&text), 0, &text, &mut told);
    assert_eq!(
        told,
        "Service web \n  ports http \n  ports 81 \nVirtualService v shop\n  hosts web \n  http 1 \n    route web v1 \n"
    );
}

fn tell(items: &[OutlineItem], depth: usize, text: &str, out: &mut String) {
    for item in items {
        *out += &format!("{:width$}{} {} {}\n", "", item.kind, item.name, item.namespace, width = depth * 2);
        assert!(text.get(item.span.clone()).is_some() && item.span.start <= item.head.start);
        tell(&item.children, depth + 1, text, out);
    }
}
