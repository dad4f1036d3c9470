//! How engines report: one trait, silent or recording. The traced request and the ten-thousandth go through the same
//! code.

use crate::Step;

/// Somebody who may want to hear what an engine does.
pub trait Tracer {
    /// Whether steps are wanted at all. Engines build no step when this is false.
    fn wants_steps(&self) -> bool;
    /// Whether what did not match is wanted too ([`Step::considered`]).
    fn wants_considered(&self) -> bool;
    /// Takes a step.
    fn step(&mut self, step: Step);
}

/// Hears nothing: the tracer of load runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Tracer for Silent {
    fn wants_steps(&self) -> bool {
        false
    }

    fn wants_considered(&self) -> bool {
        false
    }

    fn step(&mut self, _: Step) {}
}

/// How many steps a packet usually takes through a machine, with some to spare.
const STEPS: usize = 32;

/// Keeps every step in order.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    considered: bool,
    steps: Vec<Step>,
}

impl Recorder {
    /// A recorder that also asks what did not match.
    #[must_use]
    pub const fn thorough() -> Self {
        Self { considered: true, steps: Vec::new() }
    }

    /// The steps so far; the recorder starts again from none.
    pub fn take(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.steps)
    }
}

impl Tracer for Recorder {
    fn wants_steps(&self) -> bool {
        true
    }

    fn wants_considered(&self) -> bool {
        self.considered
    }

    fn step(&mut self, step: Step) {
        if self.steps.capacity() == 0 {
            self.steps.reserve(STEPS);
        }
        self.steps.push(step);
    }
}
