//! Dice for making route tables and requests, from one seed.

use malla_trace::{Chance, Seeded};

/// Dice.
pub(crate) struct Dice(Seeded);

impl Dice {
    /// Dice that always fall the same way for a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(Seeded::new(seed))
    }

    /// A number below `of`.
    pub(crate) fn below(&mut self, of: usize) -> usize {
        usize::try_from(self.0.draw("dice", of as u64).outcome).unwrap_or(0)
    }

    /// Whether something happens that does so many times in a hundred.
    pub(crate) fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// These in some order.
    pub(crate) fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
        items
    }
}
