//! Where what is named at the cursor is written.

use super::candidates::Asked;
use super::cursor::Cursor;
use super::floor;
use super::known::Known;
use super::skim::{What, skim_at, unquoted};
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
pub fn definition(text: &str, file: &str, offset: usize, known: &Known) -> Vec<Place> {
    let offset = floor(text, offset);
    let skim = skim_at(text, offset);
    let (entry, word) = match skim.cursor(offset) {
        Cursor::Value { key, replace, .. } => (Some(key), replace),
        Cursor::Below(below) => match below.entry.map(|at| (at, &skim.entries[at])) {
            Some((_, entry)) if entry.what == What::Word => (below.up, entry.span.clone()),
            Some((at, entry)) => (Some(at), entry.span.clone()),
            None => return Vec::new(),
        },
        Cursor::Nowhere => return Vec::new(),
    };
    let Some(spot) = skim.spot(entry) else { return Vec::new() };
    let asked = Asked::new(&skim, known, file, entry, &spot);
    asked.map(|asked| asked.written(unquoted(&text[word]))).unwrap_or_default()
}
