//! The documents of a text and their main parts.

use super::skim::{Skim, What, skim};
use crate::yaml::split;
use std::ops::Range;

/// An object, or a main part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineItem {
    /// The kind of an object, the field of a part: `Service`, `ports`.
    pub kind: String,
    /// Its name, or what tells it from its siblings.
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

/// Lists and free mappings whose items are main parts.
const MAIN: &[&str] = &[
    "ports",
    "rules",
    "paths",
    "http",
    "tcp",
    "tls",
    "route",
    "servers",
    "subsets",
    "listeners",
    "backendRefs",
    "containers",
    "initContainers",
    "volumes",
    "endpoints",
    "subjects",
    "ingress",
    "egress",
    "data",
    "stringData",
    "networks",
    "nodes",
    "clients",
    "nameServers",
    "balancers",
    "hosts",
    "jwtRules",
    "metrics",
];

/// What tells an item from its siblings, the best first.
const TELLING: &[&str] = &["name", "host", "hostname", "path", "address", "number", "port", "containerPort"];

/// The objects of a text.
#[must_use]
pub fn outline(text: &str) -> Vec<OutlineItem> {
    split(text).into_iter().filter_map(|chunk| object(&skim(text, chunk.range))).collect()
}

fn object(skim: &Skim<'_>) -> Option<OutlineItem> {
    let kind = skim.key(None, "kind")?;
    let meta = skim.below(None).find(|(_, entry)| entry.is("metadata")).map(|(at, _)| at);
    let of = |name| skim.meta(None, name).unwrap_or_default().to_owned();
    let (first, last) = (skim.entries.first()?, skim.entries.len() - 1);
    Some(OutlineItem {
        kind: skim.word(kind).unwrap_or_default().to_owned(),
        name: of("name"),
        namespace: of("namespace"),
        span: first.span.start..skim.end_of(last),
        head: meta
            .and_then(|meta| skim.key(Some(meta), "name"))
            .and_then(|name| name.value.clone())
            .unwrap_or(kind.span.clone()),
        children: parts(skim, None),
    })
}

/// The main parts below an entry.
fn parts(skim: &Skim<'_>, up: Option<usize>) -> Vec<OutlineItem> {
    let mut found = Vec::new();
    for (at, entry) in skim.below(up).filter(|(_, entry)| !entry.is("metadata") && !entry.is("status")) {
        match entry.key() {
            Some(key) if MAIN.contains(&key) && skim.below(Some(at)).next().is_some() => {
                found.extend(skim.below(Some(at)).map(|(item, _)| part(skim, key, item)));
            }
            Some(_) => found.extend(parts(skim, Some(at))),
            None => {}
        }
    }
    found
}

/// An item of a list, or a key of a free mapping or struct.
fn part(skim: &Skim<'_>, field: &str, at: usize) -> OutlineItem {
    let entry = &skim.entries[at];
    let end = skim.below_end(at);
    let head = if entry.span.is_empty() { entry.span.start..end } else { entry.span.clone() };
    OutlineItem {
        kind: field.to_owned(),
        name: entry.key().map_or_else(|| label(skim, at), str::to_owned),
        namespace: String::new(),
        span: entry.span.start..end,
        head,
        children: if entry.key().is_some() { Vec::new() } else { parts(skim, Some(at)) },
    }
}

/// What tells an item from its siblings: its name, the word it is, where it goes, or its number.
fn label(skim: &Skim<'_>, at: usize) -> String {
    let scalar =
        |name: &&str| skim.key(Some(at), name).filter(|entry| entry.value.is_some()).and_then(|entry| skim.word(entry));
    let word = || skim.below(Some(at)).map(|(_, entry)| entry).find(|entry| entry.what == What::Word);
    let found = TELLING.iter().find_map(scalar).or_else(|| word().and_then(|entry| skim.word(entry)));
    let goes = || {
        let (to, _) = skim.below(Some(at)).find(|(_, entry)| entry.is("destination"))?;
        let subset = skim.value(Some(to), "subset").map_or_else(String::new, |subset| format!(" {subset}"));
        Some(format!("{}{subset}", skim.value(Some(to), "host")?))
    };
    let number = if let What::Item(index) = skim.entries[at].what { (index + 1).to_string() } else { String::new() };
    found.filter(|word| !word.contains(['{', '['])).map(str::to_owned).or_else(goes).unwrap_or(number)
}

impl Skim<'_> {
    /// The byte behind an entry itself.
    fn end_of(&self, at: usize) -> usize {
        let entry = &self.entries[at];
        entry.value.as_ref().map_or(entry.colon.max(entry.span.end), |value| value.end.max(entry.colon))
    }

    /// The byte behind an entry and all below it.
    fn below_end(&self, at: usize) -> usize {
        let is_below =
            |entry: &usize| std::iter::successors(Some(*entry), |at| self.entries[*at].up).any(|up| up == at);
        (at..self.entries.len()).take_while(is_below).map(|entry| self.end_of(entry)).max().unwrap_or_default()
    }
}
