//! From texts to manifests and findings: split, read, check, build. Never fails.

use crate::check::{check, webhook};
use crate::finding::{Finding, MAX_FINDINGS, Trouble};
use crate::fix::Origin;
use crate::manifest::{Manifest, SourceFile, SourceMap};
use crate::objects::Object;
use crate::problem::Reading;
use crate::value::Value;
use crate::write::to_yaml;
use crate::yaml::{Chunk, NodeRef, Source, Span, Tree, read, split};
use malla_trace::FieldPath;
use std::sync::Arc;

/// How long a file may be.
const MAX_TEXT_KIB: usize = 256;

/// What came out of some texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The objects of every document without an error, in the order written.
    pub manifests: Vec<Manifest>,
    /// Everything found, in the order of the text.
    pub findings: Vec<Finding>,
}

/// Reads manifests. Whatever the text, every mistake in it is found at once; a mistake in one document takes nothing
/// away from the others.
#[must_use]
pub fn parse(files: &[SourceFile]) -> Parsed {
    let mut parsed = Parsed::default();
    for file in files {
        parse_file(file, &mut parsed);
    }
    parsed
}

/// Reads the first document of any YAML, as kubectl would, as a value.
///
/// # Errors
/// The first thing wrong with the text.
pub fn read_value(text: &str) -> Result<Value, Box<Finding>> {
    let source = Arc::new(Source::new("", text));
    let document = |chunk: &Chunk| source.text[chunk.range.clone()].lines().any(|line| !is_blank(line));
    let Some(chunk) = split(&source.text).into_iter().find(document) else { return Ok(Value::Null) };
    let (tree, faults) = read(&source, &chunk);
    match faults.into_iter().map(Trouble::from).find(Trouble::is_error) {
        Some(trouble) => Err(Box::new(finding(&source, &chunk, trouble))),
        None => Ok(tree.root().map_or(Value::Null, NodeRef::value)),
    }
}

/// What Istio's webhook says of the objects of a text by itself, as `istioctl validate -f` does: without the
/// CustomResourceDefinitions, which refuse before it where both would.
#[must_use]
pub fn istioctl_validate(file: &SourceFile) -> Vec<Finding> {
    let source = Arc::new(Source::new(&file.name, &file.text));
    let mut findings = Vec::new();
    for chunk in split(&source.text) {
        let (tree, _) = read(&source, &chunk);
        let troubles = tree.root().map(webhook).unwrap_or_default();
        findings.extend(troubles.into_iter().map(|trouble| finding(&source, &chunk, trouble)));
    }
    findings
}

impl Object {
    /// Reads a value as an object without any of the API server's checks: what is not as it should be reads as
    /// absent. For tests that hand objects to an engine directly. `None` when it has no kind.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Self> {
        let source = Source::new("", &to_yaml(value));
        let chunk = Chunk { range: 0..source.text.len(), litter: None };
        let (tree, _) = read(&source, &chunk);
        let root = tree.root()?;
        Some(Self::read(root.get("kind").and_then(NodeRef::text)?, root))
    }
}

/// A line with nothing or only a comment on it.
fn is_blank(line: &str) -> bool {
    let words = line.trim_start();
    words.is_empty() || words.starts_with('#')
}

fn parse_file(file: &SourceFile, parsed: &mut Parsed) {
    if file.text.len() > MAX_TEXT_KIB * 1024 {
        let source = Source::new(&file.name, "");
        let place = source.place(Span::default());
        parsed.findings.push(Finding::new(Reading::TooLong { limit_kib: MAX_TEXT_KIB }, place, FieldPath::root()));
        return;
    }
    let source = Arc::new(Source::new(&file.name, &file.text));
    let first = parsed.findings.len();
    for chunk in split(&source.text) {
        let (tree, faults) = read(&source, &chunk);
        let troubles: Vec<Trouble> = faults.into_iter().map(Trouble::from).collect();
        let sound = !troubles.iter().any(Trouble::is_error);
        let found = |trouble| finding(&source, &chunk, trouble);
        parsed.findings.extend(troubles.into_iter().map(found));
        parsed.findings.extend(document(&source, &Arc::new(tree), sound, &mut parsed.manifests).into_iter().map(found));
    }
    parsed.findings[first..].sort_by_key(|finding| (finding.place.line, finding.place.column));
    parsed.findings.truncate(first + MAX_FINDINGS);
}

/// A trouble's bytes as a place: what spans lines is cut to its first.
fn finding(source: &Arc<Source>, chunk: &Chunk, trouble: Trouble) -> Finding {
    let origin = Origin { source: Arc::clone(source), span: trouble.span, document: chunk.range.clone() };
    let place = source.place(source.first_line(trouble.span));
    Finding::new(trouble.problem, place, trouble.path).found_in(origin)
}

/// The objects of a document: one, or the items of a `List`; and what is wrong with them.
fn document(source: &Arc<Source>, tree: &Arc<Tree>, sound: bool, manifests: &mut Vec<Manifest>) -> Vec<Trouble> {
    let mut found = Vec::new();
    let Some(root) = tree.root().filter(|root| !root.is_null()) else { return found };
    let list = root.get("kind").and_then(NodeRef::text) == Some("List");
    let roots = if list { root.get("items").into_iter().flat_map(NodeRef::items).collect() } else { vec![root] };
    for root in roots {
        let (kind, troubles) = check(root);
        if let Some(kind) = kind.filter(|_| sound && !troubles.iter().any(Trouble::is_error)) {
            let object = Object::read(kind, root);
            let (reference, api_version) = (object.reference(), object.api_version().to_owned());
            let source = SourceMap::new(Arc::clone(source), Arc::clone(tree), root.id);
            manifests.push(Manifest { reference, api_version, object, source });
        }
        found.extend(troubles);
    }
    found
}
