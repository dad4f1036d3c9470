//! Something found out about a manifest: what, where, and whether it stops the object.

use crate::fix::{Fix, Origin, fixes};
use crate::problem::Problem;
use crate::yaml::{Fault, Span};
use malla_trace::{Diagnostic, FieldPath, Lang, Place, Severity};

/// A problem at a place. Language-free: [`Finding::diagnostic`] puts it into words.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub problem: Problem,
    /// Where.
    pub place: Place,
    /// In which field; the root where the text could not be read as fields.
    pub path: FieldPath,
    /// The text it was found in, if it was found in one.
    origin: Option<Origin>,
}

impl Finding {
    /// A problem at a place.
    #[must_use]
    pub fn new(problem: impl Into<Problem>, place: Place, path: FieldPath) -> Self {
        Self { problem: problem.into(), place, path, origin: None }
    }

    /// The same, found in that text.
    pub(crate) fn found_in(self, origin: Origin) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// Mends that can be made at once, likeliest first. Each is tried on the document first, which takes as many
    /// readings of it: ask when somebody wants to know.
    #[must_use]
    pub fn fixes(&self) -> Vec<Fix> {
        self.origin.as_ref().map_or_else(Vec::new, |origin| fixes(self, origin))
    }

    /// The document it was found in, if it was found in one.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        let origin = self.origin.as_ref()?;
        origin.source.text.get(origin.document.clone())
    }

    /// Whether the object is refused.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.problem.severity() == Severity::Error
    }

    /// The finding in a reader's language.
    #[must_use]
    pub fn diagnostic(&self, lang: Lang) -> Diagnostic {
        Diagnostic {
            code: self.problem.code().into(),
            severity: self.problem.severity(),
            place: self.place.clone(),
            path: self.path.to_string(),
            message: self.problem.message(&self.path, lang),
            hints: self.problem.hints(&self.path, lang),
        }
    }
}

/// How many findings of one object, or of one file, are worth showing.
pub(crate) const MAX_FINDINGS: usize = 200;

/// A problem at some bytes of the text, before they are lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trouble {
    pub(crate) span: Span,
    pub(crate) problem: Problem,
    pub(crate) path: FieldPath,
}

impl Trouble {
    /// A problem of the text, outside all fields.
    pub(crate) fn new(span: Span, problem: impl Into<Problem>) -> Self {
        Self::at(span, problem, FieldPath::root())
    }

    /// A problem of a field.
    pub(crate) fn at(span: Span, problem: impl Into<Problem>, path: FieldPath) -> Self {
        Self { span, problem: problem.into(), path }
    }

    /// Whether it stops the object.
    pub(crate) fn is_error(&self) -> bool {
        self.problem.severity() == Severity::Error
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::new(fault.span, fault.reading)
    }
}
