//! From texts to manifests and findings: split, read, check, build. Never fails.

use crate::finding::{Finding, Trouble};
use crate::manifest::{Manifest, SourceFile, SourceMap};
use crate::objects::{KINDS, Object};
use crate::problem::{Reading, ShapeProblem};
use crate::yaml::{Content, NodeRef, Source, Span, Tree, read, split};
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
        let (tree, troubles) = read(&source, &chunk);
        let sound = troubles.iter().all(|trouble| trouble.problem.severity() != malla_trace::Severity::Error);
        parsed.findings.extend(troubles.into_iter().map(|trouble| at(&source, trouble)));
        objects(&source, &Arc::new(tree), sound, parsed);
    }
    parsed.findings[first..].sort_by_key(|finding| (finding.place.line, finding.place.column));
}

fn at(source: &Source, trouble: Trouble) -> Finding {
    Finding::new(trouble.problem, source.place(trouble.span), FieldPath::root())
}

/// The objects of a document: one, or the items of a `List`.
fn objects(source: &Arc<Source>, tree: &Arc<Tree>, sound: bool, parsed: &mut Parsed) {
    let Some(root) = tree.root().filter(|root| !root.is_null()) else { return };
    let list = root.get("kind").and_then(NodeRef::text) == Some("List");
    let roots: Vec<NodeRef<'_>> = match root.get("items").filter(|_| list) {
        Some(items) => items.items().collect(),
        None => vec![root],
    };
    for root in roots {
        match object(root) {
            Ok(object) if sound => {
                let map = SourceMap::new(Arc::clone(source), Arc::clone(tree), root.id);
                let api_version = object.api_version().to_owned();
                parsed.manifests.push(Manifest { reference: object.reference(), api_version, object, source: map });
            }
            Ok(_) => {}
            Err(trouble) => parsed.findings.push(at(source, trouble)),
        }
    }
}

fn object(root: NodeRef<'_>) -> Result<Object, Trouble> {
    if !matches!(root.content(), Content::Map(_)) {
        return Err(Trouble::new(root.span(), ShapeProblem::NotAnObject));
    }
    let Some(kind) = root.get("kind").and_then(NodeRef::text) else {
        return Err(Trouble::new(root.span(), ShapeProblem::KindMissing));
    };
    let Some(version) = root.get("apiVersion") else {
        return Err(Trouble::new(root.span(), ShapeProblem::ApiVersionMissing));
    };
    let written = version.text().unwrap_or_default();
    match KINDS.iter().find(|(name, ..)| *name == kind) {
        Some((_, right, _)) if *right != written => {
            let problem = ShapeProblem::ApiVersionWrong {
                kind: kind.into(),
                api_version: written.into(),
                right: (*right).into(),
            };
            Err(Trouble::new(version.span(), problem))
        }
        Some(_) | None => Ok(Object::read(kind, root)),
    }
}
