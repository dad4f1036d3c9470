//! Where the cursor is: at a key, at a value, or where nothing can be said.

use super::skim::{Skim, What};
use std::ops::Range;

/// Where the cursor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cursor {
    /// Where a key stands or could stand, or an item, or a value on a line of its own.
    Below(Below),
    /// At the value of a key.
    Value {
        /// The key.
        key: usize,
        /// The word there.
        replace: Range<usize>,
        /// Whether nothing parts it from the colon.
        tight: bool,
    },
    /// In a comment, in a `|` text, behind a finished value.
    Nowhere,
}

/// Something below an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Below {
    /// The key or item around it; `None` for the document.
    pub(super) up: Option<usize>,
    /// The word there, empty if there is none yet.
    pub(super) replace: Range<usize>,
    /// Bytes before it on its line.
    pub(super) column: usize,
    pub(super) in_flow: bool,
    /// The key or word at the cursor.
    pub(super) entry: Option<usize>,
}

impl Skim<'_> {
    /// Where a byte is.
    pub(super) fn cursor(&self, offset: usize) -> Cursor {
        let within = |range: &&Range<usize>| range.start < offset && offset <= range.end;
        if offset < self.range.start || self.dark.iter().any(|range| within(&range)) {
            return Cursor::Nowhere;
        }
        if let Some(cursor) = self.on_entry(offset).or_else(|| self.on_value(offset)) {
            return cursor;
        }
        match self.flows.iter().rposition(|flow| {
            flow.span.start < offset && (offset < flow.span.end || !flow.closed && offset == flow.span.end)
        }) {
            Some(flow) => self.in_flow(flow, offset),
            None => self.on_blank(offset),
        }
    }

    /// On a key or a word.
    fn on_entry(&self, offset: usize) -> Option<Cursor> {
        let at = |span: &Range<usize>| span.start <= offset && offset <= span.end && !span.is_empty();
        let is_item = |what: &What| matches!(what, What::Item(_));
        let found = self.entries.iter().rposition(|entry| !is_item(&entry.what) && at(&entry.span))?;
        let entry = &self.entries[found];
        let (up, column, in_flow) = (entry.up, entry.column, entry.in_flow);
        Some(Cursor::Below(Below { up, replace: entry.span.clone(), column, in_flow, entry: Some(found) }))
    }

    /// On the value of a key, or on the blanks where it would stand.
    fn on_value(&self, offset: usize) -> Option<Cursor> {
        let line_end = self.line_end(offset.min(self.range.end));
        let due = |from: usize| {
            let between = self.text.get(from..offset).filter(|_| from <= offset);
            between.is_some_and(|blanks| blanks.chars().all(|c| c == ' '))
        };
        let key = self.entries.iter().rposition(|entry| match (&entry.what, &entry.value) {
            (What::Key(_), Some(value)) => value.start <= offset && offset <= value.end,
            (What::Key(_), None) => entry.colon <= offset && due(entry.colon) && entry.colon <= line_end,
            (What::Item(_) | What::Word, _) => false,
        })?;
        let entry = &self.entries[key];
        let replace = entry.value.clone().unwrap_or(offset..offset);
        if self.flows.iter().any(|flow| flow.owner == Some(key) && flow.span.start == replace.start) {
            return None;
        }
        Some(Cursor::Value { key, tight: replace.start == entry.colon, replace })
    }

    /// Between brackets, on no word: something new begins there.
    fn in_flow(&self, flow: usize, offset: usize) -> Cursor {
        let before = self.text[..offset].trim_end();
        if !before.ends_with([',', '[', '{']) {
            return Cursor::Nowhere;
        }
        let up = self.flows[flow].owner;
        Cursor::Below(Below { up, replace: offset..offset, column: 0, in_flow: true, entry: None })
    }

    /// On a line without words before the cursor, but perhaps dashes.
    fn on_blank(&self, offset: usize) -> Cursor {
        let start = self.line_start(offset);
        let before = &self.text[start..offset];
        if !before.trim_start_matches([' ', '-']).is_empty() || before.ends_with('-') {
            return Cursor::Nowhere;
        }
        let column = offset - start;
        let last = self.entries.iter().rposition(|entry| entry.span.start < offset && !entry.in_flow);
        let mut up = last;
        while let Some(at) = up.filter(|at| self.entries[*at].column >= column || self.entries[*at].what == What::Word)
        {
            up = self.entries[at].up;
        }
        Cursor::Below(Below { up, replace: offset..offset, column, in_flow: false, entry: None })
    }
}
