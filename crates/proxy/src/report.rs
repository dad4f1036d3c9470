//! Steps for the tracer.

use malla_trace::{Action, CauseId, Change, Considered, Mismatch, ProxyAction, Stage, Step, Tracer};

/// Reports a step, built only when it is wanted.
pub(crate) fn report(tracer: &mut dyn Tracer, stage: Stage, why: CauseId, action: impl FnOnce() -> ProxyAction) {
    report_with(tracer, stage, why, action, Vec::new);
}

/// Reports a step with what was considered before.
pub(crate) fn report_with(
    tracer: &mut dyn Tracer,
    stage: Stage,
    why: CauseId,
    action: impl FnOnce() -> ProxyAction,
    considered: impl FnOnce() -> Vec<Considered>,
) {
    if tracer.wants_steps() {
        let considered = if tracer.wants_considered() { considered() } else { vec![] };
        tracer.step(Step { stage, action: Action::Proxy(action()), delta: vec![], why, considered });
    }
}

/// Reports a change of the request or response; nothing when nothing changed.
pub(crate) fn report_change(
    tracer: &mut dyn Tracer,
    stage: Stage,
    why: CauseId,
    action: ProxyAction,
    delta: impl FnOnce() -> Vec<Change>,
) {
    if tracer.wants_steps() {
        let delta = delta();
        tracer.step(Step { stage, action: Action::Proxy(action), delta, why, considered: vec![] });
    }
}

/// Something that was looked at; `at` counts from 0.
pub(crate) fn considered(what: String, at: usize, because: Mismatch, why: CauseId) -> Considered {
    Considered { what, number: u32::try_from(at + 1).ok(), because, why }
}
