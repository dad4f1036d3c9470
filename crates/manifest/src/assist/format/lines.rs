//! The lines of a document, each with its new indentation.

use super::super::skim::{Entry, Skim, What};
use std::ops::Range;

/// Where the lines of a document go.
struct Layout<'a> {
    skim: &'a Skim<'a>,
    /// The new column of each entry.
    columns: Vec<usize>,
    /// The entries that are not in brackets.
    outside: Vec<usize>,
    /// The texts in quotes that go over several lines, and everything in brackets: in order, none within another.
    inside: Vec<Range<usize>>,
    /// How far the lines of the `|` text that is being read were indented, and are now.
    block: Option<(usize, usize)>,
    /// Blank lines that have been seen, and not written yet.
    blanks: usize,
    /// Whether blank lines count.
    keeps: bool,
}

/// Writes a document.
pub(super) fn lay_out(skim: &Skim<'_>, out: &mut String) {
    let columns = columns(skim);
    let words = skim.entries.iter().flat_map(|entry| [Some(&entry.span), entry.value.as_ref()]).flatten();
    let long = words.filter(|range| skim.text[(*range).clone()].contains('\n')).cloned();
    let inside = outermost(long.chain(skim.flows.iter().map(|flow| flow.span.clone())).collect());
    let outside = (0..skim.entries.len()).filter(|at| !skim.entries[*at].in_flow).collect();
    let mut layout = Layout { skim, columns, outside, inside, block: None, blanks: 0, keeps: false };
    let mut at = skim.range.start;
    let first = out.len();
    while at < skim.range.end {
        let end = skim.line_end(at);
        layout.line(at, end, first, out);
        at = skim.text[end..skim.range.end].find('\n').map_or(skim.range.end, |i| end + i + 1);
    }
    if layout.keeps {
        out.extend(std::iter::repeat_n('\n', layout.blanks));
    }
}

/// The ranges that lie in no other, in order.
fn outermost(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, usize::MAX - range.end));
    let mut found: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if found.last().is_none_or(|last| last.end <= range.start) {
            found.push(range);
        }
    }
    found
}

/// The columns that entries get: those of a list stand level with its key.
fn columns(skim: &Skim<'_>) -> Vec<usize> {
    let mut columns: Vec<usize> = Vec::with_capacity(skim.entries.len());
    for entry in &skim.entries {
        let column = entry.up.map_or(0, |up| {
            let is_key = skim.entries[up].key().is_some();
            let level = is_key && matches!(entry.what, What::Item(_));
            columns[up] + if level { 0 } else { 2 }
        });
        columns.push(column);
    }
    columns
}

impl<'a> Layout<'a> {
    fn line(&mut self, start: usize, end: usize, first: usize, out: &mut String) {
        let line = &self.skim.text[start..end];
        if line.trim().is_empty() {
            self.blank(line, out);
            return;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let entries = self.entries(start..end);
        let is_dark = self.is_dark(start) || self.is_dark(start + indent);
        let begun = self.inside.partition_point(|range| range.start < start);
        let goes_on = begun.checked_sub(1).is_some_and(|last| start < self.inside[last].end);
        if is_dark && !line.trim_start().starts_with('#') || self.is_block_text(start) {
            self.gap(true, first, out);
            self.block_text(line, indent, start, out);
            return;
        }
        self.gap(goes_on || self.is_rest_of_word(&entries), first, out);
        (self.block, self.keeps) = (None, false);
        if goes_on || entries.is_empty() && !is_dark {
            self.going_on(line, indent, start, out);
        } else if is_dark {
            write(out, self.comment_column(start, indent), line.trim());
        } else {
            self.entry(start, end, &entries, out);
        }
    }

    /// The entries that begin in some bytes, those in brackets left out.
    fn entries(&self, bytes: Range<usize>) -> Vec<usize> {
        let first = self.skim.entries.partition_point(|entry| entry.span.start < bytes.start);
        let here = self.skim.entries[first..].iter().take_while(|entry| entry.span.start < bytes.end);
        here.enumerate().filter(|(_, entry)| !entry.in_flow).map(|(at, _)| first + at).collect()
    }

    /// Whether a comment or a line of a `|` text begins at a byte.
    fn is_dark(&self, at: usize) -> bool {
        self.skim.dark.binary_search_by_key(&at, |range| range.start).is_ok()
    }

    /// How many of the entries that are not in brackets begin before a byte.
    fn begun(&self, before: usize) -> usize {
        self.outside.partition_point(|at| self.skim.entries[*at].span.start < before)
    }

    /// The last entry before a byte that is not in brackets.
    fn owner(&self, before: usize) -> Option<usize> {
        self.begun(before).checked_sub(1).map(|last| self.outside[last])
    }

    /// A line of a `|` text: all of it is dark, from its first byte.
    fn is_block_text(&self, start: usize) -> bool {
        self.is_dark(start) && self.owner(start).is_some_and(|owner| self.header(owner).is_some())
    }

    /// `|-` and the like, if that is what an entry holds.
    fn header(&self, entry: usize) -> Option<&'a str> {
        let text = self.skim.text;
        let begin =
            self.skim.entries[entry].value.as_ref().map_or(self.skim.entries[entry].span.end, |range| range.start);
        let rest = text[begin..self.skim.line_end(begin)].trim_start();
        let rest = if rest.starts_with(['&', '!']) { rest.split_once(' ').map_or("", |(_, rest)| rest) } else { rest };
        rest.starts_with(['|', '>']).then_some(rest)
    }

    /// Whether a line goes on with a plain word.
    fn is_rest_of_word(&self, entries: &[usize]) -> bool {
        let is_word = |entry: &Entry| entry.what == What::Word;
        entries.first().is_some_and(|at| is_word(&self.skim.entries[*at]))
    }

    fn blank(&mut self, line: &str, out: &mut String) {
        self.blanks += 1;
        if let Some((was, is)) = self.block.filter(|(was, _)| line.len() > *was) {
            self.gap(true, 0, out);
            let end = out.len() - 1;
            out.truncate(end);
            write(out, is + line.len() - was, "");
        }
    }

    /// The blank lines before a line: all of them where they count, otherwise one at most.
    fn gap(&mut self, counts: bool, first: usize, out: &mut String) {
        let most = if counts || self.keeps { self.blanks } else { self.blanks.min(usize::from(out.len() > first)) };
        out.extend(std::iter::repeat_n('\n', most));
        self.blanks = 0;
    }

    fn block_text(&mut self, line: &str, indent: usize, start: usize, out: &mut String) {
        let owner = self.owner(start);
        let header = owner.and_then(|owner| self.header(owner)).unwrap_or_default();
        self.keeps = header.contains('+');
        let (was, is) = *self.block.get_or_insert_with(|| {
            let (was, is) = owner.map_or((0, 0), |owner| (self.skim.entries[owner].column, self.columns[owner]));
            if header.contains(|c: char| c.is_ascii_digit()) { (was, is) } else { (indent, is + 2) }
        });
        write(out, (is + indent).saturating_sub(was), &line[indent..]);
    }

    /// A line that goes on with what an earlier one began: it moves along.
    fn going_on(&self, line: &str, indent: usize, start: usize, out: &mut String) {
        let (was, is) = self.owner(start).map_or((0, 0), |at| (self.skim.entries[at].column, self.columns[at]));
        write(out, (is + indent).saturating_sub(was), line.trim());
    }

    /// Where a comment goes: with what stands in its column, or with the line below it.
    fn comment_column(&self, start: usize, indent: usize) -> usize {
        let next = self.outside.get(self.begun(start)).copied();
        let first = next.map(|at| &self.skim.entries[at]);
        if first.is_some_and(|entry| entry.column == indent) {
            return next.map_or(0, |at| self.columns[at]);
        }
        let above = std::iter::successors(self.owner(start), |at| self.skim.entries[*at].up);
        let level = above.filter(|at| self.skim.entries[*at].column == indent).last();
        match (level, first, next) {
            (Some(at), _, _) => self.columns[at],
            (None, Some(entry), Some(at)) => (self.columns[at] + indent).saturating_sub(entry.column),
            (None, _, _) => indent,
        }
    }

    /// A line with dashes, a key or a word.
    fn entry(&self, start: usize, end: usize, entries: &[usize], out: &mut String) {
        let text = self.skim.text;
        let column = entries.first().map_or(0, |at| self.columns[*at]);
        let mut rest = text[start..end].trim();
        let mut line = String::new();
        for at in entries.iter().filter(|at| matches!(self.skim.entries[**at].what, What::Item(_))) {
            let _ = at;
            rest = rest.strip_prefix('-').unwrap_or(rest).trim_start();
            line.push_str(if rest.is_empty() { "-" } else { "- " });
        }
        let key = entries.last().map(|at| &self.skim.entries[*at]).filter(|entry| entry.key().is_some());
        match key.and_then(|key| text.get(key.colon..end)) {
            Some(value) if !value.trim().is_empty() && !value.trim_start().starts_with('#') => {
                line.push_str(rest[..rest.len() - value.trim_end().len()].trim_end());
                line.push(' ');
                line.push_str(value.trim());
            }
            _ => line.push_str(rest),
        }
        write(out, column, line.trim_end());
    }
}

fn write(out: &mut String, column: usize, words: &str) {
    out.extend(std::iter::repeat_n(' ', column));
    out.push_str(words);
    out.push('\n');
}
