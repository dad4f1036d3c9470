//! Mends that can be made at once: edits of the text that take a finding away and bring no new error. Each is tried on
//! its document before it is offered.

mod candidates;
mod lines;
mod moving;
mod recipe;

use crate::finding::Finding;
use crate::manifest::SourceFile;
use crate::parse::parse;
use crate::problem::Action;
use crate::yaml::{Source, Span};
use malla_trace::{FieldPath, Lang, Place};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// How long a document may be to be mended; trying takes a reading each.
const MAX_DOCUMENT: usize = 32 * 1024;

/// Some text in place of some other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What goes, as lines and columns; empty where something is put in.
    pub place: Place,
    /// What goes, as bytes of the file.
    pub bytes: Range<usize>,
    /// What comes.
    pub text: String,
}

/// A mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does.
    pub action: Action,
    /// How, in the order of the text.
    pub edits: Vec<TextEdit>,
}

impl Fix {
    /// Its title.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        self.action.title(lang)
    }

    /// The file with the mend made.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        apply(text, self.edits.iter().map(|edit| (edit.bytes.clone(), edit.text.as_str())), 0)
    }
}

/// Where a finding comes from.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) source: Arc<Source>,
    /// What it is about.
    pub(crate) span: Span,
    /// The document's bytes, without its separator.
    pub(crate) document: Range<usize>,
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{} in {:?}", self.span.start, self.span.end, self.document)
    }
}

/// A mend nobody has tried.
struct Draft {
    action: Action,
    edits: Vec<(Range<usize>, String)>,
    /// Below this field, errors may show that nobody could see before.
    uncovers: Option<FieldPath>,
}

/// The mends of a finding.
pub(crate) fn fixes(finding: &Finding, origin: &Origin) -> Vec<Fix> {
    let document = with_separator(&origin.source.text, &origin.document);
    if document.len() > MAX_DOCUMENT {
        return Vec::new();
    }
    let before = findings(&origin.source.text[document.clone()]);
    let mut found: Vec<Fix> = Vec::new();
    for draft in candidates::of(finding, origin) {
        let fix = Fix { edits: placed(&origin.source, &draft), action: draft.action.clone() };
        if !found.iter().any(|known| known.action == fix.action) && mends(finding, origin, &document, &before, &draft) {
            found.push(fix);
        }
    }
    found
}

fn placed(source: &Source, draft: &Draft) -> Vec<TextEdit> {
    let edit = |(bytes, text): &(Range<usize>, String)| {
        let span = Span { start: crate::yaml::offset(bytes.start), end: crate::yaml::offset(bytes.end) };
        TextEdit { place: source.place(span), bytes: bytes.clone(), text: text.clone() }
    };
    draft.edits.iter().map(edit).collect()
}

/// The document with the line that opens it.
fn with_separator(text: &str, document: &Range<usize>) -> Range<usize> {
    let above = text[..document.start].trim_end_matches(['\n', '\r']);
    let start = above.rfind('\n').map_or(0, |at| at + 1);
    start.min(document.start)..document.end
}

fn findings(text: &str) -> Vec<Finding> {
    parse(&[SourceFile { name: String::new(), text: text.into() }]).findings
}

/// Whether the finding goes and no error comes.
fn mends(finding: &Finding, origin: &Origin, document: &Range<usize>, before: &[Finding], draft: &Draft) -> bool {
    let text = &origin.source.text[document.clone()];
    let edits = draft.edits.iter().map(|(bytes, text)| (bytes.clone(), text.as_str()));
    let after = findings(&apply(text, edits, document.start));
    let same = |one: &Finding, other: &Finding| one.problem.code() == other.problem.code() && one.path == other.path;
    let count = |all: &[Finding], each: &Finding| all.iter().filter(|other| same(each, other)).count();
    let below = |path: &FieldPath| {
        draft.uncovers.as_ref().is_some_and(|mended| path.0.len() > mended.0.len() && path.0.starts_with(&mended.0))
    };
    let is_new = |each: &&Finding| each.is_error() && !below(&each.path) && count(&after, each) > count(before, each);
    count(&after, finding) < count(before, finding) && !after.iter().any(|each| is_new(&each))
}

/// A text, whose first byte is byte `base` of the file, with edits made.
fn apply<'a>(text: &str, edits: impl Iterator<Item = (Range<usize>, &'a str)>, base: usize) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (bytes, new) in edits {
        let (start, end) = (bytes.start.saturating_sub(base), bytes.end.saturating_sub(base));
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push_str(new);
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
