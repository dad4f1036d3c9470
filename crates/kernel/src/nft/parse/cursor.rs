//! The words of a script, one after the other.

use super::super::lex::{Kind, Token};
use super::super::problem::NftProblem;

/// What is wrong, and at which word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Wrong {
    pub(in super::super) line: u32,
    pub(in super::super) column: u32,
    pub(in super::super) problem: NftProblem,
}

/// A place among the words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
}

/// What stands behind the last word.
const NOTHING: Token<'static> = Token { kind: Kind::End, text: "", line: u32::MAX, column: 1 };

impl<'a> Cursor<'a> {
    pub(super) const fn new(tokens: &'a [Token<'a>]) -> Self {
        Self { tokens, at: 0 }
    }

    /// The word that comes next.
    pub(super) fn peek(&self) -> Token<'a> {
        self.ahead(0)
    }

    /// A later one.
    pub(super) fn ahead(&self, count: usize) -> Token<'a> {
        let last = self.tokens.last().map_or(NOTHING, |last| Token { kind: Kind::End, text: "", ..*last });
        self.tokens.get(self.at + count).copied().unwrap_or(last)
    }

    /// Takes the next word.
    pub(super) fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        self.at = (self.at + 1).min(self.tokens.len());
        token
    }

    /// Takes some words.
    pub(super) fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.tokens.len());
    }

    pub(super) const fn is_over(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Whether the next word is that one.
    pub(super) fn is(&self, word: &str) -> bool {
        self.peek().is(word)
    }

    /// Takes the next word if it is that one.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let is = self.is(word);
        if is {
            self.next();
        }
        is
    }

    /// Takes the next word, which has to be that one.
    pub(super) fn expect(&mut self, word: &str) -> Result<Token<'a>, Wrong> {
        let token = self.peek();
        if self.eat(word) { Ok(token) } else { Err(self.unexpected(word)) }
    }

    /// Takes a name.
    pub(super) fn name(&mut self, what: &str) -> Result<Token<'a>, Wrong> {
        let token = self.peek();
        if token.kind != Kind::Word || token.text.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.unexpected(what));
        }
        if token.text.len() > 255 {
            return Err(token.wrong(NftProblem::NameTooLong(token.text.into())));
        }
        Ok(self.next())
    }

    /// Takes a text, with or without quotation marks.
    pub(super) fn text(&mut self, what: &str) -> Result<Token<'a>, Wrong> {
        let token = self.peek();
        if matches!(token.kind, Kind::Word | Kind::Quoted) { Ok(self.next()) } else { Err(self.unexpected(what)) }
    }

    /// Takes a number.
    pub(super) fn number(&mut self) -> Result<u32, Wrong> {
        let token = self.text("number")?;
        let number = super::super::datatype::number(token.text).and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| token.wrong(NftProblem::BadValue { kind: "number".into(), value: token.text.into() }))
    }

    /// The next word is not what has to stand there.
    pub(super) fn unexpected(&self, wanted: &str) -> Wrong {
        let token = self.peek();
        token.wrong(NftProblem::Unexpected { found: token.text.into(), wanted: wanted.into() })
    }

    /// Skips empty lines.
    pub(super) fn skip_newlines(&mut self) {
        while !self.is_over() && self.peek().kind == Kind::End && self.peek().text.is_empty() {
            self.next();
        }
    }

    /// Skips empty lines and semicolons.
    pub(super) fn skip_ends(&mut self) {
        while !self.is_over() && self.peek().kind == Kind::End {
            self.next();
        }
    }

    /// Whether the command or the line of a block ends here.
    pub(super) fn at_end(&self) -> bool {
        self.peek().kind == Kind::End || self.is("}")
    }

    /// Skips to the end of what began at `start`: past the blocks it opened.
    pub(super) fn skip_from(&mut self, start: Self) {
        let reached = self.at;
        self.at = start.at;
        let mut depth = 0_usize;
        while !self.is_over() {
            let token = self.peek();
            let ends = token.kind == Kind::End || token.is("}");
            if depth == 0 && ends && self.at >= reached {
                return;
            }
            if token.is("{") {
                depth += 1;
            } else if token.is("}") {
                depth = depth.saturating_sub(1);
            }
            self.next();
        }
    }
}

impl Token<'_> {
    /// Whether it is that word, without quotation marks.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind != Kind::Quoted && self.text == word
    }

    pub(super) const fn wrong(&self, problem: NftProblem) -> Wrong {
        Wrong { line: self.line, column: self.column, problem }
    }
}
