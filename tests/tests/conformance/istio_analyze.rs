//! `istioctl analyze`: objects, to the messages about them. A case is for one analyzer; most of them are not modelled, and
//! their cases count as failed.

use crate::data::Fields;
use crate::istio_objects;
use crate::kubeproxy::directories;
use crate::report::{Case, Group};
use malla_control_plane::istiod::Mesh;
use malla_control_plane::istiod::warnings::{ANALYZERS, Analyzer};
use malla_manifest::{Finding, Value};
use malla_trace::{Lang, Ledger, Place};
use std::path::Path;

/// Added to every case (`local/defaults.go`).
const DEFAULTS: &str = "_default-resources.yaml";

/// Runs every case.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let (mut cases, mut passed, mut modelled) = (Vec::new(), 0, 0);
    for path in directories(directory)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let expect = istio_objects::value(&path.join("expect.yaml"))?;
        let analyzer = expect.text_at("analyzer").unwrap_or_default();
        let problem = match ANALYZERS.iter().find(|(own, _)| *own == analyzer) {
            Some((_, analyze)) => {
                modelled += 1;
                case(&path, &expect, *analyze).err()
            }
            None => Some(format!("{analyzer} is not modelled")),
        };
        passed += usize::from(problem.is_none());
        cases.push(Case { name, problems: problem.into_iter().collect() });
    }
    Ok(Group { name: "istio/analyze", cases, checks: vec![("cases of modelled analyzers", passed, modelled)], floor })
}

fn case(path: &Path, expect: &Value, analyze: Analyzer) -> Result<(), String> {
    let defaults = path.with_file_name(DEFAULTS);
    let (mut ledger, mut store) = (Ledger::default(), istio_objects::store(&defaults, &mut Ledger::default())?);
    for input in expect.texts_at("inputs") {
        for value in istio_objects::documents(&crate::data::text(&path.join(input))?)? {
            istio_objects::put(&mut store, &value, &mut ledger)?;
        }
    }
    let mesh = Mesh::new(&store, "cluster.local");
    let told = analyze(&mesh).into_iter().map(|finding| {
        let (kind, name) = (finding.reference.kind.clone(), finding.reference.name.clone());
        let code = Finding::new(finding.problem, Place::default(), finding.path).diagnostic(Lang::En).code;
        format!("{code} {kind} {}/{name}", finding.reference.namespace)
    });
    let mut found: Vec<String> = told.collect();
    let mut wanted: Vec<String> = expect.items_at("expected").iter().map(message).collect();
    found.sort();
    wanted.sort();
    if found == wanted { Ok(()) } else { Err(format!("{}\nnot\n{}", found.join("\n"), wanted.join("\n"))) }
}

fn message(value: &Value) -> String {
    let text = |key: &str, default| value.text_at(key).unwrap_or(default).to_owned();
    format!("{} {} {}/{}", text("code", ""), text("kind", ""), text("namespace", "default"), text("resource", ""))
}
