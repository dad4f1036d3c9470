//! From what the packets do to which goals are met.

use crate::evaluate::{Because, Seen};
use crate::{Goal, Lesson, Luck};
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
    let mut evidence = Evidence::default();
    for goal in lesson.goals_of(step) {
        for luck in lucks(goal) {
            evidence.gather(&goal.probe, luck, |probe| lucky(snapshot, luck).send_briefly(probe));
        }
    }
    evidence.judge((lesson, step), &snapshot.topology(), snapshot.is_stale())
}

/// The decisions of chance that a goal is judged under; chance as it comes when none is written.
fn lucks(goal: &Goal) -> &[Luck] {
    static AS_IT_COMES: [Luck; 1] = [Luck::new()];
    if goal.luck.is_empty() { &AS_IT_COMES } else { &goal.luck }
}

fn lucky(snapshot: &Snapshot, luck: &Luck) -> Snapshot {
    luck.iter().fold(snapshot.clone(), |snapshot, (stream, outcomes)| snapshot.with_luck(stream, outcomes))
}

/// The requests that were sent, each once under each luck.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    traces: Vec<(Luck, Trace)>,
}

impl Evidence {
    /// Sends a request, unless it has been sent under this luck.
    pub(crate) fn gather(&mut self, probe: &Probe, luck: &Luck, send: impl FnOnce(&Probe) -> Trace) {
        if self.find(probe, luck).is_none() {
            self.traces.push((luck.clone(), send(probe)));
        }
    }

    fn find(&self, probe: &Probe, luck: &Luck) -> Option<&Trace> {
        self.traces.iter().find(|(under, trace)| trace.probe == *probe && under == luck).map(|(_, trace)| trace)
    }

    pub(crate) fn judge(&self, (lesson, step): (&Lesson, usize), topology: &Topology, stale: bool) -> Judgement {
        let goals: Vec<GoalResult> = lesson.goals_of(step).map(|goal| self.goal(goal, topology)).collect();
        let open = |id: &str| lesson.goals_of(step).zip(&goals).find(|(goal, result)| goal.id == id && !result.met);
        let speaks = |hint: &&crate::Hint| {
            let goal = open(&hint.goal).map(|(goal, _)| goal);
            goal.is_some_and(|goal| self.seen(goal, topology).any(|seen| hint.when.holds(seen)))
        };
        let hint = lesson.hints.iter().find(speaks).map(|hint| hint.id.clone());
        Judgement { step, goals, hint, stale }
    }

    fn goal(&self, goal: &Goal, topology: &Topology) -> GoalResult {
        let because: Vec<Because> = self.seen(goal, topology).flat_map(|seen| goal.check.unmet(seen)).collect();
        let all_seen = self.seen(goal, topology).count() == lucks(goal).len();
        GoalResult { id: goal.id.clone(), met: all_seen && because.is_empty(), because, probe: goal.probe.clone() }
    }

    fn seen<'a>(&'a self, goal: &'a Goal, topology: &'a Topology) -> impl Iterator<Item = Seen<'a>> {
        let traces = lucks(goal).iter().filter_map(|luck| self.find(&goal.probe, luck));
        traces.map(move |trace| Seen { trace, topology })
    }
}
