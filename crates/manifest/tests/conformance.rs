//! Kubernetes' own validation cases (`conformance/kubernetes` next to the repository, read in place; another folder in
//! `MALLA_CONFORMANCE`): names, Services, Ingresses and NetworkPolicies.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{Finding, Manifest, SourceFile, Value, parse, read_value, to_yaml};
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

/// Prints the score and every case that fails.
fn score(group: &str, outcomes: &[(String, Result<(), String>)]) {
    let wrong =
        outcomes.iter().filter_map(|(name, outcome)| outcome.as_ref().err().map(|why| format!("{name}: {why}")));
    let wrong: Vec<String> = wrong.collect();
    println!("{group}: {}/{}", outcomes.len() - wrong.len(), outcomes.len());
    assert!(wrong.is_empty(), "{group}\n{}", wrong.join("\n"));
}

/// The errors of an object that upstream's test hands to the validation, behind the defaulting.
fn errors_behind_defaults(object: &Value) -> Vec<Finding> {
    let parsed = parse(&[SourceFile { name: "c.yaml".into(), text: to_yaml(object) }]);
    let undefaulted = parsed.manifests.iter().flat_map(Manifest::undefaulted).collect::<Vec<_>>();
    parsed.findings.into_iter().filter(Finding::is_error).chain(undefaulted).collect()
}

#[test]
fn services_are_refused_as_often_as_upstream_refuses_them() {
    let Some(folder) = folder() else { return };
    let cases = data(&folder.join("validation/service-create.yaml"));
    let outcomes: Vec<_> = list(&cases, "cases")
        .iter()
        .map(|case| {
            let object = case.get("object").unwrap();
            let found = errors_behind_defaults(object);
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
    score("validation/service-create", &outcomes);
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
    score("validation/ingress", &outcomes);
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
        // Of a container's port, an empty name is no name.
        "port name (container port names, NetworkPolicy named ports)" if word.is_empty() => {
            format!(
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: a}}\nspec:\n  podSelector: {{}}\n  ingress: [{{ports: [{{port: {q}}}]}}]\n"
            )
        }
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
    score("validation/names", &outcomes);
}

#[test]
fn network_policies_are_refused_when_upstream_refuses_them() {
    let Some(folder) = folder() else { return };
    let cases = data(&folder.join("validation/networkpolicy.yaml"));
    let outcomes: Vec<_> = list(&cases, "cases")
        .iter()
        .map(|case| {
            let found = errors(case.get("object").unwrap());
            let valid = case.get("valid") == Some(&Value::Bool(true));
            let said: Vec<String> = found.iter().map(|f| f.diagnostic(malla_trace::Lang::En).message).collect();
            let outcome =
                if found.is_empty() == valid { Ok(()) } else { Err(format!("valid {valid}, found {said:?}")) };
            (text(case, "name").to_owned(), outcome)
        })
        .collect();
    assert!(outcomes.len() > 45, "{} cases only", outcomes.len());
    score("validation/networkpolicy", &outcomes);
}
