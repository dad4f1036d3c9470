//! Causes of rules: a fact, the line that set the option it turns on, and whoever asked for rules at all.

use super::{Fact, Setting};
use malla_trace::{CauseId, Ledger};

/// Enters the causes of rules.
pub struct Reasons<'a> {
    own: crate::reasons::Reasons<'a, Fact>,
    asked: Option<CauseId>,
}

impl<'a> Reasons<'a> {
    /// Enters the facts; `asked` stands behind every rule.
    pub fn new(asked: Option<CauseId>, ledger: &'a mut Ledger) -> Self {
        Self { own: crate::reasons::Reasons::new(ledger), asked }
    }

    /// The cause of a rule that no option changes.
    pub fn fixed(&mut self, fact: Fact) -> CauseId {
        self.because(fact, &[])
    }

    /// The cause of a rule that an option makes what it is.
    pub fn set(&mut self, fact: Fact, setting: &Setting) -> CauseId {
        self.because(fact, setting.why.as_slice())
    }

    fn because(&mut self, fact: Fact, lines: &[CauseId]) -> CauseId {
        let from: Vec<CauseId> = lines.iter().copied().chain(self.asked).collect();
        if from.is_empty() { self.own.fixed(fact) } else { self.own.because(fact, &from) }
    }
}
