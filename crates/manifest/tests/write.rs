//! What is written reads back the same, by kubectl's rules.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{Object, SourceFile, Value, parse, read_value, to_yaml};

fn object(text: &str) -> Object {
    let parsed = parse(&[SourceFile { name: "w.yaml".into(), text: text.into() }]);
    assert!(parsed.findings.is_empty(), "{:?}", parsed.findings);
    parsed.manifests.into_iter().next().unwrap().object
}

/// Texts that YAML, or kubectl's YAML, takes for something else when they are not quoted.
const WORDS: &[&str] = &[
    "yes",
    "on",
    "y",
    "N",
    "Off",
    "true",
    "null",
    "~",
    "",
    "1_000",
    "0777",
    "0x1F",
    "1e3",
    ".5",
    "1.",
    "+1",
    "-1",
    ".inf",
    ".nan",
    "2024-01-01",
    " a",
    "a ",
    "- a",
    "-",
    "?",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "{a",
    "[a",
    "a, b",
    "\"a\"",
    "'a'",
    "it's",
    "a\\b",
    "a\nb",
    "a\n",
    "a\n\n",
    "\na",
    " a\n b\n",
    "a\tb",
    "\t",
    "\u{0}",
    "\u{1b}",
    "ñ",
    "🎈",
    "---",
    "...",
    "--- a",
    "<<",
    "=",
    "a\r\nb",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "12:30",
    "0b1",
    "0o7",
    "None",
    "08",
];

#[test]
fn words_kubectl_would_misread_come_back_as_they_were() {
    for word in WORDS {
        let value = Value::Map(vec![
            ((*word).to_owned(), Value::String((*word).into())),
            (
                "list".into(),
                Value::List(vec![Value::String((*word).into()), Value::Map(vec![("k".into(), (*word).into())])]),
            ),
        ]);
        let text = to_yaml(&value);
        assert_eq!(read_value(&text), Ok(value), "{word:?} was written as\n{text}");
    }
}

#[test]
fn numbers_and_empty_things_come_back_as_they_were() {
    let value = Value::List(vec![
        Value::Int(0),
        Value::Int(i64::MIN),
        Value::Float(0.1),
        Value::Float(-1.5e300),
        Value::Bool(true),
        Value::Null,
        Value::Map(vec![]),
        Value::List(vec![]),
        Value::List(vec![Value::List(vec![Value::Int(1)]), Value::Map(vec![("a".into(), Value::List(vec![]))])]),
    ]);
    let text = to_yaml(&value);
    assert_eq!(read_value(&text), Ok(value), "{text}");
}

#[test]
fn an_object_is_written_as_kubectl_writes_it() {
    let text = "\
apiVersion: v1
kind: Service
metadata:
  name: wp-service
spec:
  type: NodePort
  selector:
    app: wordpress
    tier: \"1\"
  ports:
  - name: http
    port: 8080
    targetPort: 80
";
    assert_eq!(to_yaml(&object(text).to_value()), text);
}

#[test]
fn a_value_reads_as_an_object_without_checks() {
    let refused = "{apiVersion: v1, kind: Service, metadata: {name: A}, spec: {healthCheckNodePort: 80, ports: 5}}";
    let Some(Object::Service(service)) = Object::from_value(&read_value(refused).unwrap()) else { panic!() };
    assert_eq!((service.meta.name.as_str(), service.spec.health_check_node_port), ("A", Some(80)));
    assert!(service.spec.ports.is_empty());
    assert_eq!(Object::from_value(&Value::Null), None);
}

#[test]
fn every_object_of_the_fixtures_survives_writing() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fine.yaml");
    let text = std::fs::read_to_string(folder).unwrap();
    let parsed = parse(&[SourceFile { name: "fine.yaml".into(), text }]);
    assert!(parsed.manifests.len() >= 5);
    for manifest in parsed.manifests {
        let (typed, written) = (to_yaml(&manifest.object.to_value()), to_yaml(&manifest.source.value()));
        assert_eq!(object(&typed), manifest.object, "{typed}");
        assert_eq!(object(&written), manifest.object, "{written}");
    }
}
