//! Where what is named at the cursor is written.

use super::candidates::Asked;
use super::cursor::Cursor;
use super::floor;
use super::known::{Known, Object};
use super::skim::{Skim, What, skim_at, unquoted};
use super::spot::Spot;
use super::users::{selecting, users};
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
    match Asked::new(&skim, known, file, entry, &spot) {
        Some(asked) => asked.written(unquoted(&text[word])),
        None => back(&skim, known, entry, &spot),
    }
}

/// The way back: from the name of an object to who names it, from the labels of pods to the Services that select them.
fn back(skim: &Skim<'_>, known: &Known, entry: Option<usize>, spot: &Spot) -> Vec<Place> {
    let Some(entry) = entry.filter(|_| spot.owner_name() == "ObjectMeta") else { return Vec::new() };
    let way = skim.way(Some(entry));
    let namespace = skim.meta(way.root, "namespace").unwrap_or("default");
    let keys = |at: &usize| skim.entries[*at].key();
    let path: Vec<&str> = way.entries.iter().filter_map(keys).collect();
    match (path.as_slice(), spot.field_name()) {
        (["metadata", "name"], _) => {
            let (kind, name) = (spot.kind.name, skim.meta(way.root, "name").unwrap_or_default());
            let is_own = |object: &&Object| object.reference.name == name;
            let own = known.all(kind, namespace).find(is_own).map(|object| &object.reference);
            own.map(|own| users(known, kind, own)).unwrap_or_default()
        }
        (path, "labels") if spot.kind.name == "Pod" || path.contains(&"template") => {
            let map = way.entries.iter().rev().find(|at| skim.entries[**at].is("labels"));
            map.map(|map| selecting(known, namespace, &skim.pairs(*map))).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}
