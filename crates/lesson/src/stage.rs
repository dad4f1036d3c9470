//! A lesson's cluster: the manifests of its start, and what happens before the learner comes.

use crate::{Event, Lesson};
use malla_core::{Change, Scenario, SimHost};
use malla_manifest::SourceFile;

/// The cluster that the learner finds.
#[must_use]
pub fn open(lesson: &Lesson) -> SimHost {
    open_with(lesson, &lesson.start)
}

/// The cluster at the beginning of a step, for a learner who did those before as the model solution does.
#[must_use]
pub fn open_at(lesson: &Lesson, step: usize) -> SimHost {
    let mut host = open(lesson);
    for done in 0..step {
        host.apply(Change::Files(lesson.solved(done)));
        host.apply(Change::Settle);
        host.apply(Change::Files(lesson.begun(done + 1)));
        host.apply(Change::Settle);
    }
    if step == 0 && !lesson.steps.is_empty() {
        host.apply(Change::Files(lesson.begun(0)));
        host.apply(Change::Settle);
    }
    host.forget_history();
    host
}

/// The same circumstances with other manifests from the beginning.
pub(crate) fn open_with(lesson: &Lesson, files: &[SourceFile]) -> SimHost {
    let mut host = SimHost::new(Scenario { seed: lesson.scenario.seed });
    host.apply(Change::Files(files.to_vec()));
    host.apply(Change::Settle);
    lesson.scenario.events.iter().for_each(|event| happen(&mut host, event));
    host.forget_history();
    host
}

fn happen(host: &mut SimHost, event: &Event) {
    match event {
        Event::DeletePod(which) => {
            let topology = host.snapshot().topology();
            let pods: Vec<_> = which.all(&topology).filter_map(|vertex| vertex.object.clone()).collect();
            pods.into_iter().for_each(|pod| host.apply(Change::DeletePod(pod)));
        }
    }
}
