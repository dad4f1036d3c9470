//! The cluster as something that takes changes, keeps its history, and hands out snapshots.

use crate::state::State;
use crate::{Change, Scenario, Snapshot};
use malla_control_plane::Memory;
use malla_manifest::{SourceFile, Value};
use malla_trace::{Diagnostic, Lang};
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

    /// What is wrong with these files as far as reading them tells, beside what was wrong with the cluster before: all
    /// there is to say at once, while the cluster that they make is still to come. Applying the same files then reads
    /// nothing again.
    #[must_use]
    pub fn read(&self, files: &[SourceFile], lang: Lang) -> Vec<Diagnostic> {
        self.state().read(files, lang)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceFile;
    use malla_trace::ObjectRef;

    const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
";

    fn files(text: &str) -> Change {
        Change::Files(vec![SourceFile { name: "web.yaml".into(), text: text.into() }])
    }

    /// The pods of the namespace `default`, each with its label.
    fn pods(host: &SimHost) -> Vec<(String, Option<String>)> {
        let snapshot = host.snapshot();
        let pods = snapshot.objects().filter(|(object, _)| object.kind == "Pod" && object.namespace == "default");
        pods.map(|(object, pod)| (object.name.clone(), pod.meta().labels.get("app").cloned())).collect()
    }

    fn kept(host: &SimHost) -> Vec<String> {
        host.snapshot().kept().map(|object| object.name.clone()).collect()
    }

    #[test]
    fn a_refused_update_leaves_the_old_object_until_it_is_created_anew() {
        let mut host = SimHost::new(Scenario { seed: 1 });
        host.apply(files(DEPLOYMENT));
        let first = pods(&host);
        host.apply(files(&DEPLOYMENT.replace("app: web", "app: shop")));
        assert_eq!(kept(&host), Vec::<String>::new(), "nothing has come to rest: the text is as if it were the first");
        host.apply(files(DEPLOYMENT));
        host.apply(Change::Settle);
        host.apply(files(&DEPLOYMENT.replace("app: web", "app: shop")));
        assert_eq!((kept(&host), pods(&host)), (vec!["web".to_owned()], first.clone()));
        let web = ObjectRef { kind: "Deployment".into(), namespace: "default".into(), name: "web".into() };
        host.apply(Change::Recreate(web));
        assert_eq!(kept(&host), Vec::<String>::new());
        let anew = pods(&host);
        assert_eq!(anew.iter().map(|(_, app)| app.as_deref()).collect::<Vec<_>>(), [Some("shop")]);
        assert_ne!(anew[0].0, first[0].0, "another pod");
    }

    #[test]
    fn a_cluster_that_is_resumed_is_the_cluster_that_was_left() {
        let mut host = SimHost::new(Scenario { seed: 1 });
        host.apply(files(DEPLOYMENT));
        host.apply(Change::Settle);
        let victim = ObjectRef { kind: "Pod".into(), namespace: "default".into(), name: pods(&host)[0].0.clone() };
        host.apply(Change::DeletePod(victim));
        let mut again = SimHost::resume(Scenario { seed: 1 }, &host.memory());
        again.apply(files(DEPLOYMENT));
        assert_eq!(pods(&again), pods(&host));
        let mut other = SimHost::new(Scenario { seed: 1 });
        other.apply(files(DEPLOYMENT));
        assert_ne!(pods(&other), pods(&host), "without memory the deleted pod would be there");
    }
}
