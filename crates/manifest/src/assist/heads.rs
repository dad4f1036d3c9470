//! Completion of what an object begins with: its API version, its kind, and all of it at once.

use super::complete::{Completion, CompletionKind, Edit, best_first};
use super::cursor::Below;
use super::docs::DocKey;
use super::fields;
use super::skim::Skim;
use super::snippets;
use super::spot::{Shape, Spot};
use crate::schema::{find, kinds, versions_of};

/// The fields of an object itself.
pub(super) fn fields(skim: &Skim<'_>, below: &Below, root: Option<usize>, spot: Option<Spot>) -> Vec<Completion> {
    if let Some(spot) = spot {
        return fields::of(skim, &spot, spot.owner, below, "");
    }
    let written = |name: &str| skim.below(root).any(|(at, entry)| Some(at) != below.entry && entry.is(name));
    let fields = ["apiVersion", "kind", "metadata", "spec"].into_iter().filter(|name| !written(name)).map(head);
    let is_new = root.is_none() && below.column == 0 && skim.entries.iter().all(|entry| entry.span == below.replace);
    fields.chain(if is_new { snippets::all() } else { Vec::new() }).collect()
}

fn head(name: &str) -> Completion {
    let insert = if name.ends_with('a') || name == "spec" { format!("{name}:\n  ") } else { format!("{name}: ") };
    let doc = DocKey { group: "meta", owner: "TypeMeta".into(), field: name.into() };
    Completion {
        cursor: insert.len(),
        insert,
        required: true,
        doc: (name != "spec").then_some(doc),
        ..Completion::word(name, CompletionKind::Field, "")
    }
}

/// The value of `kind` or `apiVersion`.
pub(super) fn value(skim: &Skim<'_>, root: Option<usize>, entry: usize) -> Vec<Completion> {
    let entry = &skim.entries[entry];
    if entry.is("kind") {
        let found = kinds().map(|(kind, version)| kind_of(skim, root, kind, version)).collect();
        return best_first(found, |item| u8::from(!item.also.is_empty()));
    }
    if entry.is("apiVersion") {
        return versions(skim.value(root, "kind"));
    }
    Vec::new()
}

/// A kind, and the API version that goes with it.
fn kind_of(skim: &Skim<'_>, root: Option<usize>, kind: &str, version: &str) -> Completion {
    let doc = find(kind, Some(version)).map(|(schema, kind)| {
        let shape = Shape::Root(kind.root);
        DocKey::of_kind(&Spot { schema, kind, owner: kind.root, field: None, shape })
    });
    let also = fitting(skim, root, kind, version).into_iter().collect();
    Completion { doc, also, ..Completion::word(kind, CompletionKind::Kind, version) }
}

/// What makes the object's API version fit a kind.
fn fitting(skim: &Skim<'_>, root: Option<usize>, kind: &str, version: &str) -> Option<Edit> {
    match skim.key(root, "apiVersion") {
        None => {
            let at = skim.key(root, "kind")?;
            let text = format!("apiVersion: {version}\n{:width$}", "", width = at.column);
            (!at.in_flow).then_some(Edit { bytes: at.span.start..at.span.start, text })
        }
        Some(entry) => {
            let written = skim.word(entry).unwrap_or_default();
            let served = versions_of(kind).into_iter().any(|known| known == written);
            let same = find(kind, Some(written)).is_some_and(|(_, found)| found.api_version == version);
            let gap = if entry.value.is_none() { " " } else { "" };
            let bytes = entry.value.clone().unwrap_or(entry.colon..entry.colon);
            (!(served && same)).then(|| Edit { bytes, text: format!("{gap}{version}") })
        }
    }
}

/// The API versions of a kind, or all of them.
fn versions(kind: Option<&str>) -> Vec<Completion> {
    let mut found = kind.map(versions_of).unwrap_or_default();
    if found.is_empty() {
        kinds().map(|(_, version)| version).for_each(|version| {
            if !found.contains(&version) {
                found.push(version);
            }
        });
    }
    found
        .into_iter()
        .map(|version| Completion::word(version, CompletionKind::ApiVersion, kind.unwrap_or_default()))
        .collect()
}
