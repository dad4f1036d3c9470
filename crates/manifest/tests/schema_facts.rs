//! Our schema beside the facts of the API (`reference/api-schema.json` next to the repository, read in place; another
//! folder in `MALLA_REFERENCE`): every field, type, required field and enum of the kinds we check. The differences are
//! listed here, each with its reason.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
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
    ("whenDeleted: string / choice", "ValidatePersistentVolumeClaimRetentionPolicyType (pkg/apis/apps/validation)"),
    ("whenScaled: string / choice", "the same"),
    // Words we do not check.
    ("stopSignal: choice / string", "sixty-five signals that no packet waits for"),
];

/// Kinds the facts do not tell: written by hand from the API's own types.
const UNTOLD: &[&str] = &[
    "extensions.istio.io/v1alpha1/WasmPlugin",
    "malla.dev/v1/World",
    "networking.istio.io/v1alpha3/EnvoyFilter",
    "autoscaling/v1/HorizontalPodAutoscaler",
    "policy/v1/PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1/ClusterRole",
    "rbac.authorization.k8s.io/v1/ClusterRoleBinding",
    "rbac.authorization.k8s.io/v1/Role",
    "rbac.authorization.k8s.io/v1/RoleBinding",
    "route.openshift.io/v1/Route",
    "storage.k8s.io/v1/StorageClass",
    "v1/PersistentVolume",
    "v1/PersistentVolumeClaim",
];

/// Patterns of Istio's definitions that are rules of ours (`src/rules/istio`), with sentences of their own.
const RULES: &[&str] = &[
    ".spec.probe.httpGet.httpHeaders[].name",
    ".spec.jwtRules[].outputClaimToHeaders[].header",
    ".spec.targetRef.group",
    ".spec.targetRef.kind",
    ".spec.targetRefs[].group",
    ".spec.targetRefs[].kind",
];

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
    pattern: Option<String>,
    bounds: (Option<i64>, Option<i64>),
    /// Rules of the definition, each with its sentence.
    asks: Vec<String>,
    default: Option<String>,
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
    let pattern = node.get("pt").and_then(Value::as_str).map(str::to_owned);
    let bound = |keys: [&str; 4]| keys.iter().find_map(|key| node.get(*key)?.as_f64()).map(|bound| bound as i64);
    let bounds = (bound(["mn", "ml", "mi", "mp"]), bound(["mx", "Ml", "Mi", "Mp"]));
    let (asks, default) = (asked(node), defaulted(node));
    out.insert(path.to_owned(), Fact { shape: shape.into(), words, required, pattern, bounds, asks, default });
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

/// The rules of a definition, each with its sentence.
fn asked(node: &Map<String, Value>) -> Vec<String> {
    let rules = node.get("c").and_then(Value::as_array).into_iter().flatten();
    let mut asks: Vec<String> =
        rules.filter_map(|rule| Some(format!("{} | {}", rule[0].as_str()?, rule[1].as_str()?))).collect();
    // A rule about the object before is the update's.
    asks.retain(|asked| !asked.contains("oldSelf"));
    asks.sort();
    asks
}

/// What stands for a field that is not written; of a collection, that there is something.
fn defaulted(node: &Map<String, Value>) -> Option<String> {
    Some(match node.get("d")? {
        Value::String(text) => text.clone(),
        Value::Array(_) => "[{}]".into(),
        Value::Object(_) => "{}".into(),
        other => other.to_string(),
    })
}

fn enumerated(node: &Map<String, Value>) -> Vec<String> {
    let words = node.get("e").and_then(Value::as_array).into_iter().flatten();
    let word = |word: &Value| word.as_str().map_or_else(|| word.to_string(), str::to_owned);
    let mut words: Vec<String> = words.map(word).filter(|w| !w.is_empty()).collect();
    words.sort();
    words
}

/// Our own facts, as `Schema` describes itself.
fn ours(kind: &str, version: &str) -> Facts {
    malla_manifest::describe(kind, version)
        .into_iter()
        .map(|field| {
            let mut words = field.words;
            words.sort();
            let (pattern, bounds) = (field.pattern.map(str::to_owned), field.bounds);
            let mut asks: Vec<String> =
                field.asks.iter().map(|asked| format!("{} | {}", asked.rule, asked.en)).collect();
            asks.sort();
            let (shape, required, default) = (field.shape.into(), field.required, field.default.map(str::to_owned));
            (field.path, Fact { shape, words, required, pattern, bounds, asks, default })
        })
        .collect()
}

fn differences(kind: &str, theirs: &Facts, ours: &Facts) -> Vec<String> {
    let told = theirs.iter().filter_map(|(path, fact)| {
        match ours.get(path) {
            Some(own) => difference(path, fact, own),
            None => Some("missing in ours".into()),
        }
        .map(|why| format!("{kind}{path}: {why}"))
    });
    let more = ours.keys().filter(|path| !theirs.contains_key(*path));
    told.chain(more.map(|path| format!("{kind}{path}: only in ours"))).collect()
}

fn difference(path: &str, fact: &Fact, own: &Fact) -> Option<String> {
    let name = path.trim_end_matches("[]").rsplit('.').next().unwrap_or_default();
    let shapes = format!("{} / {}", fact.shape, own.shape);
    // The head is checked with the identity of the document, before the schema; a name is asked of everything, also where
    // a CustomResourceDefinition says nothing of it.
    let head = matches!(path, ".apiVersion" | ".kind" | ".metadata");
    if own.shape != fact.shape {
        (!MORE.iter().any(|(known, _)| *known == format!("{name}: {shapes}"))).then_some(shapes)
    } else if own.words != fact.words {
        Some(format!("{:?} / {:?}", fact.words, own.words))
    } else if own.required != fact.required && !head {
        Some(format!("required {} / {}", fact.required, own.required))
    } else if own.pattern != fact.pattern && !(own.pattern.is_none() && RULES.contains(&path)) {
        Some(format!("pattern {:?} / {:?}", fact.pattern, own.pattern))
    } else if own.asks != fact.asks && !by_hand(&fact.asks) {
        Some(format!("rules {:?} / {:?}", fact.asks, own.asks))
    } else if own.default != fact.default {
        Some(format!("default {:?} / {:?}", fact.default, own.default))
    } else if !within(own.bounds, fact.bounds) {
        Some(format!("bounds {:?} / {:?}", fact.bounds, own.bounds))
    } else {
        None
    }
}

/// Whether the rules are Istio's, whose sentences our own rules (`src/rules/istio`) say; its durations are a type.
fn by_hand(asks: &[String]) -> bool {
    let sentence = |asked: &String| asked.rsplit(" | ").next().unwrap_or_default().to_owned();
    let said = |sentence: &str| {
        sentence.contains("valid duration") || malla_manifest::Law::all().any(|law| law.says(sentence))
    };
    asks.iter().all(|asked| said(&sentence(asked)))
}

/// Whether our bounds are theirs, or closer where theirs are open: the API server's own validation knows more.
fn within(own: (Option<i64>, Option<i64>), fact: (Option<i64>, Option<i64>)) -> bool {
    (fact.0.is_none() || own.0 == fact.0) && (fact.1.is_none() || own.1 == fact.1)
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
    let (nodes, roots) = (schema["nodes"].as_array().unwrap(), schema["roots"].as_object().unwrap());
    let (mut fields, mut wrong) = (0, Vec::new());
    for (name, root) in roots {
        let (version, kind) = name.rsplit_once('/').unwrap();
        let mut theirs = Facts::new();
        walk(nodes, usize::try_from(root.as_u64().unwrap()).unwrap(), "", false, &mut theirs);
        let own = ours(kind, version);
        fields += own.len();
        wrong.extend(differences(name, &theirs, &own));
    }
    println!("schema facts: {fields} fields of {} kinds, each in its versions", roots.len());
    let known = malla_manifest::kinds().map(|(kind, version)| format!("{version}/{kind}"));
    let untold: BTreeSet<String> = known.filter(|name| !roots.contains_key(name)).collect();
    assert_eq!(untold, UNTOLD.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
    assert!(roots.len() >= 61 && fields > 14_000, "{fields} fields of {} kinds only", roots.len());
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_struct_of_the_notation_is_known_and_used() {
    for (kind, version) in malla_manifest::kinds() {
        let open: Vec<String> =
            malla_manifest::describe(kind, version).into_iter().filter(|f| f.shape == "any").map(|f| f.path).collect();
        let volumes = |path: &str| path.contains(".volumes[].") || kind == "PersistentVolume";
        let unexplained: Vec<&String> = open
            .iter()
            .filter(|path| !volumes(path) && !path.ends_with("managedFields") && path.as_str() != ".status")
            .filter(|path| !FREE.contains(&path.as_str()))
            .collect();
        assert_eq!(unexplained, Vec::<&String>::new(), "{kind}: a name that is no struct reads as any");
    }
}
