//! No false alarm: every valid manifest of the conformance data (`conformance` next to the repository, read in place;
//! another folder in `MALLA_CONFORMANCE`) gives no error. Whole files where they are manifests, and every object that
//! stands inside a case.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{SourceFile, Value, parse, read_value, to_yaml};
use malla_trace::Lang;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folders whose objects are wrong on purpose, and those of what programs print.
const NOT_INPUTS: &[&str] = &["kubernetes/validation/", "istio/validation/", "istio/analyze/"];

/// What upstream's tests hand to the programs directly, and its own API server or webhook would refuse: a part of the
/// file's name, a part of the sentence, and why.
const WRONG: &[(&str, &str, &str)] = &[
    ("tables/gateway-http-route-config", "SIMPLE TLS requires a", "the table leaves certificates out"),
    ("tables/authz-policies-for-workload", "`provider.name` must not be empty", "the table leaves providers out"),
    ("tables/authz-policies-for-workload", "not supported with CUSTOM action", "the table is about selection"),
    ("tables/authz-policies-for-workload", "cross namespace referencing", "the table asks what istiod does of it"),
    ("tables/authz-policies-for-workload", "targetRef.group", "a Go constant came along by its name"),
    ("tables/authn-policies-for-workload", "targetRef.group", "a Go constant came along by its name"),
    ("tables/sidecar-scope", "", "objects of half a line, handed to istiod"),
    ("tables/sidecar-outbound-route-config", "is not an absolute path to a file", "sockets that are no paths"),
    ("tables/sidecar-outbound-traffic-policy", "empty configuration", "the table says what an empty Sidecar does"),
    ("tables/wildcard-virtualservice-index", "http, tcp or tls must be provided", "only hosts count there"),
    ("tables/gateway-merge", "server cannot have TLS settings", "the table is about merging"),
    ("tables/gateway-merge", "SIMPLE TLS requires a", "the table leaves certificates out"),
    ("tables/peer-authentication-compose", "metadata.name", "names with a blank"),
    ("tables/inbound-mtls-settings", "name or generateName is required", "nameless policies"),
    ("envoy-routes/", "delegate virtual service must have no gateways", "handed to istiod directly"),
    ("envoy-routes/034", "authority header cannot be set multiple times", "handed to istiod directly"),
    ("sidecar-virtualhosts/", "Duplicate value: \"http\"", "two ports of one name"),
    ("routing/e2e/", "data[tls.", "the data of the certificate is left out of the case"),
    ("e2e/193-jwtclaimroute", "already set in map", "upstream's template writes the key twice, and Go's map keeps one"),
    ("goldens/010-status-params", "\"statusPort\"", "never sent to an API server"),
    ("goldens/013-hello-image-secrets", "\"barSecret\"", "never sent to an API server"),
    ("goldens/040-only-proxy-container", "spec.template.spec.containers", "a golden with no container left"),
    ("/iop.yaml", "name or generateName", "values, and no object"),
    ("goldens/070-sidecar-spire", "containers[1].image", "a golden of a template without the image"),
    ("kubernetes/dns/objects", "spec.containers", "pods made of an address only"),
    ("kubeproxy/82", "may not be set for ExternalName services", "an old object that proxies must ignore"),
    ("kubernetes/kubeproxy", "spec.healthCheckNodePort", "handed to the proxy directly"),
    ("kubernetes/netpol", "expected string, got boolean true", "a namespace y without quotes, a boolean for kubectl"),
];

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("MALLA_CONFORMANCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"), PathBuf::from);
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

/// Every mapping with an apiVersion, a kind and metadata, wherever it stands, as a text.
fn objects_in(value: &Value) -> Vec<String> {
    let is_object = ["apiVersion", "kind", "metadata"].iter().all(|key| value.get(key).is_some());
    match value {
        Value::Map(_) if is_object => vec![to_yaml(value)],
        Value::Map(entries) => entries.iter().flat_map(|(_, value)| objects_in(value)).collect(),
        Value::List(items) => items.iter().flat_map(objects_in).collect(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => Vec::new(),
    }
}

/// A file of manifests as it is, of cases what stands in them.
fn manifests(text: &str) -> Vec<String> {
    let top = |key: &str| text.lines().any(|line| line.starts_with(&format!("{key}:")));
    if top("apiVersion") && top("kind") {
        return vec![text.to_owned()];
    }
    read_value(text).map(|value| objects_in(&value)).unwrap_or_default()
}

/// The two folders a file lies in: `istio/routing`.
fn group(name: &str) -> String {
    name.split('/').take(2).collect::<Vec<_>>().join("/")
}

#[test]
fn what_is_valid_raises_no_alarm() {
    let Some(folder) = folder() else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut alarms: BTreeMap<String, String> = BTreeMap::new();
    for path in &paths {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        if NOT_INPUTS.iter().any(|skipped| name.starts_with(skipped)) {
            continue;
        }
        for text in manifests(&std::fs::read_to_string(path).unwrap()) {
            let parsed = parse(&[SourceFile { name: name.clone(), text }]);
            let count = counts.entry(group(&name)).or_default();
            count.0 += parsed.manifests.len();
            for finding in parsed.findings.iter().filter(|finding| finding.is_error()) {
                let said = finding.diagnostic(Lang::En).message;
                if !WRONG.iter().any(|(file, words, _)| name.contains(file) && said.contains(words)) {
                    count.1 += 1;
                    alarms.entry(said).or_insert_with(|| name.clone());
                }
            }
        }
    }
    counts.iter().for_each(|(group, (objects, wrong))| println!("  {group}: {objects} objects, {wrong} alarms"));
    let objects: usize = counts.values().map(|(objects, _)| objects).sum();
    println!("valid objects: {objects}, false alarms: {}", alarms.len());
    let told: Vec<String> = alarms.iter().map(|(said, name)| format!("{name}: {said}")).collect();
    assert!(objects > 350, "{objects} objects only");
    assert!(told.is_empty(), "{}\n{}", told.len(), told.join("\n"));
}
