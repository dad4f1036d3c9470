//! Simulated time: microseconds since the scenario began. Nothing below the page reads a real clock.

use serde::{Deserialize, Serialize};

/// An instant of simulated time, in microseconds since the scenario began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SimTime(pub u64);

impl SimTime {
    /// The instant `micros` microseconds later; saturates at the end of time.
    #[must_use]
    pub const fn plus_us(self, micros: u64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// The instant `seconds` seconds later; saturates at the end of time.
    #[must_use]
    pub const fn plus_s(self, seconds: u64) -> Self {
        self.plus_us(seconds.saturating_mul(1_000_000))
    }
}
