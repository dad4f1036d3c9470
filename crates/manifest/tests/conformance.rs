//! Kubernetes' own validation cases (`conformance/kubernetes` next to the repository, read in place; another folder in
//! `MALLA_CONFORMANCE`): names, Services and Ingresses, and no false alarm over any valid object of the other suites.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{Finding, SourceFile, Value, parse, read_value, to_yaml};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("MALLA_CONFORMANCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"), PathBuf::from);
    let folder = folder.join("kubernetes");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("+--------------------------------------------------------------+");
    println!("| SKIPPED: no conformance data; set MALLA_CONFORMANCE to it    |");
    println!("+--------------------------------------------------------------+");
    assert!(std::env::var_os("CI").is_none(), "a skip is a failure under CI");
    None
}

fn data(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    read_value(&text).unwrap_or_else(|finding| panic!("{}: {finding:?}", path.display()))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    match value.get(key) {
        Some(Value::String(text)) => text,
        _ => "",
    }
}

fn errors(object: &Value) -> Vec<Finding> {
    let parsed = parse(&[SourceFile { name: "c.yaml".into(), text: to_yaml(object) }]);
    parsed.findings.into_iter().filter(Finding::is_error).collect()
}

/// Prints the score and every case that fails though it is not known to.
fn score(group: &str, outcomes: &[(String, Result<(), String>)], known: &[(&str, &str)]) {
    let passed = outcomes.iter().filter(|(_, outcome)| outcome.is_ok()).count();
    println!("{group}: {passed}/{}", outcomes.len());
    let is_known = |name: &str| known.iter().any(|(known, _)| *known == name);
    let surprises: Vec<String> = outcomes
        .iter()
        .filter_map(|(name, outcome)| match outcome {
            Err(why) if !is_known(name) => Some(format!("{name}: {why}")),
            Ok(()) if is_known(name) => Some(format!("{name}: passes now, take it off the list")),
            Ok(()) | Err(_) => None,
        })
        .collect();
    assert!(surprises.is_empty(), "{group}\n{}", surprises.join("\n"));
}

/// Cases that describe objects after the API server's defaulting, which come to us before it.
const BEFORE_DEFAULTS: &[(&str, &str)] = &[
    ("missing namespace", "kubectl fills in default"),
    ("missing session affinity", "defaulted"),
    ("missing type", "defaulted"),
    ("missing protocol", "defaulted"),
    ("invalid type - missing AllocateLoadBalancerNodePorts for loadbalancer type", "defaulted"),
    ("nil internalTraffic field when feature gate is on", "defaulted"),
];

#[test]
fn services_are_refused_as_often_as_upstream_refuses_them() {
    let Some(folder) = folder() else { return };
    let cases = data(&folder.join("validation/service-create.yaml"));
    let outcomes: Vec<_> = list(&cases, "cases")
        .iter()
        .map(|case| {
            let object = case.get("object").unwrap();
            let found = errors(object);
            let expected = case.get("errors").cloned();
            let outcome = if expected == Some(Value::Int(found.len() as i64)) {
                Ok(())
            } else {
                let said: Vec<String> = found.iter().map(|f| f.diagnostic(malla_trace::Lang::En).message).collect();
                Err(format!("expected {expected:?}, found {said:#?}\n{}", to_yaml(object)))
            };
            (text(case, "name").to_owned(), outcome)
        })
        .collect();
    assert!(outcomes.len() > 130, "{} cases only", outcomes.len());
    score("validation/service-create", &outcomes, BEFORE_DEFAULTS);
}

#[test]
fn ingresses_are_refused_at_the_fields_upstream_names() {
    let Some(folder) = folder() else { return };
    let cases = data(&folder.join("validation/ingress.yaml"));
    let outcomes: Vec<_> = list(&cases, "cases")
        .iter()
        .map(|case| {
            let expected: Vec<&str> = list(case, "errorFields")
                .iter()
                .filter_map(|field| if let Value::String(field) = field { Some(field.as_str()) } else { None })
                .collect();
            let mut found: Vec<String> =
                errors(case.get("object").unwrap()).iter().map(|f| f.path.to_string()).collect();
            // Upstream clears or shares the backend that the case is not about.
            found.retain(|path| expected.contains(&path.as_str()) || !path.contains("ackend"));
            let outcome = if found == expected { Ok(()) } else { Err(format!("{expected:?}, found {found:?}")) };
            (text(case, "name").to_owned(), outcome)
        })
        .collect();
    assert!(outcomes.len() > 12, "{} cases only", outcomes.len());
    score("validation/ingress", &outcomes, &[]);
}

/// An object that is right but for the word in question.
fn object_with(rule: &str, word: &str) -> Option<String> {
    let q = to_yaml(&Value::String(word.into()));
    let q = q.trim_end();
    let service = |name: &str, spec: &str| {
        format!("apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec:\n  ports: [{{port: 80}}]\n{spec}")
    };
    Some(match rule {
        "DNS-1123 label" => format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {q}\n"),
        "DNS-1123 subdomain" => format!("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {q}\n"),
        "DNS-1035 label (Service names)" => {
            format!("apiVersion: v1\nkind: Service\nmetadata:\n  name: {q}\nspec:\n  ports: [{{port: 80}}]\n")
        }
        "qualified name (label keys)" => {
            format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n    {q}: x\n")
        }
        "label value" => format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n    a: {q}\n"),
        "port name (container port names, NetworkPolicy named ports)" => {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: a\n    image: b\n    ports:\n    - containerPort: 80\n      name: {q}\n"
            )
        }
        "wildcard DNS-1123 subdomain" => {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: a}}\nspec:\n  defaultBackend: {{service: {{name: a, port: {{number: 80}}}}}}\n  tls:\n  - hosts:\n    - {q}\n"
            )
        }
        "IP" => service("a", &format!("  clusterIP: {q}\n")),
        _ => return None,
    })
}

#[test]
fn names_have_the_forms_upstream_gives_them() {
    let Some(folder) = folder() else { return };
    let cases = data(&folder.join("validation/names.yaml"));
    let mut outcomes = Vec::new();
    for rule in list(&cases, "rules") {
        let name = text(rule, "rule");
        for (key, valid) in [("valid", true), ("invalid", false)] {
            for word in list(rule, key) {
                let Value::String(word) = word else { continue };
                let Some(object) = object_with(name, word) else { panic!("a rule we have no object for: {name}") };
                let parsed = parse(&[SourceFile { name: "n.yaml".into(), text: object }]);
                let fine = !parsed.findings.iter().any(Finding::is_error);
                let said = format!("valid {valid}, found {:?}", parsed.findings.first().map(|f| f.problem.code()));
                outcomes.push((format!("{name} {word:?}"), if fine == valid { Ok(()) } else { Err(said) }));
            }
        }
    }
    assert!(outcomes.len() > 200, "{} cases only", outcomes.len());
    score("validation/names", &outcomes, UNWRITTEN);
}

/// Words that stand for nothing written, or for something else, where we can put them.
const UNWRITTEN: &[(&str, &str)] =
    &[("port name (container port names, NetworkPolicy named ports) \"\"", "an empty name is no name")];

/// Every mapping with an apiVersion and a kind, wherever it stands.
fn objects(value: &Value, out: &mut Vec<Value>) {
    match value {
        Value::Map(entries) if value.get("apiVersion").is_some() && value.get("kind").is_some() => {
            out.push(Value::Map(entries.clone()));
        }
        Value::Map(entries) => entries.iter().for_each(|(_, value)| objects(value, out)),
        Value::List(items) => items.iter().for_each(|value| objects(value, out)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
    }
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            out.push(path);
        }
    }
}

/// Objects that upstream's tests hand to the programs directly, and that its own API server would refuse.
const TEST_ONLY: &[&str] = &[
    "dns 1 spec.containers: Required value",
    "kubeproxy 1 spec.clusterIP: Forbidden: may not be set for ExternalName services",
    "kubeproxy 6 spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    "kubeproxy 2 spec.healthCheckNodePort: Invalid value: 30001: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    "kubeproxy 2 spec.healthCheckNodePort: Invalid value: 30003: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    // A namespace of the name y, written without quotes: kubectl takes it for a boolean.
    "netpol 2 metadata.namespace: expected string, got boolean true",
    "netpol 1 spec.egress[0].to[0].namespaceSelector.matchExpressions[0].values[0]: expected string, got boolean true",
    "netpol 2 spec.egress[0].to[0].namespaceSelector.matchLabels[kubernetes.io/metadata.name]: expected string, got boolean true",
    "netpol 12 spec.ingress[0].from[0].namespaceSelector.matchLabels[kubernetes.io/metadata.name]: expected string, got boolean true",
];

#[test]
fn valid_objects_raise_no_alarm() {
    let Some(folder) = folder() else { return };
    let (mut alarms, mut count) = (BTreeMap::new(), 0);
    for group in ["kubeproxy", "dns", "ingress", "realkernel", "netpol"] {
        let mut paths = Vec::new();
        files(&folder.join(group), &mut paths);
        for path in paths {
            let mut found = Vec::new();
            objects(&data(&path), &mut found);
            count += found.len();
            for object in found {
                for finding in errors(&object) {
                    let said = finding.diagnostic(malla_trace::Lang::En).message;
                    *alarms.entry((group, said)).or_insert(0) += 1;
                }
            }
        }
    }
    println!("valid objects of kubeproxy, dns, ingress, realkernel, netpol: {count}, alarms: {}", alarms.len());
    assert!(count > 300, "{count} objects only");
    let told: Vec<String> = alarms.iter().map(|((group, said), times)| format!("{group} {times} {said}")).collect();
    assert_eq!(told, TEST_ONLY);
}
