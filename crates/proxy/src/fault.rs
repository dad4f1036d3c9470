//! Trouble made on purpose, to see what others make of it: Envoy's fault filter.

use malla_trace::{CauseId, Chance};

/// A fault: a delay, then an abort, each for a share of the requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Share and microseconds.
    pub delay: Option<(Percent, u64)>,
    /// Share and HTTP status.
    pub abort: Option<(Percent, u16)>,
    /// Why.
    pub why: CauseId,
}

/// A share, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(pub u32);

/// What a fault does to one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FaultOutcome {
    /// Microseconds.
    pub(crate) delay_us: Option<u64>,
    /// Status.
    pub(crate) abort: Option<u16>,
}

impl Percent {
    const WHOLE: u32 = 1_000_000;

    /// So many hundredths.
    #[must_use]
    pub const fn of_hundred(hundredths: u32) -> Self {
        Self(hundredths.saturating_mul(10_000))
    }

    /// All or nothing needs no draw.
    fn happens(self, stream: &str, chance: &mut dyn Chance) -> bool {
        match self.0 {
            0 => false,
            Self::WHOLE.. => true,
            share => chance.draw(stream, Self::WHOLE.into()).outcome < u64::from(share),
        }
    }
}

impl Fault {
    pub(crate) fn strike(&self, chance: &mut dyn Chance) -> FaultOutcome {
        let delay = self.delay.filter(|(share, _)| share.happens("proxy/fault-delay", chance));
        let abort = self.abort.filter(|(share, _)| share.happens("proxy/fault-abort", chance));
        FaultOutcome { delay_us: delay.map(|d| d.1), abort: abort.map(|a| a.1) }
    }
}
