//! The language service: what it says at a mark in a text.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::assist::{Known, complete, hover};

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
