//! The documents of a text and their main fields.

use super::skim::skim;
use crate::yaml::split;
use std::ops::Range;

/// An object, or a main part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineItem {
    /// The kind of an object, the field of a part: `Service`, `ports`.
    pub kind: String,
    /// Its name, or what tells it from its siblings; may be empty.
    pub name: String,
    /// The namespace as written; empty for a part.
    pub namespace: String,
    /// All of its bytes.
    pub span: Range<usize>,
    /// The bytes to go to.
    pub head: Range<usize>,
    /// Its parts.
    pub children: Vec<OutlineItem>,
}

/// The objects of a text.
#[must_use]
pub fn outline(text: &str) -> Vec<OutlineItem> {
    let documents = split(text).into_iter().map(|chunk| skim(text, chunk.range));
    documents
        .filter_map(|skim| {
            let kind = skim.key(None, "kind")?;
            let meta = skim.below(None).find(|(_, entry)| entry.is("metadata")).map(|(at, _)| at);
            let of = |name| meta.and_then(|meta| skim.value(Some(meta), name)).unwrap_or_default().to_owned();
            let head = kind.value.clone().unwrap_or(kind.span.clone());
            let word = skim.word(kind).unwrap_or_default().to_owned();
            Some(OutlineItem {
                kind: word,
                name: of("name"),
                namespace: of("namespace"),
                span: skim.range.clone(),
                head,
                children: Vec::new(),
            })
        })
        .collect()
}
