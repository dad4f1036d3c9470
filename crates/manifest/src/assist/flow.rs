//! What stands in brackets and braces, skimmed.

use super::skim::{Skim, What};
use std::ops::Range;

/// A `[...]` or a `{...}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    /// What it belongs to.
    pub(super) owner: Option<usize>,
    /// From its bracket to behind the closing one, or as far as it goes without one.
    pub(super) span: Range<usize>,
    /// A `{...}`.
    pub(super) is_map: bool,
    /// Whether somebody closed it.
    pub(super) closed: bool,
}

/// How deep brackets are followed: as deep as the parser does.
const MAX_DEPTH: usize = 100;

/// One that is still open.
struct Frame {
    flow: usize,
    /// The entry the next word belongs to: a key whose value is due, or an item that has begun.
    due: Option<usize>,
}

/// What comes next.
enum Next {
    Go(usize),
    Over(usize),
}

impl Skim<'_> {
    /// Skims from an opening bracket to the end of the line on which the last one is closed.
    pub(super) fn flow(&mut self, start: usize, owner: Option<usize>) {
        let column = owner.map_or(-1, |owner| super::skim::signed(self.entries[owner].column));
        let mut open: Vec<Frame> = Vec::new();
        let mut at = start;
        let end = loop {
            match self.flow_step(at, owner, column, &mut open) {
                Next::Go(next) => at = next,
                Next::Over(end) => break end,
            }
        };
        for frame in open {
            self.flows[frame.flow].span.end = end;
        }
        if let Some(owner) = owner {
            self.entries[owner].value = Some(start..end);
        }
        self.rest(end);
    }

    fn flow_step(&mut self, at: usize, owner: Option<usize>, column: isize, open: &mut Vec<Frame>) -> Next {
        let Some(next) = self.text[at..self.range.end].chars().next() else { return Next::Over(at) };
        match next {
            '\n' if !self.flow_goes_on(at + 1, column) => return Next::Over(self.line_end(self.line_start(at))),
            '\n' | ' ' | '\t' | '\r' => {}
            '#' if self.text[..at].ends_with([' ', '\t', '\n']) => {
                let end = self.line_end(at);
                self.dark.push(at..end);
                return Next::Go(end);
            }
            '{' | '[' if open.len() >= MAX_DEPTH => {}
            '{' | '[' => self.flow_open(at, next == '{', owner, open),
            '}' | ']' => {
                if let Some(frame) = open.pop() {
                    self.flows[frame.flow].span.end = at + 1;
                    self.flows[frame.flow].closed = true;
                }
                if open.is_empty() {
                    return Next::Over(at + 1);
                }
            }
            ',' => open.iter_mut().last().into_iter().for_each(|frame| frame.due = None),
            '&' | '!' => {
                let word = &self.text[at..self.flow_plain_end(at)];
                return Next::Go(at + word.find([' ', '\t']).unwrap_or(word.len()).max(1));
            }
            _ => return Next::Go(self.flow_word(at, column, open)),
        }
        Next::Go(at + next.len_utf8())
    }

    /// A line within brackets is deeper than what they belong to, or closes them.
    fn flow_goes_on(&self, start: usize, column: isize) -> bool {
        let closes = self.text[start..self.line_end(start)].trim_start().starts_with([']', '}']);
        start < self.range.end && (closes || self.goes_on(start, column))
    }

    fn flow_open(&mut self, at: usize, is_map: bool, owner: Option<usize>, open: &mut Vec<Frame>) {
        let owner = if open.is_empty() { owner } else { self.flow_due(at, open) };
        self.flows.push(Flow { owner, span: at..at + 1, is_map, closed: false });
        open.push(Frame { flow: self.flows.len() - 1, due: None });
    }

    /// The entry that something at this byte belongs to: a key, an item that begins here, or what the braces belong to.
    fn flow_due(&mut self, at: usize, open: &mut [Frame]) -> Option<usize> {
        let frame = open.last_mut()?;
        let flow = &self.flows[frame.flow];
        if frame.due.is_none() && !flow.is_map {
            let item = self.push(flow.owner, What::Item(0), at..at, 0);
            self.entries[item].in_flow = true;
            frame.due = Some(item);
        }
        frame.due.or(self.flows[frame.flow].owner)
    }

    /// A key or a word, and the byte behind it.
    fn flow_word(&mut self, at: usize, column: isize, open: &mut [Frame]) -> usize {
        let quoted = self.text[at..].starts_with(['"', '\'']);
        let end = if quoted { self.quote_end(at, column) } else { self.flow_plain_end(at) };
        let colon = self.flow_colon(end, quoted);
        let up = self.flow_due(at, open);
        let pending = up.filter(|up| matches!(self.entries[*up].what, What::Key(_)) && self.is_due(*up, open));
        match (colon, pending) {
            (Some(colon), None) => {
                let key = self.push(up, What::Key(self.key_text(at..end)), at..end, 0);
                (self.entries[key].colon, self.entries[key].in_flow) = (colon, true);
                open.iter_mut().last().into_iter().for_each(|frame| frame.due = Some(key));
                colon
            }
            (_, Some(key)) if end > at => {
                self.entries[key].value.get_or_insert(at..end);
                end
            }
            (None, None) if end > at => {
                let word = self.push(up, What::Word, at..end, 0);
                self.entries[word].in_flow = true;
                end
            }
            (_, _) => at + self.text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }

    fn is_due(&self, entry: usize, open: &[Frame]) -> bool {
        open.last().is_some_and(|frame| frame.due == Some(entry))
    }

    /// The byte behind the colon of a key that ends here. Behind a quoted key, JSON's colon needs no blank.
    fn flow_colon(&self, end: usize, quoted: bool) -> Option<usize> {
        let text = &self.text[end..self.range.end];
        let rest = text.trim_start_matches([' ', '\t']).strip_prefix(':')?;
        (quoted || parts(rest)).then(|| end + text.len() - rest.len())
    }

    /// The end of a plain word within brackets.
    fn flow_plain_end(&self, at: usize) -> usize {
        let text = &self.text[at..self.range.end];
        let stops = |(i, c): &(usize, char)| match c {
            ',' | '[' | ']' | '{' | '}' | '\n' => true,
            ':' => parts(&text[i + 1..]),
            '#' => *i == 0 || text[..*i].ends_with([' ', '\t']),
            _ => false,
        };
        let end = text.char_indices().find(stops).map_or(text.len(), |(i, _)| i);
        at + text[..end].trim_end().len()
    }
}

/// Whether what follows a colon makes it one that parts a key from its value.
fn parts(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n', ',', '[', ']', '{', '}'])
}
