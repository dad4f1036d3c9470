//! Findings as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format): one run, a rule a code.

use super::{Mend, Told};
use malla_trace::{Diagnostic, Lang, Place, Severity};
use serde_json::{Value, json};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A log of one run. `both` has the same findings in each language, in the order of [`Lang::ALL`].
pub(super) fn log(findings: &[Told], both: &[Vec<Diagnostic>; 2]) -> Value {
    let mut codes: Vec<&str> = findings.iter().map(|told| told.diagnostic.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code, both)).collect();
    let results: Vec<Value> = findings.iter().map(|told| result(told, &codes)).collect();
    let driver = json!({"name": "malla", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    let run = json!({"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results});
    json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})
}

/// A code with its help in both languages: the words of its first finding and how to mend it.
fn rule(code: &str, both: &[Vec<Diagnostic>; 2]) -> Value {
    let first = |all: &[Diagnostic]| all.iter().find(|each| each.code == code).map(help).unwrap_or_default();
    let [es, en] = [first(&both[0]), first(&both[1])];
    let [es_tag, en_tag] = Lang::ALL.map(Lang::tag);
    json!({"id": code, "help": {"text": en}, "properties": {"help": {es_tag: es, en_tag: en}}})
}

fn help(finding: &Diagnostic) -> String {
    std::iter::once(&finding.message).chain(&finding.hints).map(String::as_str).collect::<Vec<_>>().join("\n")
}

fn result(told: &Told, codes: &[&str]) -> Value {
    let Diagnostic { code, severity, place, path, message, hints: _ } = &told.diagnostic;
    let level = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let mut location = json!({"physicalLocation": {"artifactLocation": artifact(place), "region": region(place)}});
    if !path.is_empty() {
        location["logicalLocations"] = json!([{"fullyQualifiedName": path}]);
    }
    let index = codes.iter().position(|known| known == code);
    let mut result = json!({
        "ruleId": code, "ruleIndex": index, "level": level, "message": {"text": message}, "locations": [location],
    });
    if !told.fixes.is_empty() {
        result["fixes"] = told.fixes.iter().map(fix).collect();
    }
    result
}

fn fix(mend: &Mend) -> Value {
    let replacement =
        |edit: &super::Edit| json!({"deletedRegion": region(&edit.place), "insertedContent": {"text": edit.text}});
    let replacements: Vec<Value> = mend.edits.iter().map(replacement).collect();
    let changed = mend.edits.first().map(|edit| artifact(&edit.place));
    json!({
        "description": {"text": mend.title},
        "artifactChanges": [{"artifactLocation": changed, "replacements": replacements}],
    })
}

fn artifact(place: &Place) -> Value {
    json!({"uri": uri(&place.file)})
}

/// A file's name as a URI reference (RFC 3986, section 4.2): bytes that may not stand in a path are written in hex.
fn uri(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&b);
    name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}
