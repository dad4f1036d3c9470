//! Chance that tries everything: a real proxy's draws are not known, so ours makes all of them.

use malla_trace::{Chance, Draw};

/// From so many outcomes on only the first and the last are tried: those of a share.
const MANY: u64 = 1000;

/// Draws that come out as written down, and first of all where nothing is written.
#[derive(Default)]
pub(crate) struct Script {
    outcomes: Vec<u64>,
    of: Vec<u64>,
}

impl Script {
    /// The next script to try, after a run; `None` when every one was tried.
    pub(crate) fn next(mut self) -> Option<Self> {
        self.outcomes.resize(self.of.len(), 0);
        while let Some((outcome, of)) = self.outcomes.pop().zip(self.of.pop()) {
            let next = if of >= MANY && outcome == 0 { of.saturating_sub(1) } else { outcome + 1 };
            if next < of {
                self.outcomes.push(next);
                return Some(Self { outcomes: self.outcomes, of: vec![] });
            }
        }
        None
    }
}

impl Chance for Script {
    fn draw(&mut self, stream: &str, of: u64) -> Draw {
        let index = self.of.len();
        let outcome = self.outcomes.get(index).copied().unwrap_or(0);
        // How long a pause takes makes no difference to what is seen.
        self.of.push(if stream == "proxy/retry-pause" { 1 } else { of });
        Draw { stream: stream.into(), index: index as u64, of, outcome }
    }
}
