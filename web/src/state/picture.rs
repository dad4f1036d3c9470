//! Everything that follows from a snapshot and a request: computed once a change, then only looked at.

use super::playback::{Detail, Script};
use super::tone::refuses;
use malla_core::Snapshot;
use malla_lesson::{Judgement, Lesson, judge_step};
use malla_trace::{Cause, CauseId, Place, Probe, Topology, Trace};

/// A cluster, a request through it, and what the judge says.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The cluster.
    pub snapshot: Snapshot,
    /// What there is.
    pub topology: Topology,
    /// What the request did.
    pub trace: Trace,
    /// The same, as beats.
    pub script: Script,
    /// Which goals are met.
    pub judgement: Judgement,
}

impl Picture {
    /// Sends the request and looks at everything. The number says which of many like it, from 1.
    #[must_use]
    pub fn of(
        snapshot: Snapshot,
        (lesson, step): (&Lesson, usize),
        (probe, number): (&Probe, u64),
        detail: Option<Detail>,
    ) -> Self {
        let trace = snapshot.send_numbered(probe, number);
        Self {
            topology: snapshot.topology(),
            script: Script::of(&trace, detail),
            judgement: judge_step(lesson, step, &snapshot),
            trace,
            snapshot,
        }
    }
}

impl Picture {
    /// Whether another picture tells the same story of the same things.
    #[must_use]
    pub fn tells_the_same(&self, other: &Self) -> bool {
        self.trace == other.trace && self.topology == other.topology && self.script.detail == other.script.detail
    }
}

/// The line that a cause rests on: the nearest written one behind it, else the nearest other place.
#[must_use]
pub fn place_behind(trace: &Trace, why: CauseId) -> Option<&Place> {
    let mut chain = vec![why];
    let mut next = 0;
    while let Some(id) = chain.get(next) {
        let from = trace.causes.get(id).map_or(&[][..], Cause::from);
        chain.extend(from.iter().filter(|id| !chain.contains(id)).copied().collect::<Vec<_>>());
        next += 1;
    }
    let causes = || chain.iter().filter_map(|id| trace.causes.get(id));
    let written = causes().find(|cause| matches!(cause, Cause::Written { .. })).and_then(Cause::place);
    written.or_else(|| causes().find_map(Cause::place))
}

/// The line that the step on stage rests on. A refusal that is nobody's writing rests on the line that made the call.
#[must_use]
pub fn cited(trace: &Trace, hop: usize, step: usize) -> Option<&Place> {
    let hop = trace.hops.get(hop)?;
    let step = hop.steps.get(step)?;
    let calls = || {
        let leg = trace.legs.iter().find(|leg| leg.id == hop.leg).filter(|_| refuses(&step.action))?;
        place_behind(trace, leg.why)
    };
    place_behind(trace, step.why).or_else(calls)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{place, trace};
    use malla_trace::{FieldPath, ObjectRef};

    #[test]
    fn a_step_cites_the_nearest_line_behind_its_cause() {
        let mut trace = trace();
        let object = ObjectRef { kind: "Service".into(), namespace: "default".into(), name: "nginx".into() };
        let written = Cause::Written { object, path: FieldPath::root(), place: place("nginx.yaml", 11) };
        let derived = Cause::Derived { by: "kube-proxy".into(), from: vec![CauseId(0), CauseId(2), CauseId(7)].into() };
        trace.causes.extend([(CauseId(0), derived), (CauseId(2), written)]);
        assert_eq!(cited(&trace, 4, 4).map(|p| (p.file.as_str(), p.line)), Some(("nginx.yaml", 11)));
        assert_eq!(cited(&trace, 4, 99), None);
        trace.causes.clear();
        assert_eq!(cited(&trace, 4, 4), None, "a foreign number has no line");
    }
}
