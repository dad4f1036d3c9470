//! What a journey writes down: everything for one request, next to nothing for the thousandth. The same code runs
//! either way.

use malla_trace::{Recorder, Step, Tracer};

/// How much is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Every step, and what was considered.
    Everything,
    /// Every machine's turn, and what proxies and programs do there; nothing of what a packet meets inside a machine.
    Turns,
    /// Conversations and what proxies decide; nothing of packets.
    Decisions,
}

/// The tracer of one engine's turn.
#[derive(Debug)]
pub(super) struct Tape {
    on: bool,
    thorough: bool,
    recorder: Recorder,
}

impl Tape {
    /// For network namespaces, resolvers and name servers.
    pub(super) fn of_packets(detail: Detail) -> Self {
        let on = detail == Detail::Everything;
        Self { on, thorough: on, recorder: Recorder::thorough() }
    }

    /// For proxies.
    pub(super) fn of_proxies(detail: Detail) -> Self {
        Self { on: true, thorough: detail == Detail::Everything, recorder: Recorder::thorough() }
    }

    /// The steps so far; it starts again from none.
    pub(super) fn take(&mut self) -> Vec<Step> {
        self.recorder.take()
    }
}

impl Tracer for Tape {
    fn wants_steps(&self) -> bool {
        self.on
    }

    fn wants_considered(&self) -> bool {
        self.thorough
    }

    fn step(&mut self, step: Step) {
        if self.on {
            self.recorder.step(step);
        }
    }
}
