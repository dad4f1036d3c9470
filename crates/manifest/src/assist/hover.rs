//! What is known of the field at the cursor.

use super::candidates::Asked;
use super::cursor::Cursor;
use super::defaults::default_of;
use super::docs::DocKey;
use super::floor;
use super::known::Known;
use super::skim::{Skim, What, skim_at};
use super::spot::Spot;
use crate::schema::{bounds_of, type_name, words_of};
use std::ops::Range;

/// The field at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The bytes of its key, or of the value if the cursor is there.
    pub span: Range<usize>,
    /// Its path in the object: `spec.ports[0].targetPort`.
    pub path: String,
    /// The kind of the object; empty if it tells none.
    pub kind: String,
    /// The struct that has it; empty if we do not know it.
    pub owner: String,
    /// Its name there.
    pub field: String,
    /// Its type, as `kubectl explain` prints it; empty if we do not know it.
    pub shape: String,
    /// The words or numbers it may hold, if they are a closed list.
    pub words: Vec<String>,
    /// What holds when nobody writes it.
    pub default: Option<&'static str>,
    /// The least and the greatest that its number, its length or its count of items may be.
    pub bounds: (Option<i64>, Option<i64>),
    /// Whether it must be there.
    pub required: bool,
    /// The kinds of what its value names, if it names something that [`super::definition`] may find.
    pub names: Vec<&'static str>,
    /// Where the words about it stand.
    pub doc: Option<DocKey>,
}

/// What is known of the field at a byte of a text, or of the key of the value there.
#[must_use]
pub fn hover(text: &str, offset: usize) -> Option<Hover> {
    let skim = skim_at(text, floor(text, offset));
    let (entry, span) = target(&skim, floor(text, offset))?;
    let way = skim.way(Some(entry));
    let kind = skim.value(way.root, "kind").unwrap_or_default().to_owned();
    let bare = Hover { span, path: skim.path(&way).to_string(), kind, ..Hover::nothing() };
    Some(match skim.spot(Some(entry)) {
        Some(spot) if is_kind(&skim, entry) => told(&spot, Some(DocKey::of_kind(&spot)), bare),
        Some(spot) => {
            let known = Known::default();
            let names = Asked::new(&skim, &known, "", Some(entry), &spot).map(|asked| asked.names.kinds());
            told(&spot, DocKey::of_field(&spot), Hover { names: names.unwrap_or_default(), ..bare })
        }
        None => bare,
    })
}

/// The entry that the cursor is at, and the bytes to show.
fn target(skim: &Skim<'_>, offset: usize) -> Option<(usize, Range<usize>)> {
    match skim.cursor(offset) {
        Cursor::Below(below) => {
            let entry = below.entry?;
            let at = if skim.entries[entry].what == What::Word { below.up? } else { entry };
            Some((at, below.replace))
        }
        Cursor::Value { key, replace, .. } if !replace.is_empty() => Some((key, replace)),
        Cursor::Value { .. } | Cursor::Nowhere => None,
    }
}

/// Whether it is the object's `kind`.
fn is_kind(skim: &Skim<'_>, entry: usize) -> bool {
    skim.entries[entry].is("kind") && skim.way(Some(entry)).entries.len() == 1
}

fn told(spot: &Spot, doc: Option<DocKey>, bare: Hover) -> Hover {
    let shape = spot.shape.bare();
    Hover {
        owner: spot.owner_name().into(),
        field: spot.field_name().into(),
        shape: shape.map(|shape| type_name(spot.schema, shape)).unwrap_or_default(),
        words: shape.map(words_of).unwrap_or_default(),
        default: default_of(spot).filter(|_| spot.field_name() == last(&bare.path)),
        bounds: spot.shape.whole().map_or((None, None), bounds_of),
        required: spot.field.is_some_and(|field| field.required && field.name == last(&bare.path)),
        doc,
        ..bare
    }
}

/// The last key of a path.
fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

impl Hover {
    fn nothing() -> Self {
        Self {
            span: 0..0,
            path: String::new(),
            kind: String::new(),
            owner: String::new(),
            field: String::new(),
            shape: String::new(),
            words: Vec::new(),
            default: None,
            bounds: (None, None),
            required: false,
            names: Vec::new(),
            doc: None,
        }
    }
}
