//! `malla validate`: everything that is wrong, at once, and how to mend it.

mod sarif;

use crate::args::Validate;
use crate::refusal::{self, Subject};
use crate::{BadInput, Outcome, input, report, say, verbs};
use clap::ValueEnum;
use malla_core::{Change, Scenario, SimHost, SourceFile};
use malla_manifest::{Finding, Fix};
use malla_trace::{Diagnostic, FieldPath, Lang, Place, Severity};
use serde::Serialize;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Written {
    /// Text.
    Text,
    /// The boundary types, serialised, each with its fixes.
    Json,
    /// As kubectl prints what it and the API server refuse, several errors of an object together.
    Kubectl,
    /// SARIF 2.1.0, for editors and code hosts.
    Sarif,
}

/// A finding with the mends that can be made at once.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    diagnostic: Diagnostic,
    fixes: Vec<Mend>,
}

/// A mend.
#[derive(Serialize)]
struct Mend {
    title: String,
    edits: Vec<Edit>,
}

/// Some text in place of some other.
#[derive(Serialize)]
struct Edit {
    #[serde(flatten)]
    place: Place,
    text: String,
}

/// Prints every finding. Bad when one of them is an error.
pub(crate) fn run(wanted: &Validate) -> Result<Outcome, BadInput> {
    let lang = wanted.common.lang.into();
    let files = input::files(&wanted.common.files)?;
    let mut host = SimHost::new(Scenario { seed: wanted.common.seed });
    host.apply(Change::Files(files.clone()));
    let snapshot = host.snapshot();
    let findings = snapshot.diagnostics(lang);
    let bad = report::has_errors(&findings);
    match wanted.output {
        Written::Text => findings.iter().for_each(|finding| say::line(report::line(finding))),
        Written::Kubectl => kubectl(&files, &snapshot.diagnostics(Lang::En), lang),
        Written::Json => print(&told(findings, &files, lang))?,
        Written::Sarif => {
            let both = Lang::ALL.map(|lang| snapshot.diagnostics(lang));
            print(&sarif::log(&told(findings, &files, lang), &both))?;
        }
    }
    if bad { Err(BadInput::new("")) } else { Ok(Outcome::Good) }
}

/// What kubectl prints of the texts: what cannot be read first, then what the cluster refuses.
fn kubectl(files: &[SourceFile], findings: &[Diagnostic], lang: Lang) {
    let parsed = malla_manifest::parse(files);
    verbs::read::broken(&parsed.findings, lang).iter().for_each(say::line);
    for manifest in &parsed.manifests {
        let stands = |found: &&Diagnostic| {
            let path = FieldPath::parse(&found.path);
            found.severity == Severity::Error && manifest.source.resolve(&path).place == found.place
        };
        let own: Vec<Diagnostic> = findings.iter().filter(stands).cloned().collect();
        if let Some(first) = own.first() {
            let subject = Subject {
                file: &first.place.file,
                kind: manifest.object.kind(),
                version: &manifest.api_version,
                name: &manifest.reference.name,
                doing: "creating",
            };
            say::text(format_args!("{}\n{}", refusal::say(&subject, &own), refusal::places(&own)));
        }
    }
}

fn print(value: &impl Serialize) -> Result<(), BadInput> {
    say::line(serde_json::to_string_pretty(value).map_err(BadInput::new)?);
    Ok(())
}

/// The findings with the mends that reading the texts offers.
fn told(findings: Vec<Diagnostic>, files: &[SourceFile], lang: Lang) -> Vec<Told> {
    let read = malla_manifest::parse(files).findings;
    let same = |found: &Finding, told: &Diagnostic| {
        found.problem.code() == told.code && found.place == told.place && found.path.to_string() == told.path
    };
    let fixes = |told: &Diagnostic| read.iter().find(|found| same(found, told)).map_or_else(Vec::new, Finding::fixes);
    let mends = |told: &Diagnostic| fixes(told).into_iter().map(|fix| mend(fix, lang)).collect();
    findings.into_iter().map(|diagnostic| Told { fixes: mends(&diagnostic), diagnostic }).collect()
}

fn mend(fix: Fix, lang: Lang) -> Mend {
    let title = fix.title(lang);
    Mend { title, edits: fix.edits.into_iter().map(|edit| Edit { place: edit.place, text: edit.text }).collect() }
}
