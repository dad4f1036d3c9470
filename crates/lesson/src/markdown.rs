//! The Markdown of lessons, as blocks and inlines: the part of CommonMark that the lessons use, and no more.
//!
//! Headings, paragraphs, lists of one level, quotes, fenced code; inside them `code`, `**strong**`, `*emphasis*` and
//! `[links](term:dnat)`. Reading never fails: what is not understood is text.

use crate::Target;

/// A block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading, level 1 to 6.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; its items.
    List(ListKind, Vec<Vec<Inline>>),
    /// A quotation.
    Quote(Vec<Inline>),
    /// Code as it stands.
    Code(String),
}

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// With bullets.
    Bullet,
    /// With numbers.
    Numbered,
}

/// A run of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain words.
    Text(String),
    /// What a machine would print.
    Code(String),
    /// Strong words.
    Strong(Vec<Inline>),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Words that lead somewhere.
    Link(Vec<Inline>, Target),
}

/// Reads a text.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut lines = text.lines().peekable();
    let mut blocks = vec![];
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        if line.starts_with("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            blocks.push(Block::Code(code.join("\n")));
            continue;
        }
        let (kind, mut words) = line_kind(line);
        while let Some(next) = lines.next_if(|next| continues(kind, next)) {
            words.push(' ');
            words.push_str(line_kind(next).1.trim_start());
        }
        add(&mut blocks, kind, inlines(&words));
    }
    blocks
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Heading(u8),
    Item(ListKind),
    Quote,
    Plain,
}

/// What a line begins, and its words without the sign of it.
fn line_kind(line: &str) -> (LineKind, String) {
    let hashes = line.bytes().take_while(|b| *b == b'#').count();
    if let (1..=6, Some(words)) = (hashes, line[hashes..].strip_prefix(' ')) {
        return (LineKind::Heading(u8::try_from(hashes).unwrap_or(6)), words.trim().into());
    }
    if let Some(words) = line.strip_prefix("- ") {
        return (LineKind::Item(ListKind::Bullet), words.trim().into());
    }
    if let Some(words) = line.strip_prefix('>') {
        return (LineKind::Quote, words.trim().into());
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if let (1.., Some(words)) = (digits, line[digits..].strip_prefix(". ")) {
        return (LineKind::Item(ListKind::Numbered), words.trim().into());
    }
    (LineKind::Plain, line.trim().into())
}

/// Whether a line goes on with what the one before began.
fn continues(kind: LineKind, line: &str) -> bool {
    let plain = !line.trim().is_empty() && !line.starts_with("```") && line_kind(line).0 == LineKind::Plain;
    match kind {
        LineKind::Heading(_) => false,
        LineKind::Quote => line.starts_with('>'),
        LineKind::Item(_) | LineKind::Plain => plain,
    }
}

fn add(blocks: &mut Vec<Block>, kind: LineKind, words: Vec<Inline>) {
    match (kind, blocks.last_mut()) {
        (LineKind::Item(kind), Some(Block::List(same, items))) if *same == kind => items.push(words),
        (LineKind::Item(kind), _) => blocks.push(Block::List(kind, vec![words])),
        (LineKind::Heading(level), _) => blocks.push(Block::Heading(level, words)),
        (LineKind::Quote, _) => blocks.push(Block::Quote(words)),
        (LineKind::Plain, _) => blocks.push(Block::Paragraph(words)),
    }
}

/// Reads the words of one block, or of a goal or hint.
#[must_use]
pub fn inlines(text: &str) -> Vec<Inline> {
    let mut found = vec![];
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((inline, after)) = special(rest) {
            flush(&mut plain, &mut found);
            found.push(inline);
            rest = after;
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    flush(&mut plain, &mut found);
    found
}

fn flush(plain: &mut String, found: &mut Vec<Inline>) {
    if !plain.is_empty() {
        found.push(Inline::Text(std::mem::take(plain)));
    }
}

/// What begins here, if anything but plain words does, and what comes after it.
fn special(text: &str) -> Option<(Inline, &str)> {
    if let Some(rest) = text.strip_prefix('`') {
        let (code, after) = rest.split_once('`')?;
        return Some((Inline::Code(code.into()), after));
    }
    if let Some(rest) = text.strip_prefix("**") {
        let (words, after) = rest.split_once("**").filter(|(words, _)| !words.is_empty())?;
        return Some((Inline::Strong(inlines(words)), after));
    }
    if let Some(rest) = text.strip_prefix('*') {
        let (words, after) = rest.split_once('*').filter(|(words, _)| !words.is_empty() && !words.starts_with(' '))?;
        return Some((Inline::Emphasis(inlines(words)), after));
    }
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = rest.split_once(')')?;
    let closed = words.matches('[').count() == words.matches(']').count();
    closed.then(|| (Inline::Link(inlines(words), Target::parse(target)), after))
}

/// The targets of all links, in order.
#[must_use]
pub fn links(inlines: &[Inline]) -> Vec<&Target> {
    inlines.iter().flat_map(link).collect()
}

fn link(inline: &Inline) -> Vec<&Target> {
    match inline {
        Inline::Link(_, target) => vec![target],
        Inline::Strong(inside) | Inline::Emphasis(inside) => links(inside),
        Inline::Text(_) | Inline::Code(_) => vec![],
    }
}

/// The runs of words of a block: one, or one an item.
#[must_use]
pub fn runs(block: &Block) -> Vec<&[Inline]> {
    match block {
        Block::Heading(_, words) | Block::Paragraph(words) | Block::Quote(words) => vec![words],
        Block::List(_, items) => items.iter().map(Vec::as_slice).collect(),
        Block::Code(_) => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Inline {
        Inline::Text(words.into())
    }

    #[test]
    fn every_block_is_read() {
        let read = blocks("# One\ntwo\nthree\n\n- a\n  b\n- c\n1. d\n> e\n> f\n\n```yaml\nx: [1](y)\n```\n");
        assert_eq!(
            read,
            [
                Block::Heading(1, vec![text("One")]),
                Block::Paragraph(vec![text("two three")]),
                Block::List(ListKind::Bullet, vec![vec![text("a b")], vec![text("c")]]),
                Block::List(ListKind::Numbered, vec![vec![text("d")]]),
                Block::Quote(vec![text("e f")]),
                Block::Code("x: [1](y)".into()),
            ]
        );
    }

    #[test]
    fn inlines_nest_and_links_are_found() {
        let read = inlines("a `*b*` **c [d](term:dnat)** *e*");
        let link = Inline::Link(vec![text("d")], Target::Term("dnat".into()));
        let strong = Inline::Strong(vec![text("c "), link]);
        let emphasis = Inline::Emphasis(vec![text("e")]);
        assert_eq!(read, [text("a "), Inline::Code("*b*".into()), text(" "), strong, text(" "), emphasis]);
        assert_eq!(links(&read), [&Target::Term("dnat".into())]);
    }

    #[test]
    fn what_is_not_understood_is_text() {
        for words in ["2 * 3 * 4", "a [b] c", "`open", "**", "[a](b", "####### x", "ports[0]"] {
            assert_eq!(blocks(words), [Block::Paragraph(vec![text(words)])], "{words}");
        }
    }
}
