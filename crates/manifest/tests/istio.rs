//! Istio's own validation cases (`conformance/istio` next to the repository, read in place; another folder in
//! `MALLA_CONFORMANCE`). The rows of `unit` are what the webhook's functions say by themselves, those of `crd` what the
//! API server says; a manifest meets the definition first, so both are asked.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{Finding, ShapeProblem, SourceFile, Value, istioctl_validate, parse, read_value, to_yaml};
use malla_trace::Lang;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("MALLA_CONFORMANCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"), PathBuf::from);
    let folder = folder.join("istio");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("+--------------------------------------------------------------+");
    println!("| SKIPPED: no conformance data; set MALLA_CONFORMANCE to it    |");
    println!("+--------------------------------------------------------------+");
    assert!(std::env::var_os("CI").is_none(), "a skip is a failure under CI");
    None
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

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    match value.get(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn flag(value: &Value, key: &str) -> Option<bool> {
    match value.get(key) {
        Some(Value::Bool(flag)) => Some(*flag),
        _ => None,
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn findings(text: String) -> Vec<Finding> {
    parse(&[SourceFile { name: "c.yaml".into(), text }]).findings
}

/// `__REPEAT__:a:9` is nine letters; what is nil in Go is not written, except where it is the value of a free key.
fn expanded(value: &Value, free: bool) -> Value {
    match value {
        // An IPv6 address in a flow list, which the data's reader took for a key.
        Value::Map(entries) if matches!(&entries[..], [(key, Value::Null)] if key.ends_with(':')) => {
            Value::String(format!("{}:", entries[0].0))
        }
        Value::String(text) => match text.strip_prefix("__REPEAT__:").and_then(|rest| rest.split_once(':')) {
            Some((letter, count)) => Value::String(letter.repeat(count.parse().unwrap())),
            // Constants of upstream's test, which came along by their names.
            None if text == "Group" => Value::String("gateway.networking.k8s.io".into()),
            None if text == "Kind" => Value::String("Gateway".into()),
            None => value.clone(),
        },
        Value::List(items) => Value::List(items.iter().map(|item| expanded(item, false)).collect()),
        Value::Map(entries) => Value::Map(
            entries
                .iter()
                .filter(|(_, value)| free || *value != Value::Null)
                .map(|(key, value)| {
                    let free = matches!(key.as_str(), "headers" | "withoutHeaders" | "queryParams" | "customTags");
                    (key.clone(), expanded(value, free))
                })
                .collect(),
        ),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => value.clone(),
    }
}

/// An object of the definitions' rows, whose nulls are meant.
fn repaired(value: &Value) -> Value {
    match value {
        Value::Map(entries) if matches!(&entries[..], [(key, Value::Null)] if key.ends_with(':')) => {
            expanded(value, false)
        }
        Value::Map(entries) => Value::Map(entries.iter().map(|(key, value)| (key.clone(), repaired(value))).collect()),
        Value::List(items) => Value::List(items.iter().map(repaired).collect()),
        other => other.clone(),
    }
}

/// Puts a value where a dotted path leads, through the only item of each list.
fn nested(path: &[&str], value: Value) -> Value {
    let Some((first, rest)) = path.split_first() else { return value };
    let below = nested(rest, value);
    match first.strip_suffix("[]") {
        Some(key) => map([(key, Value::List(vec![below]))]),
        None => map([(*first, below)]),
    }
}

/// Two mappings as one; lists of one item are merged item by item.
fn merged(base: Value, over: Value) -> Value {
    match (base, over) {
        (Value::Map(mut base), Value::Map(over)) => {
            for (key, value) in over {
                match base.iter().position(|(known, _)| *known == key) {
                    Some(at) => base[at].1 = merged(base[at].1.clone(), value),
                    None => base.push((key, value)),
                }
            }
            Value::Map(base)
        }
        (Value::List(base), Value::List(over)) if base.len() == 1 && over.len() == 1 => {
            Value::List(vec![merged(base[0].clone(), over[0].clone())])
        }
        (_, over) => over,
    }
}

/// The smallest right object around a fragment of that place; nothing where the place is none of an object.
fn around(place: &str) -> Option<(&'static str, Value, String)> {
    let text = |text: &str| Value::String(text.into());
    let yaml = |text: &str| read_value(text).unwrap();
    let path = place.split(' ').next()?.replace("VirtualService.", "").replace("DestinationRule.", "");
    let path = path.replace("Gateway.", "").replace("Telemetry.", "");
    let (kind, base) = match place {
        "VirtualService.spec.http[] (delegate VirtualService, i.e. spec.hosts empty)" => ("VirtualService", map([])),
        "VirtualService.spec.http[]" | "VirtualService.spec.http[] (root VirtualService, i.e. spec.hosts set)" => {
            ("VirtualService", map([("hosts", Value::List(vec![text("foo.bar")]))]))
        }
        "VirtualService.spec.tcp[].route / tls[].route" => {
            ("VirtualService", map([("hosts", Value::List(vec![text("foo.bar")]))]))
        }
        place if place.starts_with("VirtualService.spec.http[].redirect") => {
            ("VirtualService", map([("hosts", Value::List(vec![text("foo.bar")])), ("http", yaml("[{}]"))]))
        }
        place if place.starts_with("VirtualService.spec.http[].directResponse") => {
            ("VirtualService", map([("hosts", Value::List(vec![text("foo.bar")])), ("http", yaml("[{}]"))]))
        }
        "VirtualService.spec.http[].route[].destination" => ("VirtualService", yaml("{hosts: [foo.bar]}")),
        place if place.starts_with("VirtualService.") => {
            ("VirtualService", yaml("{hosts: [foo.bar], http: [{route: [{destination: {host: foo.baz}}]}]}"))
        }
        place if place.starts_with("DestinationRule.") => ("DestinationRule", yaml("{host: reviews}")),
        "Gateway.spec.servers[]" => ("Gateway", map([])),
        place if place.starts_with("Gateway.spec.servers[].port") => ("Gateway", yaml("{servers: [{hosts: ['*']}]}")),
        place if place.starts_with("Gateway.spec.servers[].tls") => {
            ("Gateway", yaml("{servers: [{hosts: ['*'], port: {number: 443, name: https, protocol: HTTPS}}]}"))
        }
        "Telemetry.spec.accessLogging[].filter" => ("Telemetry", map([])),
        _ => return None,
    };
    Some((kind, base, path))
}

fn version(kind: &str) -> &'static str {
    match kind {
        "Telemetry" => "telemetry.istio.io/v1",
        _ => "networking.istio.io/v1",
    }
}

fn object(kind: &str, spec: Value, namespace: &str) -> Value {
    let meta = map([("name", Value::String("foo".into())), ("namespace", Value::String(namespace.into()))]);
    let (version, kind) = (Value::String(version(kind).into()), Value::String(kind.into()));
    map([("apiVersion", version), ("kind", kind), ("metadata", meta), ("spec", spec)])
}

/// A case as an object, or why it is none.
fn lifted(file: &str, suite: &Value, case: &Value) -> Option<Value> {
    if let Some(object) = case.get("object") {
        let object = if file.contains("crd/") { repaired(object) } else { expanded(object, false) };
        return Some(match object {
            Value::Map(entries) => Value::Map(entries),
            _ => return None,
        });
    }
    let fragment = case.get("fragment");
    if let (Some(fragment), Some(place)) = (fragment, text(suite, "where")) {
        let (kind, base, path) = around(place)?;
        let mut base = base;
        if let Some(bind) = text(case, "bind").filter(|bind| !bind.is_empty()) {
            base = merged(base, nested(&["servers[]", "bind"], Value::String(bind.into())));
        }
        let path: Vec<&str> = path.split('.').filter(|part| *part != "spec").collect();
        let spec = match (fragment, expanded(fragment, false)) {
            // What is nil in the test stands for a rule that says nothing of it.
            (Value::Null, _) if place.contains("redirect") || place.contains("directResponse") => {
                merged(base, nested(&["http[]", "route[]", "destination", "host"], Value::String("a.b".into())))
            }
            (Value::Null, _) => base,
            (_, value) => merged(base, nested(&path, value)),
        };
        return Some(object(kind, spec, "bar"));
    }
    scalar(file, case)
}

/// The suites about single words.
fn scalar(file: &str, case: &Value) -> Option<Value> {
    let yaml = |text: &str| read_value(text).unwrap();
    let word = |key: &str| case.get(key).cloned();
    if file.contains("scalar-exportto") {
        let list = word("exportTo").unwrap_or(Value::List(Vec::new()));
        let (kind, base) = if flag(case, "isServiceEntry") == Some(true) {
            let base = "{hosts: [a.com], ports: [{number: 80, name: http, protocol: HTTP}], resolution: DNS}";
            ("ServiceEntry", yaml(base))
        } else if flag(case, "isDestinationRuleWithSelector") == Some(true) {
            ("DestinationRule", yaml("{host: a, workloadSelector: {matchLabels: {a: b}}}"))
        } else {
            ("DestinationRule", yaml("{host: a}"))
        };
        return Some(object(kind, merged(base, map([("exportTo", list)])), text(case, "namespace")?));
    }
    let base = yaml("{hosts: [a.com], http: [{route: [{destination: {host: a.b}}]}]}");
    let in_route =
        |path: &[&str], value: Value| Some(object("VirtualService", merged(base.clone(), nested(path, value)), "bar"));
    if file.contains("scalar-httpheadername") {
        let headers = map([(text(case, "name")?, yaml("{exact: a}"))]);
        return in_route(&["http[]", "match[]", "headers"], headers);
    }
    if file.contains("scalar-httpheadervalue") {
        let set = map([("x-a", word("input")?)]);
        return in_route(&["http[]", "headers", "request", "set"], set);
    }
    if file.contains("scalar-portname") {
        let base = yaml("{hosts: [a.com], resolution: DNS, ports: [{number: 80, protocol: HTTP}]}");
        return Some(object("ServiceEntry", merged(base, nested(&["ports[]", "name"], word("name")?)), "bar"));
    }
    None
}

/// Whether a case says that its object is right.
fn is_valid(case: &Value) -> Option<bool> {
    let refused = flag(case, "wantErr").map(|refused| !refused);
    let told = case.get("input").map(|_| !matches!(case.get("expected"), Some(Value::Map(_))));
    flag(case, "valid").or(refused).or(told)
}

/// Rows that no text of a manifest can say, each suite with its reason.
const UNSAYABLE: &[(&str, &str)] = &[
    ("TrafficExtension", "a kind of this very version; no sample uses it, and it is not read"),
    ("scalar-maxserverconnectionage", "an option of istiod's command line"),
    ("scalar-teststrictvalidatehttpheadername", "used for a mesh-wide setting"),
];

/// Rows of the webhook that the definition refuses before it is asked: what the API server says.
const DEFINITION_FIRST: &[(&str, &str, &str)] = &[
    ("fragment-tlsoptions", "simple more than 2 certs", "tlsCertificates in body should have at most 2 items"),
    ("fragment-tlsoptions", "mutual more than 2 certs", "tlsCertificates in body should have at most 2 items"),
    ("RequestAuthentication", "empty issuer and set jwksUri", "issuer in body should be at least 1 chars long"),
];

/// Rows of the definitions where upstream's test asks the schema alone: the API server has dropped the null by then
/// (`PruneNonNullableNullsWithoutDefaults`) and misses the field.
const NULL_DROPPED: &[(&str, &str, &str)] = &[
    ("crd/wasm-invalid", "nil", "spec: Required value"),
    ("crd/wasm-invalid", "nested-nil", "spec.url: Required value"),
];

/// What we say of a text.
struct Said {
    /// Errors of the door, and of the webhook alone.
    errors: Vec<String>,
    alone: Vec<String>,
    warnings: Vec<String>,
}

fn said(text: String) -> Said {
    let kept = |finding: &&Finding| {
        !matches!(finding.problem, malla_manifest::Problem::Shape(ShapeProblem::KindUnknown { .. }))
    };
    let words = |found: &[Finding], errors: bool| -> Vec<String> {
        let found = found.iter().filter(kept).filter(|finding| finding.is_error() == errors);
        found.map(|finding| finding.diagnostic(Lang::En).message).collect()
    };
    let alone = istioctl_validate(&SourceFile { name: "c.yaml".into(), text: text.clone() });
    let found = findings(text);
    let mut warnings = words(&found, false);
    warnings.extend(words(&alone, false));
    Said { errors: words(&found, true), alone: words(&alone, true), warnings }
}

/// The sentence as the test prints it: constants of Go came along by their names.
fn printed(sentence: &str) -> String {
    let targets = "[gateway.networking.k8s.io/Gateway gateway.networking.k8s.io/GatewayClass core/Service networking.istio.io/ServiceEntry]";
    let with_kinds = sentence.replace("allowedTargetRefs", targets).replace("wrong-group/Kind", "wrong-group/Gateway");
    with_kinds.replace("Group/wrong-kind", "gateway.networking.k8s.io/wrong-kind")
}

fn judge(file: &str, suite: &Value, case: &Value) -> Option<Result<(), String>> {
    let nil = text(case, "note")
        .is_some_and(|note| note.contains("null") || note.contains("nil") || note.contains("wrong spec"));
    if nil || UNSAYABLE.iter().any(|(name, _)| file.contains(name)) {
        return None;
    }
    let (valid, object) = (is_valid(case)?, lifted(file, suite, case)?);
    let told = said(to_yaml(&object));
    let name = text(case, "name").unwrap_or_default();
    let first = |rows: &[(&str, &str, &str)]| {
        rows.iter()
            .find(|(suite, row, _)| file.contains(suite) && name == *row)
            .map(|(_, _, words)| (*words).to_owned())
    };
    let refused = first(DEFINITION_FIRST);
    let accepted = if refused.is_some() { told.alone.is_empty() } else { told.errors.is_empty() };
    let wanted = first(NULL_DROPPED).or(refused).or_else(|| text(case, "errorContains").map(printed));
    let heard = |words: &str| told.errors.iter().chain(&told.alone).any(|said| said.contains(words));
    let fault = if accepted != valid {
        format!("valid {valid}")
    } else if let Some(words) = wanted.filter(|words| !heard(words)) {
        format!("no error says {words:?}")
    } else if let Some(warns) = flag(case, "warns").filter(|warns| valid && *warns == told.warnings.is_empty()) {
        format!("warns {warns}")
    } else if let Some(words) =
        text(case, "warningContains").filter(|words| !told.warnings.iter().any(|said| said.contains(words)))
    {
        format!("no warning says {words:?}")
    } else {
        return Some(Ok(()));
    };
    Some(Err(format!("{fault}: {:?} alone {:?} {:?}\n{}", told.errors, told.alone, told.warnings, to_yaml(&object))))
}

#[test]
fn istio_refuses_what_upstream_refuses() {
    let Some(folder) = folder() else { return };
    let mut paths = Vec::new();
    files(&folder.join("validation/unit"), &mut paths);
    files(&folder.join("validation/crd"), &mut paths);
    let (mut passed, mut total, mut unsayable, mut told) = (0, 0, 0, Vec::new());
    let mut groups = BTreeMap::new();
    for path in paths {
        let name = path.strip_prefix(folder.join("validation")).unwrap().display().to_string();
        let suite = read_value(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for case in list(&suite, "cases") {
            let group: &mut (u32, u32) = groups.entry(name.clone()).or_default();
            match judge(&name, &suite, case) {
                None => unsayable += 1,
                Some(outcome) => {
                    total += 1;
                    group.1 += 1;
                    match outcome {
                        Ok(()) => (passed, group.0) = (passed + 1, group.0 + 1),
                        Err(why) => told.push(format!("{name}: {}: {why}", text(case, "name").unwrap_or_default())),
                    }
                }
            }
        }
    }
    for (name, (passed, total)) in groups {
        println!("  {name}: {passed}/{total}");
    }
    println!("conformance istio/validation: {passed}/{total} ({unsayable} rows no manifest can say)");
    if std::env::var_os("MALLA_TELL").is_some() {
        println!("{}", told.join("\n"));
    }
    assert!(passed >= FLOOR, "{passed} of {FLOOR}\n{}", told.join("\n"));
}

/// How many pass at least.
const FLOOR: usize = 802;
