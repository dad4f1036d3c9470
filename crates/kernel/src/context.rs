//! What a namespace is lent for one packet: the time, chance, and somebody who listens.

use malla_trace::{Action, CauseId, Chance, NetAction, Packet, SimTime, Stage, Step, Tracer};

/// The arguments of every packet: nothing here reads a clock or a random source by itself.
pub struct Context<'a> {
    /// Now.
    pub now: SimTime,
    /// Where decisions of chance come from.
    pub chance: &'a mut dyn Chance,
    /// Who hears every step.
    pub tracer: &'a mut dyn Tracer,
}

impl<'a> Context<'a> {
    /// A context.
    pub fn new(now: SimTime, chance: &'a mut dyn Chance, tracer: &'a mut dyn Tracer) -> Self {
        Self { now, chance, tracer }
    }

    /// Reports a step that changed nothing in the packet; the action is only built when somebody listens.
    pub(crate) fn step(&mut self, stage: impl FnOnce() -> Stage, why: CauseId, action: impl FnOnce() -> NetAction) {
        if self.tracer.wants_steps() {
            let (stage, action) = (stage(), Action::Net(action()));
            self.tracer.step(Step { stage, action, delta: vec![], why, considered: vec![] });
        }
    }

    /// Reports a step that changed the packet from what it was before.
    pub(crate) fn rewrite(
        &mut self,
        (before, after): (&Packet, &Packet),
        stage: Stage,
        why: CauseId,
        action: impl FnOnce() -> NetAction,
    ) {
        if self.tracer.wants_steps() {
            let (delta, action) = (before.changes_to(after), Action::Net(action()));
            self.tracer.step(Step { stage, action, delta, why, considered: vec![] });
        }
    }
}
