//! Our schema beside the facts of the API (`reference/api-schema.json` next to the repository, read in place; another
//! folder in `MALLA_REFERENCE`): every field, type, required field and enum of the kinds we check. The differences are
//! listed here, each with its reason.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Where we know more than the facts do, and why.
const MORE: &[(&str, &str)] = &[
    // Words that the API server's validation checks though its schema does not name them.
    ("operator: string / choice", "selector operators (apimachinery pkg/apis/meta/v1/validation)"),
    ("addressType: string / choice", "supportedAddressTypes (pkg/apis/discovery/validation)"),
    ("protocol: string / choice", "supportedPortProtocols, also in EndpointSlice ports"),
    ("pathType: string / choice", "supportedPathTypes (pkg/apis/networking/validation)"),
    ("scope: string / choice", "IngressClassParametersReference scopes"),
    ("imagePullPolicy: string / choice", "supportedPullPolicies, also of ephemeral containers"),
    ("terminationMessagePolicy: string / choice", "also of ephemeral containers"),
    // Words we do not check.
    ("stopSignal: choice / string", "sixty-five signals that no packet waits for"),
];

/// Kinds of Istio the facts do not tell.
const UNTOLD: &[&str] = &["EnvoyFilter", "WasmPlugin"];

/// What goes on to Envoy as it is.
const FREE: &[&str] = &[".spec.pluginConfig", ".spec.configPatches[].patch.value"];

fn reference() -> Option<String> {
    let folder = std::env::var_os("MALLA_REFERENCE")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference"), PathBuf::from);
    std::fs::read_to_string(folder.join("api-schema.json")).ok()
}

/// A field as both sides tell it.
#[derive(Debug, PartialEq)]
struct Fact {
    shape: String,
    words: Vec<String>,
    required: bool,
}

type Facts = BTreeMap<String, Fact>;

/// The facts below a node, by path. What the facts leave open (`U`), we may leave open or not.
fn walk(nodes: &[Value], at: usize, path: &str, required: bool, out: &mut Facts) {
    if path.len() > 400 {
        return;
    }
    let node = nodes[at].as_object().unwrap();
    let index = |key: &str| node.get(key).and_then(Value::as_u64).map(|n| usize::try_from(n).unwrap());
    let words = enumerated(node);
    let shape = match node.get("t").and_then(Value::as_str) {
        _ if node.contains_key("U") => "any",
        Some("s") if !words.is_empty() => "choice",
        Some("s") if is_duration(node) => "duration",
        Some("s") => "string",
        Some("b") => "bool",
        Some("i") => "int",
        Some("n") => "number",
        Some("x") => "int-or-string",
        Some("q") => "quantity",
        Some("a") => "list",
        Some("o") if node.contains_key("a") => "map",
        Some("o") => "struct",
        other => panic!("{path}: {other:?}"),
    };
    out.insert(path.to_owned(), Fact { shape: shape.into(), words, required });
    if shape == "any" {
        return;
    }
    if let Some(item) = index("i").or_else(|| index("a")) {
        walk(nodes, item, &format!("{path}[]"), false, out);
    }
    let must: Vec<&str> =
        node.get("r").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (key, child) in node.get("p").and_then(Value::as_object).into_iter().flatten() {
        let child = usize::try_from(child.as_u64().unwrap()).unwrap();
        walk(nodes, child, &format!("{path}.{key}"), must.contains(&key.as_str()), out);
    }
}

/// Whether Istio's rule for durations holds.
fn is_duration(node: &Map<String, Value>) -> bool {
    let rules = node.get("c").and_then(Value::as_array).into_iter().flatten();
    rules.filter_map(|rule| rule[0].as_str()).any(|rule| rule.starts_with("duration(self)"))
}

fn enumerated(node: &Map<String, Value>) -> Vec<String> {
    let words = node.get("e").and_then(Value::as_array).into_iter().flatten();
    let mut words: Vec<String> = words.filter_map(Value::as_str).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

/// Our own facts, as `Schema` describes itself.
fn ours(kind: &str) -> Facts {
    malla_manifest::describe(kind)
        .into_iter()
        .map(|field| {
            let mut words: Vec<String> = field.words.iter().map(|word| (*word).to_owned()).collect();
            words.sort();
            (field.path, Fact { shape: field.shape.into(), words, required: field.required })
        })
        .collect()
}

fn differences(kind: &str, theirs: &Facts, ours: &Facts) -> Vec<String> {
    let mut out = Vec::new();
    for (path, fact) in theirs {
        let name = path.trim_end_matches("[]").rsplit('.').next().unwrap_or_default();
        match ours.get(path) {
            None => out.push(format!("{kind}{path}: missing in ours")),
            Some(own) if own.shape != fact.shape => {
                let line = format!("{name}: {} / {}", fact.shape, own.shape);
                if !MORE.iter().any(|(known, _)| *known == line) {
                    out.push(format!("{kind}{path}: {} / {}", fact.shape, own.shape));
                }
            }
            Some(own) if own.words != fact.words => {
                out.push(format!("{kind}{path}: {:?} / {:?}", fact.words, own.words))
            }
            // The head is checked with the identity of the document, before the schema; a name is asked of everything,
            // also where a CustomResourceDefinition says nothing of it.
            Some(own)
                if own.required != fact.required && !matches!(path.as_str(), ".apiVersion" | ".kind" | ".metadata") =>
            {
                out.push(format!("{kind}{path}: required {} / {}", fact.required, own.required));
            }
            Some(_) => {}
        }
    }
    out.extend(
        ours.keys().filter(|path| !theirs.contains_key(*path)).map(|path| format!("{kind}{path}: only in ours")),
    );
    out
}

#[test]
fn our_schema_tells_the_facts_of_the_api() {
    let Some(text) = reference() else {
        println!("+------------------------------------------------------------------+");
        println!("| SKIPPED: no reference/api-schema.json; set MALLA_REFERENCE to it |");
        println!("+------------------------------------------------------------------+");
        assert!(std::env::var_os("CI").is_none(), "a skip is a failure under CI");
        return;
    };
    let schema: Value = serde_json::from_str(&text).unwrap();
    let nodes = schema["nodes"].as_array().unwrap();
    let (mut fields, mut wrong) = (0, Vec::new());
    for (kind, version) in
        malla_manifest::kinds().filter(|(kind, version)| *version != "malla.dev/v1" && !UNTOLD.contains(kind))
    {
        let root =
            schema["roots"][format!("{version}/{kind}")].as_u64().unwrap_or_else(|| panic!("no {version}/{kind}"));
        let mut theirs = Facts::new();
        walk(nodes, usize::try_from(root).unwrap(), "", false, &mut theirs);
        let own = ours(kind);
        fields += own.len();
        wrong.extend(differences(kind, &theirs, &own));
    }
    println!("schema facts: {fields} fields of {} kinds", malla_manifest::kinds().count() - 1);
    assert!(fields > 3000, "{fields} fields only");
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_struct_of_the_notation_is_known_and_used() {
    for (kind, _) in malla_manifest::kinds() {
        let open: Vec<String> =
            malla_manifest::describe(kind).into_iter().filter(|f| f.shape == "any").map(|f| f.path).collect();
        let volumes = |path: &str| path.contains(".volumes[].");
        let unexplained: Vec<&String> = open
            .iter()
            .filter(|path| !volumes(path) && !path.ends_with("managedFields") && path.as_str() != ".status")
            .filter(|path| !FREE.contains(&path.as_str()))
            .collect();
        assert_eq!(unexplained, Vec::<&String>::new(), "{kind}: a name that is no struct reads as any");
    }
}
