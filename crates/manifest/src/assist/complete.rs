//! What could stand at the cursor.

use super::cursor::{Below, Cursor};
use super::docs::DocKey;
use super::known::Known;
use super::skim::{Skim, skim_at};
use super::spot::Spot;
use super::{fields, floor, heads, values};
use crate::schema::Type;
use std::ops::Range;

/// What could stand at the cursor, the best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The bytes that an item takes the place of.
    pub replace: Range<usize>,
    /// The key or item around the cursor, as a path: empty for the document itself.
    pub path: String,
    /// What could stand there.
    pub items: Vec<Completion>,
}

/// Something that could stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is called.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// Its type, as `kubectl explain` prints it, or what tells it from others; the same in every language.
    pub detail: String,
    /// What is put in.
    pub insert: String,
    /// Where in it the cursor goes.
    pub cursor: usize,
    /// Whether the field must be there.
    pub required: bool,
    /// Where the words about it stand.
    pub doc: Option<DocKey>,
    /// What else changes, in the order of the text: an `apiVersion` that fits the kind.
    pub also: Vec<Edit>,
}

/// Some text in place of some other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes, as bytes of the text.
    pub bytes: Range<usize>,
    /// What comes.
    pub text: String,
}

/// What a [`Completion`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionKind {
    /// A field.
    Field,
    /// A word or number of a closed list.
    Value,
    /// The name of something that exists.
    Name,
    /// A kind.
    Kind,
    /// An API version.
    ApiVersion,
    /// A whole object.
    Snippet,
}

/// Completes at a byte of a text.
#[must_use]
pub fn complete(text: &str, offset: usize, known: &Known) -> Completions {
    let offset = floor(text, offset);
    let skim = skim_at(text, offset);
    let (up, replace, mut items) = match skim.cursor(offset) {
        Cursor::Nowhere => return Completions { replace: offset..offset, ..Completions::default() },
        Cursor::Below(below) => (below.up, below.replace.clone(), beneath(&skim, &below, known)),
        Cursor::Value { key, replace, tight } => {
            (Some(key), replace.clone(), value(&skim, key, &replace, tight, known))
        }
    };
    let typed = text[replace.start..offset].trim_start_matches(['"', '\'']).to_lowercase();
    items.retain(|item| fits(&item.label.to_lowercase(), &typed));
    let items = best_first(items, |item| u8::from(!item.label.to_lowercase().starts_with(&typed)));
    Completions { replace, path: skim.path(&skim.way(up)).to_string(), items }
}

/// Those of rank 0, then those of rank 1, and so on to 3. (The library's sort would cost the page several kilobytes.)
pub(super) fn best_first(items: Vec<Completion>, rank: impl Fn(&Completion) -> u8) -> Vec<Completion> {
    let mut ranks = [const { Vec::new() }; 4];
    for item in items {
        ranks[usize::from(rank(&item).min(3))].push(item);
    }
    ranks.into_iter().flatten().collect()
}

/// Whether the letters typed stand in the label, in that order.
fn fits(label: &str, typed: &str) -> bool {
    let mut letters = label.chars();
    typed.chars().all(|c| letters.any(|letter| letter == c))
}

/// Below a key, an item or the document.
fn beneath(skim: &Skim<'_>, below: &Below, known: &Known) -> Vec<Completion> {
    let way = skim.way(below.up);
    let spot = skim.spot(below.up);
    if way.entries.is_empty() {
        return heads::fields(skim, below, way.root, spot);
    }
    let Some(spot) = spot else { return Vec::new() };
    if let Some(id) = spot.shape.fields() {
        return fields::of(skim, &spot, id, below, "");
    }
    match spot.shape.bare() {
        Some(Type::List(item)) => items(skim, &spot.within(item), below, known),
        _ => values::of(skim, below.up, &spot, known),
    }
}

/// A new item of a list.
fn items(skim: &Skim<'_>, item: &Spot, below: &Below, known: &Known) -> Vec<Completion> {
    let dash = if below.in_flow { "" } else { "- " };
    match item.shape.fields() {
        Some(_) if below.in_flow => Vec::new(),
        Some(id) => fields::of(skim, item, id, below, dash),
        None => values::of(skim, below.up, item, known).into_iter().map(|value| value.behind(dash)).collect(),
    }
}

/// Behind the colon of a key.
fn value(skim: &Skim<'_>, key: usize, replace: &Range<usize>, tight: bool, known: &Known) -> Vec<Completion> {
    let way = skim.way(Some(key));
    let head = if let [only] = way.entries.as_slice() { heads::value(skim, way.root, *only) } else { Vec::new() };
    let found = match skim.spot(Some(key)) {
        Some(spot) if head.is_empty() => values::of(skim, Some(key), &spot, known),
        _ => head,
    };
    let quote = skim.text[replace.clone()].chars().next().filter(|c| matches!(c, '"' | '\''));
    let quoted = found.into_iter().map(|item| item.quoted(quote));
    quoted.map(|item| item.behind(if tight { " " } else { "" })).collect()
}

impl Completion {
    /// A word that is put in as it is.
    pub(super) fn word(label: &str, kind: CompletionKind, detail: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            kind,
            detail: detail.into(),
            insert: label.into(),
            cursor: label.len(),
            required: false,
            doc: None,
            also: Vec::new(),
        }
    }

    /// The same behind something.
    fn behind(mut self, before: &str) -> Self {
        self.insert.insert_str(0, before);
        self.cursor += before.len();
        self
    }

    /// In the quotes that stand there already.
    fn quoted(mut self, quote: Option<char>) -> Self {
        if let Some(quote) = quote {
            self.insert = format!("{quote}{}{quote}", self.label);
            self.cursor = self.insert.len();
        }
        self
    }
}
