//! Completion of values: closed lists of words, booleans, and the names of what exists.

use super::complete::{Completion, CompletionKind};
use super::docs::DocKey;
use super::known::Known;
use super::skim::Skim;
use super::spot::Spot;
use crate::schema::{Type, type_name};

/// What could stand where the schema has that, below or behind an entry.
pub(super) fn of(_skim: &Skim<'_>, _entry: Option<usize>, spot: &Spot, _known: &Known) -> Vec<Completion> {
    words(spot)
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
