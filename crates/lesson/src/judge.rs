//! From what the packets do to which goals are met.

use crate::evaluate::{Because, Seen};
use crate::{Goal, Lesson};
use malla_core::Snapshot;
use malla_trace::{Probe, Topology, Trace};

/// What the judge says of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The step that was judged, by number from 0.
    pub step: usize,
    /// The goals that count in it, in the lesson's order.
    pub goals: Vec<GoalResult>,
    /// The hint that speaks, if one does: the first in the lesson's order.
    pub hint: Option<String>,
    /// Whether the newest text has errors, so that an older cluster was judged.
    pub stale: bool,
}

impl Judgement {
    /// Whether the step is done: every goal is met, and by the text as it stands.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !self.stale && self.goals.iter().all(|goal| goal.met)
    }
}

/// What the judge says of a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalResult {
    /// The goal.
    pub id: String,
    /// Whether it is met.
    pub met: bool,
    /// What kept it from being met.
    pub because: Vec<Because>,
    /// The request it was judged by.
    pub probe: Probe,
}

/// Judges a cluster in the first step of a lesson, which is the only one of most.
#[must_use]
pub fn judge(lesson: &Lesson, snapshot: &Snapshot) -> Judgement {
    judge_step(lesson, 0, snapshot)
}

/// Judges a cluster in a step of a lesson, by sending every goal's request.
#[must_use]
pub fn judge_step(lesson: &Lesson, step: usize, snapshot: &Snapshot) -> Judgement {
    let mut evidence = Evidence { traces: vec![] };
    for goal in lesson.goals_of(step) {
        evidence.gather(&goal.probe, |probe| snapshot.send(probe));
    }
    evidence.judge((lesson, step), &snapshot.topology(), snapshot.is_stale())
}

/// The requests that were sent, each once.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    traces: Vec<Trace>,
}

impl Evidence {
    /// Sends a request, unless it has been sent.
    pub(crate) fn gather(&mut self, probe: &Probe, send: impl FnOnce(&Probe) -> Trace) {
        if !self.traces.iter().any(|trace| trace.probe == *probe) {
            self.traces.push(send(probe));
        }
    }

    pub(crate) fn judge(&self, (lesson, step): (&Lesson, usize), topology: &Topology, stale: bool) -> Judgement {
        let goals: Vec<GoalResult> = lesson.goals_of(step).map(|goal| self.goal(goal, topology)).collect();
        let open = |id: &str| lesson.goals_of(step).zip(&goals).find(|(goal, result)| goal.id == id && !result.met);
        let speaks = |hint: &&crate::Hint| {
            open(&hint.goal).and_then(|(goal, _)| self.seen(goal, topology)).is_some_and(|seen| hint.when.holds(seen))
        };
        let hint = lesson.hints.iter().find(speaks).map(|hint| hint.id.clone());
        Judgement { step, goals, hint, stale }
    }

    fn goal(&self, goal: &Goal, topology: &Topology) -> GoalResult {
        let seen = self.seen(goal, topology);
        let because = seen.map(|seen| goal.check.unmet(seen)).unwrap_or_default();
        GoalResult {
            id: goal.id.clone(),
            met: seen.is_some() && because.is_empty(),
            because,
            probe: goal.probe.clone(),
        }
    }

    fn seen<'a>(&'a self, goal: &Goal, topology: &'a Topology) -> Option<Seen<'a>> {
        let trace = self.traces.iter().find(|trace| trace.probe == goal.probe)?;
        Some(Seen { trace, topology })
    }
}
