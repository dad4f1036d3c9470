//! Where the causes of a proxy's configuration are entered: two lists of reasons share one ledger, and a reason is entered
//! when it is first needed.

use crate::reasons::Reason;
use malla_trace::{Cause, CauseId, CauseList, Ledger};
use std::collections::BTreeMap;

/// Enters causes.
#[derive(Debug)]
pub struct Why<'l> {
    builtins: BTreeMap<&'static str, CauseId>,
    ledger: &'l mut Ledger,
}

impl<'l> Why<'l> {
    /// Ready to enter causes.
    pub const fn new(ledger: &'l mut Ledger) -> Self {
        Self { builtins: BTreeMap::new(), ledger }
    }

    /// The cause of what is the same in every mesh.
    pub fn fixed<R: Reason>(&mut self, reason: R) -> CauseId {
        *self.builtins.entry(reason.name()).or_insert_with(|| self.ledger.builtin(reason.name()))
    }

    /// The cause of something made out of `from`, the field to look at first coming first.
    pub fn because<R: Reason>(&mut self, reason: R, from: &[CauseId]) -> CauseId {
        let mut all = CauseList::default();
        all.push(self.fixed(reason));
        for cause in from {
            if !all.contains(cause) {
                all.push(*cause);
            }
        }
        self.ledger.add(Cause::Derived { by: R::BY.into(), from: all })
    }
}
