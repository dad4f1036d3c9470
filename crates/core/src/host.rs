//! The cluster as something that takes changes, keeps its history, and hands out snapshots.

use crate::state::State;
use crate::{Change, Scenario, Snapshot};
use malla_control_plane::Memory;
use malla_manifest::Value;
use std::rc::Rc;

/// A simulated cluster. Every change makes a new state out of the one before; old states stay for undo.
#[derive(Clone, Debug)]
pub struct SimHost {
    history: Vec<Rc<State>>,
    now: usize,
}

/// How many states are kept. A learner types thousands of keys.
const HISTORY_LIMIT: usize = 200;

impl SimHost {
    /// A cluster without manifests: the default world and its DNS.
    #[must_use]
    pub fn new(scenario: Scenario) -> Self {
        Self { history: vec![Rc::new(State::new(scenario.seed))], now: 0 }
    }

    /// A cluster that goes on where another one was left: with what that one remembered ([`SimHost::memory`]).
    #[must_use]
    pub fn resume(scenario: Scenario, memory: &Value) -> Self {
        Self { history: vec![Rc::new(State::resumed(scenario.seed, Memory::from_value(memory)))], now: 0 }
    }

    /// What the cluster remembers besides its manifests: which pods run where, and what was allocated.
    #[must_use]
    pub fn memory(&self) -> Value {
        self.state().built().cluster.memory.to_value()
    }

    /// Does it. Never fails: what cannot be read or is refused becomes a diagnostic of the snapshot.
    pub fn apply(&mut self, change: Change) {
        let in_place = matches!(change, Change::Settle);
        let next = self.state().after(change);
        if in_place {
            self.history[self.now] = Rc::new(next);
            return;
        }
        self.history.truncate(self.now + 1);
        self.history.push(Rc::new(next));
        if self.history.len() > HISTORY_LIMIT {
            self.history.remove(0);
        }
        self.now = self.history.len() - 1;
    }

    /// The cluster as it is now, for as long as anybody wants to look at it.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(Rc::clone(self.state()))
    }

    /// Forgets how it came here: there is nothing to undo any more.
    pub fn forget_history(&mut self) {
        self.history = vec![Rc::clone(self.state())];
        self.now = 0;
    }

    /// Goes back one change. False when there is none.
    pub fn undo(&mut self) -> bool {
        let before = self.now.checked_sub(1);
        before.inspect(|before| self.now = *before).is_some()
    }

    /// Takes an [`undo`](Self::undo) back. False when there is none.
    pub fn redo(&mut self) -> bool {
        let after = Some(self.now + 1).filter(|after| *after < self.history.len());
        after.inspect(|after| self.now = *after).is_some()
    }

    fn state(&self) -> &Rc<State> {
        &self.history[self.now]
    }
}
