//! Completion of fields: those that must be there first, those that are there left out.

use super::complete::{Completion, CompletionKind, best_first};
use super::cursor::Below;
use super::docs::DocKey;
use super::skim::{Skim, What};
use super::spot::{Shape, Spot, bare};
use crate::schema::{Field, StructId, Type, type_name};

/// The fields of a struct, each behind `dash`.
pub(super) fn of(skim: &Skim<'_>, spot: &Spot, id: StructId, below: &Below, dash: &str) -> Vec<Completion> {
    let here = skim.below(below.up).filter(|(at, _)| Some(*at) != below.entry);
    let written: Vec<&str> = here.filter_map(|(_, entry)| entry.key()).collect();
    let shape = spot.schema.get(id);
    let barred = |field: &Field| {
        let rivals = shape.one_of.iter().filter(|group| group.contains(&field.name));
        rivals.flatten().any(|rival| written.contains(rival))
    };
    let missing = shape.fields.iter().filter(|field| !dash.is_empty() || !written.contains(&field.name));
    let items = missing.map(|field| {
        let spot = Spot { owner: id, field: Some(field), shape: Shape::Of(&field.shape), ..*spot };
        item(skim, &spot, field, below, dash)
    });
    let is_barred = |item: &Completion| shape.field(&item.label).is_some_and(barred);
    best_first(items.collect(), |item| 2 * u8::from(is_barred(item)) + u8::from(!item.required))
}

fn item(skim: &Skim<'_>, spot: &Spot, field: &Field, below: &Below, dash: &str) -> Completion {
    let has_colon = below.entry.is_some_and(|at| matches!(skim.entries[at].what, What::Key(_)));
    let (insert, cursor) = if has_colon {
        (field.name.to_owned(), field.name.len())
    } else if below.in_flow {
        flow(field)
    } else {
        block(field, below.column + dash.len(), skim.list_indent())
    };
    Completion {
        kind: CompletionKind::Field,
        cursor: dash.len() + cursor,
        insert: format!("{dash}{insert}"),
        required: field.required,
        doc: DocKey::of_field(spot),
        ..Completion::word(field.name, CompletionKind::Field, type_name(spot.schema, &field.shape))
    }
}

/// A field on a line of its own, with the beginning of what stands below it.
fn block(field: &Field, column: usize, list_indent: usize) -> (String, usize) {
    let name = field.name;
    let text = match bare(&field.shape) {
        Type::Struct(_) | Type::Map(_) => format!("{name}:\n{:width$}", "", width = column + 2),
        Type::List(_) => format!("{name}:\n{:width$}- ", "", width = column + list_indent),
        _ => format!("{name}: "),
    };
    let end = text.len();
    (text, end)
}

/// A field within braces.
fn flow(field: &Field) -> (String, usize) {
    let name = field.name;
    match bare(&field.shape) {
        Type::Struct(_) | Type::Map(_) => (format!("{name}: {{}}"), name.len() + 3),
        Type::List(_) => (format!("{name}: []"), name.len() + 3),
        _ => (format!("{name}: "), name.len() + 2),
    }
}

impl Skim<'_> {
    /// How much deeper than their keys the document has its lists: as its first one, or level with them as kubectl
    /// writes.
    fn list_indent(&self) -> usize {
        let items = self.entries.iter().filter(|entry| matches!(entry.what, What::Item(_)) && !entry.in_flow);
        let first =
            items.filter_map(|entry| Some((entry.column, &self.entries[entry.up?]))).find(|(_, up)| up.key().is_some());
        first.map_or(0, |(column, up)| column.saturating_sub(up.column))
    }
}
