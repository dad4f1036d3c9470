//! What is wrong with a text, where, and how to mend it.

use crate::Place;
use serde::{Deserialize, Serialize};

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The object is refused.
    Error,
    /// The object is accepted and will not do what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

/// One finding about a manifest. Serialised flat:
/// `{code, severity, file, line, column, end_line, end_column, path, message, hints}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code, `FIELD-UNKNOWN`.
    pub code: String,
    /// How bad.
    pub severity: Severity,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// The field, `spec.ports[0].port`; empty where the text could not be read as fields.
    pub path: String,
    /// One sentence in the reader's language.
    pub message: String,
    /// How to mend it, likeliest first.
    pub hints: Vec<String>,
}
