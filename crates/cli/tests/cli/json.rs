//! What is printed for programs: the boundary types, serialised.

use crate::run::malla;
use serde_json::Value;
use std::collections::BTreeSet;

const NOTES: &str = "lessons/whole-road/start";

fn trace(more: &[&str]) -> Value {
    let words = ["trace", "-f", NOTES, "--from", "client/MenchuPC", "--to", "http://web1.miempresa.com/", "-o", "json"];
    let ran = malla(&[&words, more].concat(), "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    serde_json::from_str(&ran.out).expect("JSON")
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn a_trace_is_the_boundary_type() {
    let trace = trace(&[]);
    let top = ["probe", "seed", "legs", "hops", "reply", "verdict", "culprit", "draws", "causes"];
    assert_eq!(keys(&trace), BTreeSet::from(top));
    let hop = ["leg", "phase", "time", "at", "next", "enters", "leaves", "part", "message", "steps"];
    assert_eq!(keys(&trace["hops"][0]), BTreeSet::from(hop));
    let leg = ["id", "parent", "purpose", "from", "to", "from_part", "to_part", "security", "why", "verdict"];
    assert_eq!(keys(&trace["legs"][0]), BTreeSet::from(leg));
    assert_eq!(trace["verdict"], serde_json::json!({"verdict": "answered", "status": 200, "flag": null}));
    assert_eq!(trace["probe"]["url"]["host"], "web1.miempresa.com");
    let read: malla_trace::Trace = serde_json::from_value(trace).expect("it reads back");
    assert_eq!(read.legs.len(), 7, "two names outside and inside, the balancer, nginx, WordPress and its database");
}

#[test]
fn a_seed_and_headers_are_obeyed() {
    assert_eq!(trace(&[]), trace(&["--seed", "0"]), "the same words give the same bytes");
    let other = trace(&["--seed", "3", "-H", "X-Who: Menchu", "-X", "POST"]);
    assert_eq!(other["seed"], 3);
    assert_eq!(other["probe"]["method"], "POST");
    assert_eq!(other["probe"]["headers"], serde_json::json!([["X-Who", "Menchu"]]));
}

#[test]
fn a_failed_trace_is_json_too() {
    let words = ["trace", "-f", NOTES, "--from", "MenchuPC", "--to", "http://192.168.0.101:30881/", "-o", "json"];
    let ran = malla(&words, "");
    let trace: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(ran.status, 1);
    assert_eq!(trace["verdict"], serde_json::json!({"verdict": "rejected", "with": {"with": "tcp_reset"}}));
    assert!(trace["culprit"].is_object() && trace["reply"].is_null());
}

#[test]
fn validate_prints_an_array_of_findings_and_nothing_else() {
    let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: Web\nspec:\n  ports:\n  - prot: 80\n";
    let ran = malla(&["validate", "-f", "-", "-o", "json"], text);
    assert_eq!((ran.status, ran.err.as_str()), (2, ""));
    let findings: Vec<Value> = serde_json::from_str(&ran.out).expect("an array");
    assert!(findings.len() >= 2, "all at once: {findings:#?}");
    let all =
        ["code", "severity", "file", "line", "column", "end_line", "end_column", "path", "message", "hints", "fixes"];
    for finding in &findings {
        assert_eq!(keys(finding), BTreeSet::from(all));
        assert_eq!(finding["file"], "-");
        assert!(finding["hints"].is_array() && finding["line"].as_u64() >= Some(1));
        let end = |line: &str, column: &str| (finding[line].as_u64(), finding[column].as_u64());
        assert!(end("end_line", "end_column") >= end("line", "column"), "{finding}");
    }
    let unknown = findings.iter().find(|finding| finding["path"] == "spec.ports[0].prot").expect("an unknown field");
    assert_eq!((unknown["severity"].as_str(), unknown["line"].as_u64()), (Some("error"), Some(7)));
    assert_eq!((unknown["column"].as_u64(), unknown["end_column"].as_u64()), (Some(5), Some(9)));
    let edit = serde_json::json!(
        {"file": "-", "line": 7, "column": 5, "end_line": 7, "end_column": 9, "text": "port"}
    );
    assert_eq!(unknown["fixes"], serde_json::json!([{"title": "Write port", "edits": [edit]}]));
}

/// What the schema of SARIF 2.1.0 requires of each object, by where it stands.
const REQUIRED: &[(&str, &[&str])] = &[
    ("", &["version", "runs"]),
    ("/runs/*", &["tool"]),
    ("/runs/*/tool", &["driver"]),
    ("/runs/*/tool/driver", &["name"]),
    ("/runs/*/tool/driver/rules/*", &["id"]),
    ("/runs/*/tool/driver/rules/*/help", &["text"]),
    ("/runs/*/results/*", &["message"]),
    ("/runs/*/results/*/message", &["text"]),
    ("/runs/*/results/*/fixes/*", &["artifactChanges"]),
    ("/runs/*/results/*/fixes/*/artifactChanges/*", &["artifactLocation", "replacements"]),
    ("/runs/*/results/*/fixes/*/artifactChanges/*/replacements/*", &["deletedRegion"]),
];

/// The values at a place; `*` stands for every item.
fn at<'a>(value: &'a Value, place: &str) -> Vec<&'a Value> {
    let place = place.trim_start_matches('/');
    let (part, rest) = place.split_once('/').unwrap_or((place, ""));
    match part {
        "" => vec![value],
        "*" => value.as_array().into_iter().flatten().flat_map(|item| at(item, rest)).collect(),
        key => value.get(key).into_iter().flat_map(|below| at(below, rest)).collect(),
    }
}

#[test]
fn validate_writes_sarif() {
    let text =
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - prot: 80\n  typ: NodePort\n";
    let ran = malla(&["validate", "-f", "-", "-o", "sarif", "--lang", "es"], text);
    assert_eq!((ran.status, ran.err.as_str()), (2, ""));
    let log: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&log["version"], log["runs"].as_array().map(Vec::len)), (&"2.1.0".into(), Some(1)));
    for (place, required) in REQUIRED {
        let found = at(&log, place);
        assert!(!found.is_empty(), "nothing at {place}");
        for key in *required {
            assert!(found.iter().all(|each| each.get(key).is_some_and(|value| !value.is_null())), "{place}: {key}");
        }
    }
    let (rules, results) = (at(&log, "/runs/*/tool/driver/rules/*"), at(&log, "/runs/*/results/*"));
    for result in &results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let help = &rules[index]["properties"]["help"];
        assert!(help["es"] != help["en"] && help["es"].as_str().is_some_and(|text| text.len() > 5), "{help}");
    }
    let unknown = results.iter().find(|result| result["ruleId"] == "FIELD-UNKNOWN").expect("an unknown field");
    assert_eq!(unknown["message"]["text"], "el campo \"spec.ports[0].prot\" no existe");
    let region = serde_json::json!({"startLine": 7, "startColumn": 5, "endLine": 7, "endColumn": 9});
    assert_eq!(unknown["locations"][0]["physicalLocation"]["region"], region);
    let replacement = &unknown["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(*replacement, serde_json::json!({"deletedRegion": region, "insertedContent": {"text": "port"}}));
}

#[test]
fn sound_manifests_give_a_run_without_results() {
    let ran = malla(&["validate", "-f", NOTES, "-o", "sarif"], "");
    let log: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.status, &log["runs"][0]["results"]), (0, &serde_json::json!([])));
}

#[test]
fn sound_manifests_give_an_empty_array() {
    let ran = malla(&["validate", "-f", NOTES, "-o", "json"], "");
    assert_eq!((ran.status, ran.out.trim(), ran.err.as_str()), (0, "[]", ""));
}

#[test]
fn what_get_prints_as_yaml_or_json_is_a_manifest_again() {
    let yaml = malla(&["get", "svc", "-o", "yaml", "-f", NOTES], "");
    let json = malla(&["get", "svc/nginx", "-o", "json", "-f", NOTES], "");
    let value: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(value["spec"]["ports"][0]["nodePort"], 30880);
    assert!(yaml.out.starts_with("apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Service\n"), "{}", yaml.out);
    let world = "lessons/whole-road/start/mundo.yaml";
    let again = malla(&["get", "svc/nginx", "-o", "json", "-f", world, "-f", "-"], &json.out);
    assert_eq!((again.status, again.out), (0, json.out), "{}", again.err);
}

#[test]
fn many_requests_are_counted_beside_the_first() {
    let counted = trace(&["--count", "40", "--seed", "5"]);
    let summary = &counted["summary"];
    assert_eq!((&summary["count"], &summary["seed"]), (&40.into(), &5.into()));
    assert_eq!(summary["ends"][0]["verdict"]["status"], 200);
    let shares = summary["shares"].as_array().expect("shares");
    let of = |host: &str| shares.iter().filter(|s| s["host"] == host).filter_map(|s| s["count"].as_u64()).sum::<u64>();
    assert_eq!((of("web1.miempresa.com:80"), of("mariadb-service:3307")), (40, 40));
    assert!(trace(&[]).get("summary").is_none());
}
