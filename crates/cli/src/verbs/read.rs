//! Manifests as the verbs work on them: one object after the other, and what is wrong with the others.

use crate::args::Cluster;
use crate::live::{Refused, in_namespace, reference};
use crate::refusal::{self, Subject};
use crate::value::text;
use crate::{BadInput, input};
use malla_manifest::{Finding, Manifest, Value, parse, read_value};
use malla_trace::{Diagnostic, FieldPath, Lang, ObjectRef};
use std::path::PathBuf;

/// A document of a manifest.
pub(super) enum Document {
    /// An object.
    Object(Box<Wanted>),
    /// What kubectl and the API server say of one that is none.
    Broken(String),
}

impl Document {
    fn is_world(&self) -> bool {
        match self {
            Self::Object(wanted) => wanted.kind == "World",
            Self::Broken(_) => false,
        }
    }
}

/// An object that somebody wrote.
pub(super) struct Wanted {
    pub(super) object: ObjectRef,
    pub(super) kind: String,
    pub(super) version: String,
    pub(super) value: Value,
    pub(super) file: String,
    manifest: Manifest,
}

/// All documents of the files, in the order written, the broken ones last. The World comes first wherever it stands: it is the
/// cluster that the others are applied to.
pub(super) fn documents(files: &[PathBuf], cluster: &Cluster) -> Result<Vec<Document>, BadInput> {
    let parsed = parse(&input::files(files)?);
    let mut documents: Vec<Document> =
        parsed.manifests.into_iter().filter_map(|manifest| wanted(manifest, &cluster.namespace)).collect();
    documents.sort_by_key(|document| !document.is_world());
    documents.extend(broken(&parsed.findings, cluster.lang.into()).into_iter().map(Document::Broken));
    Ok(documents)
}

fn wanted(manifest: Manifest, namespace: &str) -> Option<Document> {
    let value = in_namespace(manifest.source.value(), namespace);
    let file = shown(&manifest.source.resolve(&FieldPath::root()).place.file).to_owned();
    let (object, version) = (reference(&value)?, manifest.api_version.clone());
    let kind = manifest.object.kind().to_owned();
    Some(Document::Object(Box::new(Wanted { object, kind, version, value, file, manifest })))
}

/// What kubectl and the API server say, one text a document with errors in it.
pub(crate) fn broken(findings: &[Finding], lang: Lang) -> Vec<String> {
    let mut groups: Vec<((&str, &str), Vec<&Finding>)> = Vec::new();
    for finding in findings.iter().filter(|finding| finding.is_error()) {
        let key = (finding.place.file.as_str(), finding.document().unwrap_or_default());
        match groups.iter_mut().find(|(own, _)| *own == key) {
            Some((_, group)) => group.push(finding),
            None => groups.push((key, vec![finding])),
        }
    }
    groups.into_iter().map(|((file, document), group)| words(file, document, &group, lang)).collect()
}

/// What is said of one document.
fn words(file: &str, document: &str, findings: &[&Finding], lang: Lang) -> String {
    let value = read_value(document).unwrap_or_default();
    let word = |path: &str| text(&value, path).unwrap_or_default();
    let (kind, version, name) = (word("kind"), word("apiVersion"), word("metadata.name"));
    let subject = Subject { file: shown(file), kind, version, name, doing: "creating" };
    let told: Vec<Diagnostic> = findings.iter().map(|finding| finding.diagnostic(Lang::En)).collect();
    let mends: Vec<Diagnostic> = findings.iter().map(|finding| finding.diagnostic(lang)).collect();
    format!("{}\n{}", refusal::say(&subject, &told), refusal::places(&mends)).trim_end().to_owned()
}

/// The file as kubectl calls it.
fn shown(file: &str) -> &str {
    if file == "-" { "STDIN" } else { file }
}

impl Wanted {
    /// The finding at the line of the manifest that somebody wrote.
    pub(super) fn place(&self, refused: Refused) -> Diagnostic {
        let place = self.manifest.source.resolve(&refused.at).place;
        Diagnostic { place, ..refused.found }
    }
}
