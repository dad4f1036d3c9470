//! From text to typed objects and back to lines.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{IntOrString, Object, Parsed, SourceFile, parse};
use malla_trace::{FieldPath, Lang};

fn read(text: &str) -> Parsed {
    parse(&[SourceFile { name: "a.yaml".into(), text: text.into() }])
}

fn lines(parsed: &Parsed) -> Vec<String> {
    let print = |d: malla_trace::Diagnostic| format!("{}:{} {} {}", d.place.line, d.place.column, d.code, d.message);
    parsed.findings.iter().map(|finding| print(finding.diagnostic(Lang::En))).collect()
}

const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: wp-service
  labels: {app: wordpress}
spec:
  clusterIP: 10.10.1.102
  selector:
    app: wordpress
  ports:
  - port: 8080
    targetPort: 80
";

#[test]
fn a_service_is_read_with_the_line_of_every_field() {
    let parsed = read(SERVICE);
    assert_eq!(lines(&parsed), Vec::<String>::new());
    let [manifest] = parsed.manifests.as_slice() else { panic!("{parsed:?}") };
    assert_eq!(manifest.reference.to_string(), "Service default/wp-service");
    let Object::Service(service) = &manifest.object else { panic!("{manifest:?}") };
    assert_eq!(service.spec.cluster_ip.as_deref(), Some("10.10.1.102"));
    assert_eq!(service.spec.ports[0].target_port, Some(IntOrString::Int(80)));
    assert_eq!(service.spec.service_type, None, "as written, before any default");
    for (path, line, columns, exact) in [
        ("spec.ports[0].targetPort", 12, (5, 19), true),
        ("spec.ports[0]", 11, (5, 15), true),
        ("spec.ports[0].protocol", 11, (5, 15), false),
        ("spec.ports[1].port", 10, (3, 9), false),
        ("spec.selector", 8, (3, 12), true),
        ("metadata.labels[app]", 5, (12, 26), true),
        ("status.loadBalancer", 1, (1, 15), false),
    ] {
        let found = manifest.source.resolve(&FieldPath::parse(path));
        assert_eq!((found.place.line, found.exact), (line, exact), "{path}");
        assert_eq!((found.place.column, found.place.end_column), columns, "{path}");
    }
}

#[test]
fn a_list_gives_its_items_and_a_broken_document_hides_no_other() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n";
    let broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n";
    let parsed = read(&format!("{list}---\n{broken}---\n{SERVICE}"));
    let names: Vec<String> = parsed.manifests.iter().map(|m| m.reference.to_string()).collect();
    assert_eq!(names, ["Namespace a", "Service default/wp-service"]);
    assert_eq!(lines(&parsed), ["8:18 YAML-SYNTAX did not find expected ',' or ']' or '}'"]);
    let line = parsed.manifests[1].source.resolve(&FieldPath::parse("spec.ports")).place.line;
    assert_eq!(line, 19);
}
