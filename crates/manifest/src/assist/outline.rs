//! The documents of a text and their main parts.

use super::skim::{Entry, Skim, What, skim};
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

/// How deep parts are looked for; the deepest of our kinds are at level 12.
const MAX_DEPTH: usize = 24;

/// The objects of a text.
#[must_use]
pub fn outline(text: &str) -> Vec<OutlineItem> {
    split(text).into_iter().filter_map(|chunk| Outliner::new(&skim(text, chunk.range)).object()).collect()
}

/// A document's entries with what lies below each.
struct Outliner<'a> {
    skim: &'a Skim<'a>,
    below: Vec<Vec<usize>>,
    top: Vec<usize>,
    /// The byte behind each entry and all below it.
    ends: Vec<usize>,
}

impl<'a> Outliner<'a> {
    fn new(skim: &'a Skim<'a>) -> Self {
        let (mut below, mut top) = (vec![Vec::new(); skim.entries.len()], Vec::new());
        for (at, entry) in skim.entries.iter().enumerate() {
            entry.up.map_or(&mut top, |up| &mut below[up]).push(at);
        }
        let mut ends: Vec<usize> = skim.entries.iter().map(end_of).collect();
        for at in (0..ends.len()).rev() {
            if let Some(up) = skim.entries[at].up {
                ends[up] = ends[up].max(ends[at]);
            }
        }
        Self { skim, below, top, ends }
    }

    fn object(&self) -> Option<OutlineItem> {
        let skim = self.skim;
        let kind = skim.key(None, "kind")?;
        let of = |name| skim.meta(None, name).unwrap_or_default().to_owned();
        let name = self.child(&self.top, "metadata").and_then(|meta| self.child(&self.below[meta], "name"));
        let head = name.and_then(|name| skim.entries[name].value.clone());
        Some(OutlineItem {
            kind: skim.word(kind).unwrap_or_default().to_owned(),
            name: of("name"),
            namespace: of("namespace"),
            span: skim.entries.first()?.span.start..self.ends.iter().copied().max()?,
            head: head.unwrap_or(kind.span.clone()),
            children: self.parts(&self.top, 0),
        })
    }

    /// The main parts among some entries and below them.
    fn parts(&self, entries: &[usize], depth: usize) -> Vec<OutlineItem> {
        let mut found = Vec::new();
        for at in entries.iter().copied().filter(|_| depth < MAX_DEPTH) {
            match self.skim.entries[at].key() {
                Some("metadata" | "status") | None => {}
                Some(key) if MAIN.contains(&key) => {
                    found.extend(self.below[at].iter().map(|item| self.part(key, *item, depth)));
                }
                Some(_) => found.extend(self.parts(&self.below[at], depth + 1)),
            }
        }
        found
    }

    /// An item of a list, or a key of a free mapping or struct.
    fn part(&self, field: &str, at: usize, depth: usize) -> OutlineItem {
        let (entry, end) = (&self.skim.entries[at], self.ends[at]);
        let head = if entry.span.is_empty() { entry.span.start..end } else { entry.span.clone() };
        let is_key = entry.key().is_some();
        OutlineItem {
            kind: field.to_owned(),
            name: entry.key().map_or_else(|| self.label(at), str::to_owned),
            namespace: String::new(),
            span: entry.span.start..end,
            head,
            children: if is_key { Vec::new() } else { self.parts(&self.below[at], depth + 1) },
        }
    }

    /// What tells an item from its siblings: its name, the word it is, where it goes, or its number.
    fn label(&self, at: usize) -> String {
        let below = &self.below[at];
        let word = below.iter().find(|at| self.skim.entries[**at].what == What::Word);
        let word = || word.and_then(|at| self.skim.word(&self.skim.entries[*at])).map(str::to_owned);
        let named = TELLING.iter().find_map(|name| self.scalar(below, name));
        let goes = || {
            let to = &self.below[self.child(below, "destination")?];
            let subset = self.scalar(to, "subset").map_or_else(String::new, |subset| format!(" {subset}"));
            Some(format!("{}{subset}", self.scalar(to, "host")?))
        };
        let index =
            if let What::Item(index) = self.skim.entries[at].what { (index + 1).to_string() } else { String::new() };
        named.or_else(word).or_else(goes).unwrap_or(index)
    }

    fn child(&self, entries: &[usize], name: &str) -> Option<usize> {
        entries.iter().copied().find(|at| self.skim.entries[*at].is(name))
    }

    /// The word behind a key, if it is one.
    fn scalar(&self, entries: &[usize], name: &str) -> Option<String> {
        let at = self.child(entries, name).filter(|at| self.below[*at].is_empty())?;
        self.skim.word(&self.skim.entries[at]).filter(|word| !word.starts_with(['{', '['])).map(str::to_owned)
    }
}

/// The byte behind an entry itself.
fn end_of(entry: &Entry) -> usize {
    let own = entry.colon.max(entry.span.end);
    entry.value.as_ref().map_or(own, |value| value.end.max(own))
}
