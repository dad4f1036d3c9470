//! What `nft -f` is fed, line by line, each line with its cause.

use malla_trace::CauseId;
use std::fmt;

/// A script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NftScript {
    /// In order.
    pub lines: Vec<NftLine>,
}

/// A line of a script. A command may go over several; what it makes has the cause of the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NftLine {
    /// `add rule ip TABLE CHAIN ...`.
    pub text: String,
    /// Why it is there.
    pub why: CauseId,
}

impl NftScript {
    /// A whole text, every line with the same cause.
    #[must_use]
    pub fn of(text: &str, why: CauseId) -> Self {
        Self { lines: text.lines().map(|line| NftLine { text: line.into(), why }).collect() }
    }

    /// One more line.
    pub fn push(&mut self, text: impl Into<String>, why: CauseId) {
        self.lines.push(NftLine { text: text.into(), why });
    }
}

impl fmt::Display for NftScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{}", line.text))
    }
}
