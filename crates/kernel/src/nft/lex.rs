//! Words of a script (`src/scanner.l` of nftables): names, numbers, addresses, marks of punctuation. Blanks part them;
//! a newline ends a command.

use super::problem::NftProblem;
use std::net::Ipv6Addr;

/// A word and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As it stands there; a quoted text without its quotation marks.
    pub(super) text: &'a str,
    /// From 0.
    pub(super) line: u32,
    /// From 1, counting characters.
    pub(super) column: u32,
}

/// What a word looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a number or an address.
    Word,
    Quoted,
    Mark,
    /// The end of a line, or a semicolon.
    End,
}

/// Marks of two characters, before those of one.
const MARKS: [&str; 6] = ["==", "!=", "<=", ">=", "<<", ">>"];

/// The words of one line.
pub(super) fn line(text: &str, number: u32) -> Result<Vec<Token<'_>>, (u32, NftProblem)> {
    let mut tokens = vec![];
    let (mut rest, mut column) = (text, 1);
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\u{c}', '\u{b}']);
        column += width(&rest[..rest.len() - trimmed.len()]);
        rest = trimmed;
        if rest.is_empty() || rest.starts_with('#') {
            break;
        }
        let (kind, text, length) = next(rest).ok_or((column, NftProblem::OpenQuote))?;
        tokens.push(Token { kind, text, line: number, column });
        column += width(&rest[..length]);
        rest = &rest[length..];
    }
    // A backslash at the end carries the command on.
    match tokens.last() {
        Some(last) if last.text == "\\" => tokens.truncate(tokens.len() - 1),
        Some(_) | None => tokens.push(Token { kind: Kind::End, text: "", line: number, column }),
    }
    Ok(tokens)
}

fn width(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The first word: what it is, its text, and how long it is with its quotation marks.
fn next(rest: &str) -> Option<(Kind, &str, usize)> {
    if let Some(quoted) = rest.strip_prefix('"') {
        let text = &quoted[..quoted.find('"')?];
        return Some((Kind::Quoted, text, text.len() + 2));
    }
    if rest.starts_with(';') {
        return Some((Kind::End, &rest[..1], 1));
    }
    let length = address_v6(rest).or_else(|| number(rest)).or_else(|| name(rest)).unwrap_or(0);
    if length > 0 {
        return Some((Kind::Word, &rest[..length], length));
    }
    let length = MARKS
        .iter()
        .find(|mark| rest.starts_with(**mark))
        .map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), |mark| mark.len());
    Some((Kind::Mark, &rest[..length], length))
}

/// The longest beginning that is an IPv6 address.
fn address_v6(rest: &str) -> Option<usize> {
    /// No address is longer (RFC 4291 section 2.2).
    const LONGEST: usize = 45;
    let run = rest.find(|c: char| !(c.is_ascii_hexdigit() || c == ':' || c == '.')).unwrap_or(rest.len());
    let length = run.min(LONGEST);
    let colons = rest[..length].bytes().filter(|b| *b == b':').count();
    (colons >= 2).then(|| (2..=length).rev().find(|end| rest[..*end].parse::<Ipv6Addr>().is_ok()))?
}

/// Digits, with what belongs to them: `80`, `0x4000`, `3h`, `10.0.0.1`. A dot belongs to it only inside an address.
fn number(rest: &str) -> Option<usize> {
    rest.starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
    let dotted = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    if rest[..dotted].split('.').count() == 4 && rest[..dotted].split('.').all(|part| !part.is_empty()) {
        return Some(dotted);
    }
    Some(rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len()))
}

/// `({letter}|[_.])({letter}|{digit}|[/\-_\.])*`, with a `*` at the end of a device's name.
fn name(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    (first.is_ascii_alphabetic() || first == '_' || first == '.').then_some(())?;
    let inside = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
    let length = rest.find(|c| !inside(c)).unwrap_or(rest.len());
    // A dot alone parts the components of a concatenation.
    if &rest[..length] == "." {
        return None;
    }
    Some(length + usize::from(rest[length..].starts_with('*')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        line(text, 0).unwrap().iter().map(|t| t.text.to_owned()).collect()
    }

    #[test]
    fn words_of_every_kind() {
        let cases: [(&str, &[&str]); 9] = [
            ("add chain ip t a/b-c.d", &["add", "chain", "ip", "t", "a/b-c.d", ""]),
            ("10.0.0.1 . tcp . 80 : goto x", &["10.0.0.1", ".", "tcp", ".", "80", ":", "goto", "x", ""]),
            ("dnat to 10.0.0.1:80-90", &["dnat", "to", "10.0.0.1", ":", "80", "-", "90", ""]),
            ("dnat to [fd00::1]:80", &["dnat", "to", "[", "fd00::1", "]", ":", "80", ""]),
            ("fd00::/64 ::1", &["fd00::", "/", "64", "::1", ""]),
            ("mark != 0x4000; timeout 3h30m # why", &["mark", "!=", "0x4000", ";", "timeout", "3h30m", ""]),
            ("iifname \"v *\" eth*", &["iifname", "v *", "eth*", ""]),
            ("priority filter - 10", &["priority", "filter", "-", "10", ""]),
            ("add rule \\", &["add", "rule"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(texts(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_quote_must_close() {
        assert_eq!(line("comment \"x", 0), Err((9, NftProblem::OpenQuote)));
    }
}
