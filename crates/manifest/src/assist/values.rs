//! Completion of values: closed lists of words, booleans, and the names of what exists.

use super::candidates::{Asked, Candidate};
use super::complete::{Completion, CompletionKind};
use super::docs::DocKey;
use super::known::Known;
use super::skim::Skim;
use super::spot::Spot;
use crate::schema::{Type, type_name};
use crate::yaml::{Scalar, resolve};

/// What could stand where the schema has that, below or behind an entry.
pub(super) fn of(skim: &Skim<'_>, entry: Option<usize>, spot: &Spot, known: &Known) -> Vec<Completion> {
    let mut found = words(spot);
    let is_map = matches!(spot.shape.bare(), Some(Type::Map(_)));
    if let Some(asked) = Asked::new(skim, known, "", entry, spot) {
        let mut seen: Vec<String> = written(skim, entry.filter(|_| is_map));
        for candidate in asked.candidates() {
            if !seen.contains(&candidate.text) {
                seen.push(candidate.text.clone());
                found.push(name(&candidate, spot, is_map));
            }
        }
    }
    found
}

/// The keys that are there already.
fn written(skim: &Skim<'_>, map: Option<usize>) -> Vec<String> {
    let entries = map.into_iter().flat_map(|map| skim.below(Some(map)));
    entries.filter_map(|(_, entry)| entry.key().map(str::to_owned)).collect()
}

/// A name of something that exists.
fn name(candidate: &Candidate, spot: &Spot, is_key: bool) -> Completion {
    let word = if candidate.is_number { candidate.text.clone() } else { quoted(&candidate.text) };
    let insert = if is_key { format!("{word}: ") } else { word };
    Completion {
        cursor: insert.len(),
        insert,
        doc: DocKey::of_field(spot),
        ..Completion::word(&candidate.text, CompletionKind::Name, &candidate.detail)
    }
}

/// A text as YAML has it: in quotes where it would be read as something else.
fn quoted(text: &str) -> String {
    let first = text.chars().next().unwrap_or(' ');
    let is_plain = first.is_alphanumeric() || matches!(first, '.' | '/' | '_');
    let parts = text.contains(": ") || text.contains(" #") || text.ends_with(':');
    if is_plain && !parts && matches!(resolve(text), Scalar::Text(_)) { text.into() } else { format!("{text:?}") }
}

/// The words of a closed list.
fn words(spot: &Spot) -> Vec<Completion> {
    let Some(shape) = spot.shape.bare() else { return Vec::new() };
    let words: Vec<String> = match shape {
        Type::Bool => vec!["true".into(), "false".into()],
        Type::Choice(words) => words.iter().map(|word| (*word).to_owned()).collect(),
        Type::Numbers(numbers) => numbers.iter().map(i64::to_string).collect(),
        _ => Vec::new(),
    };
    let detail = type_name(spot.schema, shape);
    let item = |word: &String| Completion {
        doc: DocKey::of_field(spot),
        ..Completion::word(word, CompletionKind::Value, detail.clone())
    };
    words.iter().map(item).collect()
}
