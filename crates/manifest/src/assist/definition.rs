//! Where what is named at the cursor is written.

use super::known::Known;
use malla_trace::ObjectRef;
use std::ops::Range;

/// Where something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The bytes.
    pub span: Range<usize>,
    /// The object.
    pub object: ObjectRef,
    /// The path of what is meant within it; empty for the object itself.
    pub what: String,
}

/// Where what is named at a byte of a text is written. `file` is the name of that text.
#[must_use]
pub fn definition(_text: &str, _file: &str, _offset: usize, _known: &Known) -> Vec<Place> {
    Vec::new()
}
