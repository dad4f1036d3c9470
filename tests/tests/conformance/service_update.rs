//! `TestValidateServiceUpdate`: how many fields of an updated Service are refused, by the rules for any Service and by what
//! an update may not change.

use crate::data::{self, Fields};
use crate::report::{Case, Group};
use malla_control_plane::api_server::update;
use malla_manifest::{Finding, Manifest, Parsed, SourceFile, Value, parse, to_yaml};
use malla_trace::Lang;
use std::path::Path;

/// Runs the table.
pub fn run(file: &Path, floor: usize) -> Result<Group, String> {
    let value = data::value(file)?;
    let cases = value.items_at("cases").iter().map(|case| {
        let (found, wanted) = (refusals(case), case.number_at("errors"));
        let agrees = usize::try_from(wanted.unwrap_or(-1)).is_ok_and(|wanted| wanted == found.len());
        let problem = (!agrees).then(|| format!("{found:?}, not {wanted:?} of them"));
        Case { name: case.text_at("name").unwrap_or_default().to_owned(), problems: problem.into_iter().collect() }
    });
    Ok(Group { name: "kubernetes/validation/service-update", cases: cases.collect(), checks: vec![], floor })
}

/// Everything that is said against the new object. Upstream's test stands behind the defaulting.
fn refusals(case: &Value) -> Vec<String> {
    let [old, new] = ["old", "new"].map(|key| read(case.get(key).unwrap_or(&Value::Null)));
    let undefaulted = new.manifests.iter().flat_map(Manifest::undefaulted).collect::<Vec<_>>();
    let written = new.findings.iter().filter(|finding| finding.is_error()).chain(&undefaulted);
    let mut said: Vec<String> = written.map(|finding: &Finding| finding.diagnostic(Lang::En).message).collect();
    // Upstream asks the class's own rules twice in an update and shows one of two equal errors; the table counts both.
    let twice: Vec<String> = said.iter().filter(|text| text.starts_with("spec.loadBalancerClass")).cloned().collect();
    said.extend(twice);
    if let (Some(old), Some(new)) = (old.manifests.first(), new.manifests.first()) {
        said.extend(update::check(old, new, None).iter().map(|forbidden| forbidden.path.to_string()));
    }
    said
}

fn read(object: &Value) -> Parsed {
    parse(&[SourceFile { name: "case.yaml".into(), text: to_yaml(object) }])
}
