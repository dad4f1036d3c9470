//! Chance of the generators: every run can be had again by its seed.

use malla_trace::{Chance, Seeded};

/// Decides.
pub(crate) struct Dice(Seeded);

impl Dice {
    /// All decisions of that seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Seeded::new(seed))
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let outcome = self.0.draw("kernel-oracle", u64::try_from(limit).unwrap_or(u64::MAX)).outcome;
        usize::try_from(outcome).unwrap_or(0)
    }

    /// True that often in a hundred.
    pub(crate) fn percent(&mut self, often: usize) -> bool {
        self.below(100) < often
    }

    /// One of them.
    pub(crate) fn one<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// `! `, that often in a hundred.
    pub(crate) fn not(&mut self, often: usize) -> &'static str {
        if self.percent(often) { "! " } else { "" }
    }
}
