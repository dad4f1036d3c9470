//! A document skimmed: its keys, items and words by indentation and brackets alone, so that something can be said of a text
//! that is not YAML yet. What the parser reads of a text without mistakes, this reads too (`tests/assist.rs` compares them).

use super::flow::Flow;
use crate::yaml::{Scalar, resolve, split};
use std::ops::Range;

/// How long a text may be: the parser reads no longer one.
pub(super) const MAX_TEXT: usize = 256 * 1024;

/// What an [`Entry`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// `key:`, as the parser would tell it.
    Key(String),
    /// An item of a list, and how many stand before it.
    Item(usize),
    /// A word that is no key: a value on a line of its own, or a key that is still being typed.
    Word,
}

/// A key, an item or a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key or the item that it belongs to.
    pub(super) up: Option<usize>,
    pub(super) what: What,
    /// The key with its quotes, the dash, or the word.
    pub(super) span: Range<usize>,
    /// Bytes before it on its line.
    pub(super) column: usize,
    /// The byte behind the colon of a key.
    pub(super) colon: usize,
    /// What stands behind the colon.
    pub(super) value: Option<Range<usize>>,
    /// Within brackets.
    pub(super) in_flow: bool,
    items: usize,
}

/// A document, skimmed.
#[derive(Debug)]
pub(super) struct Skim<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// The document's bytes, without its separator.
    pub(super) range: Range<usize>,
    /// In the order of the text.
    pub(super) entries: Vec<Entry>,
    /// Comments and the lines of `|` and `>` texts.
    pub(super) dark: Vec<Range<usize>>,
    pub(super) flows: Vec<Flow>,
    /// The first byte not read yet.
    pub(super) at: usize,
    /// The entries whose lines may go on, the outermost first.
    open: Vec<usize>,
    /// Lines deeper than this column belong to a `|` or `>` text; -1 is the document.
    block: Option<isize>,
    /// How many items the document itself has.
    items: usize,
}

/// Skims the document that a byte of the text belongs to.
pub(super) fn skim_at(text: &str, offset: usize) -> Skim<'_> {
    let range = split(text).into_iter().map(|chunk| chunk.range).take_while(|range| range.start <= offset).last();
    skim(text, range.unwrap_or(0..text.len()))
}

/// Skims a document.
pub(super) fn skim(text: &str, range: Range<usize>) -> Skim<'_> {
    let at = range.start;
    let (entries, dark, flows, open) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut skim = Skim { text, range, entries, dark, flows, at, open, block: None, items: 0 };
    while skim.at < skim.range.end && text.len() <= MAX_TEXT {
        skim.line();
    }
    skim
}

impl Skim<'_> {
    /// The end of the line of a byte, its `\r\n` or `\n` left out.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = &self.text[at..self.range.end];
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// The beginning of the line of a byte.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[self.range.start..at].rfind('\n').map_or(self.range.start, |i| self.range.start + i + 1)
    }

    /// The entries right below one, or the document's own.
    pub(super) fn below(&self, up: Option<usize>) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries.iter().enumerate().filter(move |(_, entry)| entry.up == up)
    }

    /// The entry below one that is a key of that name.
    pub(super) fn key(&self, up: Option<usize>, name: &str) -> Option<&Entry> {
        self.below(up).map(|(_, entry)| entry).find(|entry| entry.is(name))
    }

    /// The text of a key's value without quotes.
    pub(super) fn value(&self, up: Option<usize>, name: &str) -> Option<&str> {
        self.key(up, name).and_then(|entry| self.word(entry))
    }

    /// The text of an entry's own value without quotes.
    pub(super) fn word(&self, entry: &Entry) -> Option<&str> {
        let range = if entry.what == What::Word { Some(&entry.span) } else { entry.value.as_ref() };
        range.map(|range| unquoted(&self.text[range.clone()]))
    }

    fn line(&mut self) {
        let start = self.at;
        let end = self.line_end(start);
        let line = &self.text[start..end];
        let words = line.trim_start_matches(' ');
        let indent = line.len() - words.len();
        self.at = self.next_line(end);
        if words.trim().is_empty() {
            return;
        }
        if self.block.is_some_and(|column| signed(indent) > column) {
            self.dark.push(start..end);
            return;
        }
        self.block = None;
        let at = self.dashes(start, start + indent, end);
        if at < end {
            self.content(at, at - start);
        }
    }

    /// The beginning of the line behind one that ends here.
    fn next_line(&self, end: usize) -> usize {
        self.text[end..self.range.end].find('\n').map_or(self.range.end, |i| end + i + 1)
    }

    /// Opens an item for each `- ` at the beginning of a line, and tells where the rest begins.
    fn dashes(&mut self, start: usize, from: usize, end: usize) -> usize {
        let mut at = from;
        while let Some(rest) = self.text[at..end].strip_prefix('-').filter(|rest| is_gap(rest)) {
            let column = at - start;
            self.close(|entry| entry.column > column || entry.column == column && matches!(entry.what, What::Item(_)));
            let up = self.open.last().copied();
            let entry = self.push(up, What::Item(0), at..at + 1, column);
            self.open.push(entry);
            at = end - rest.trim_start_matches([' ', '\t']).len();
        }
        at
    }

    /// Takes the entries that are over from the open ones.
    fn close(&mut self, is_over: impl Fn(&Entry) -> bool) {
        while self.open.last().is_some_and(|last| is_over(&self.entries[*last])) {
            self.open.pop();
        }
    }

    /// Adds an entry and tells its number.
    pub(super) fn push(&mut self, up: Option<usize>, what: What, span: Range<usize>, column: usize) -> usize {
        let what = if let What::Item(_) = what { What::Item(self.count(up)) } else { what };
        let colon = span.end;
        self.entries.push(Entry { up, what, span, column, colon, value: None, in_flow: false, items: 0 });
        self.entries.len() - 1
    }

    /// The number of the next item.
    fn count(&mut self, up: Option<usize>) -> usize {
        let items = up.map_or(&mut self.items, |up| &mut self.entries[up].items);
        *items += 1;
        *items - 1
    }

    /// What stands on a line behind its dashes.
    fn content(&mut self, start: usize, column: usize) {
        let at = self.properties(start);
        let end = self.line_end(at);
        let owner = self.open.iter().rev().copied().find(|open| self.is_outside(*open, column));
        match self.text[at..end].chars().next() {
            Some('#') => self.dark.push(at..end),
            Some('{' | '[') => self.flow(at, owner),
            Some('|' | '>') => self.block = Some(self.column_of(owner)),
            Some('?') if is_gap(&self.text[at + 1..end]) => self.explicit_key(at, column),
            Some(':') if is_gap(&self.text[at + 1..end]) => self.explicit_value(at, column),
            Some(_) => self.key_or_word(at, column, owner),
            None => {}
        }
    }

    /// `? key`, whose value stands behind a colon of its own.
    fn explicit_key(&mut self, question: usize, column: usize) {
        let at = self.properties(question + 1);
        let quoted = self.text[at..].starts_with(['"', '\'']);
        let end = if quoted { self.quote_end(at, signed(column)) } else { self.plain_value_end(at) };
        self.close(|entry| entry.column >= column);
        let what = What::Key(self.key_text(at..end));
        let entry = self.push(self.open.last().copied(), what, at..end, column);
        self.open.push(entry);
        self.rest(end);
    }

    /// `: value`, below its key.
    fn explicit_value(&mut self, at: usize, column: usize) {
        self.close(|entry| entry.column > column);
        if let Some(entry) = self.open.last().copied().filter(|last| self.entries[*last].column == column) {
            self.entries[entry].colon = at + 1;
            self.inline(entry);
        }
    }

    /// Whether something in that column belongs below an open entry.
    fn is_outside(&self, open: usize, column: usize) -> bool {
        self.entries[open].column < column
    }

    fn column_of(&self, entry: Option<usize>) -> isize {
        entry.map_or(-1, |entry| signed(self.entries[entry].column))
    }

    /// The byte behind `&anchor` and `!tag`.
    pub(super) fn properties(&self, at: usize) -> usize {
        let end = self.line_end(at);
        let mut rest = self.text[at..end].trim_start_matches([' ', '\t']);
        while rest.starts_with(['&', '!']) {
            let word = rest.find([' ', '\t']).unwrap_or(rest.len());
            rest = rest[word..].trim_start_matches([' ', '\t']);
        }
        end - rest.len()
    }

    fn key_or_word(&mut self, at: usize, column: usize, owner: Option<usize>) {
        let quoted = self.text[at..].starts_with(['"', '\'']);
        let end = if quoted { self.quote_end(at, self.column_of(owner)) } else { self.plain_end(at) };
        let colon = self.text[end..self.line_end(end)].trim_start_matches([' ', '\t']);
        match colon.strip_prefix(':').filter(|rest| is_gap(rest)) {
            Some(rest) => {
                let colon = self.line_end(end) - rest.len();
                self.close(|entry| entry.column >= column);
                let what = What::Key(self.key_text(at..end));
                let entry = self.push(self.open.last().copied(), what, at..end, column);
                self.entries[entry].colon = colon;
                self.open.push(entry);
                self.inline(entry);
            }
            None => {
                let end = if quoted { end } else { self.plain_value_end(at) };
                self.push(owner, What::Word, at..end, column);
                self.rest(end);
            }
        }
    }

    /// What stands behind the colon of a key.
    fn inline(&mut self, entry: usize) {
        let column = signed(self.entries[entry].column);
        let at = self.properties(self.entries[entry].colon);
        let end = self.line_end(at);
        match self.text[at..end].chars().next() {
            Some('#') => self.dark.push(at..end),
            Some('{' | '[') => self.flow(at, Some(entry)),
            Some('|' | '>') => {
                self.block = Some(column);
                self.entries[entry].value = Some(at..at + 1);
            }
            Some(first) => {
                let quoted = matches!(first, '"' | '\'');
                let end = if quoted { self.quote_end(at, column) } else { self.plain_value_end(at) };
                self.entries[entry].value = Some(at..end);
                self.rest(end);
            }
            None => {}
        }
    }

    /// What stands behind a value: nothing, or a comment.
    pub(super) fn rest(&mut self, from: usize) {
        let end = self.line_end(from);
        if let Some(comment) = comment(&self.text[from..end]) {
            self.dark.push(from + comment..end);
        }
        self.at = self.next_line(end);
    }

    /// The end of a plain key, or of the whole line when there is none.
    fn plain_end(&self, at: usize) -> usize {
        let end = self.line_end(at);
        let line = &self.text[at..end];
        let words = &line[..comment(line).unwrap_or(line.len())];
        let colon = words.match_indices(':').find(|(colon, _)| is_gap(&words[colon + 1..]));
        at + colon.map_or(words, |(colon, _)| &words[..colon]).trim_end().len()
    }

    fn plain_value_end(&self, at: usize) -> usize {
        let line = &self.text[at..self.line_end(at)];
        at + line[..comment(line).unwrap_or(line.len())].trim_end().len()
    }

    /// The byte behind a quoted text. One that nobody closed ends with its line, or where a line is no deeper than
    /// what it belongs to.
    pub(super) fn quote_end(&self, at: usize, column: isize) -> usize {
        let quote = self.text.as_bytes()[at];
        let bytes = self.text.as_bytes();
        let mut i = at + 1;
        while i < self.range.end {
            match bytes[i] {
                b'\\' if quote == b'"' => i += 1,
                b'\'' if quote == b'\'' && bytes.get(i + 1) == Some(&b'\'') => i += 1,
                b'\n' if !self.goes_on(i + 1, column) => return self.line_end(at),
                byte if byte == quote => return i + 1,
                _ => {}
            }
            i += 1;
        }
        self.line_end(at)
    }

    /// Whether the line that begins here is empty or deeper than a column.
    pub(super) fn goes_on(&self, start: usize, column: isize) -> bool {
        let line = &self.text[start..self.line_end(start)];
        let words = line.trim_start();
        words.is_empty() || signed(line.len() - words.len()) > column
    }

    /// A key as JSON has it: see `as_key` of the parser's loader.
    pub(super) fn key_text(&self, span: Range<usize>) -> String {
        let raw = &self.text[span];
        if let Some(inner) = raw.strip_prefix('\'').and_then(|raw| raw.strip_suffix('\'')) {
            return inner.replace("''", "'");
        }
        if raw.starts_with('"') {
            return unquoted(raw).to_owned();
        }
        match resolve(raw) {
            Scalar::Bool(b) => b.to_string(),
            Scalar::Int(n) => n.to_string(),
            Scalar::Float(x) => x.to_string(),
            Scalar::Text(_) | Scalar::Null => raw.to_owned(),
        }
    }
}

impl Entry {
    /// Its text, if it is a key.
    pub(super) fn key(&self) -> Option<&str> {
        match &self.what {
            What::Key(key) => Some(key),
            What::Item(_) | What::Word => None,
        }
    }

    /// Whether it is a key of that name.
    pub(super) fn is(&self, name: &str) -> bool {
        matches!(&self.what, What::Key(key) if key == name)
    }
}

/// Whether nothing or a blank comes next.
pub(super) fn is_gap(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t'])
}

/// Where the comment of a line begins, if it has one.
pub(super) fn comment(line: &str) -> Option<usize> {
    line.match_indices('#').map(|(at, _)| at).find(|at| *at == 0 || line[..*at].ends_with([' ', '\t']))
}

/// A word without its quotes.
pub(super) fn unquoted(word: &str) -> &str {
    let inner = word.strip_prefix(['"', '\'']).unwrap_or(word);
    if inner.len() == word.len() { word } else { inner.strip_suffix(['"', '\'']).unwrap_or(inner) }
}

pub(super) fn signed(column: usize) -> isize {
    isize::try_from(column).unwrap_or(isize::MAX)
}
