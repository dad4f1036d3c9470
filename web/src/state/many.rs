//! The same request many times: sent a few a frame, so that the page stays alive, and counted.

use malla_core::{Run, Snapshot};
use malla_trace::{Probe, Summary};

/// How many requests are on offer.
pub const COUNTS: [u64; 3] = [10, 100, 1000];

/// Requests that are being sent, or have been.
#[derive(Clone, Debug)]
pub struct Many {
    /// How many are wanted.
    pub wanted: u64,
    /// What came of those sent so far.
    pub summary: Summary,
    /// Whether the cluster has changed since.
    pub stale: bool,
    /// The one that is told on the stage, by its number from 1; what came of all is out of the way meanwhile.
    pub opened: Option<u64>,
    run: Option<Run>,
}

impl Many {
    /// Begins with none sent.
    #[must_use]
    pub fn begin(snapshot: &Snapshot, probe: &Probe, wanted: u64) -> Self {
        let run = snapshot.run(probe);
        Self { wanted, summary: run.summary(), stale: false, opened: None, run: Some(run) }
    }

    /// Whether there are some left to send.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.run.is_some()
    }

    /// The cluster has changed: what is known is what was, and no more is sent.
    #[must_use]
    pub fn outdated(self) -> Self {
        Self { stale: true, opened: None, run: None, ..self }
    }

    /// One of them is told on the stage, or all of them are shown.
    #[must_use]
    pub fn showing(self, opened: Option<u64>) -> Self {
        Self { opened, ..self }
    }

    /// Sends up to so many more.
    #[must_use]
    pub fn advanced(self, count: u64) -> Self {
        let Some(run) = self.run else { return self };
        let run = run.send(count.min(self.wanted.saturating_sub(self.summary.count)));
        let summary = run.summary();
        let over = summary.count >= self.wanted;
        Self { summary, run: (!over).then_some(run), ..self }
    }
}
