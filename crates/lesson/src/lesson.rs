//! A lesson as a value: texts, a scenario, goals, hints, and the manifests at the beginning and at the end.

use crate::{Check, Selector};
use malla_manifest::SourceFile;
use malla_trace::{Lang, Place, Probe};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Stable name, its folder's: `whole-road`.
    pub id: String,
    /// Title.
    pub title: Words,
    /// One sentence for the list of lessons.
    pub summary: Words,
    /// The text, in the Markdown that [`crate::blocks`] reads.
    pub text: Words,
    /// Lessons to have done before, by id.
    pub needs: Vec<String>,
    /// Glossary entries that it teaches.
    pub terms: Vec<String>,
    /// Seed, default probe and what happens first.
    pub scenario: LessonScenario,
    /// The steps it is done in, one after the other; none for a lesson done at once.
    pub steps: Vec<LessonStep>,
    /// What is checked, and shown as a list: the same list.
    pub goals: Vec<Goal>,
    /// Help for known mistakes, likeliest first.
    pub hints: Vec<Hint>,
    /// The manifests that the learner finds.
    pub start: Vec<SourceFile>,
    /// The manifests of the model solution, complete.
    pub solution: Vec<SourceFile>,
}

/// A step of a lesson: what is new when it begins, and what is to be reached before the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct LessonStep {
    /// Stable name within the lesson.
    pub id: String,
    /// Title.
    pub title: Words,
    /// What has happened and what is wanted now, a few sentences with links.
    pub text: Words,
    /// The manifests that are put over the learner's when the step begins.
    pub start: Vec<SourceFile>,
    /// The manifests of the model solution that differ from those before.
    pub solution: Vec<SourceFile>,
    /// Where it is written.
    pub place: Place,
}

impl Lesson {
    /// How many steps there are; a lesson done at once has one.
    #[must_use]
    pub fn step_count(&self) -> usize {
        self.steps.len().max(1)
    }

    /// The manifests at the beginning of a step, as the model solution leaves them for it.
    #[must_use]
    pub fn begun(&self, step: usize) -> Vec<SourceFile> {
        let before = self.steps.iter().take(step);
        let solved =
            before.fold(self.start.clone(), |files, step| overlay(&overlay(&files, &step.start), &step.solution));
        self.steps.get(step).map_or_else(|| solved.clone(), |step| overlay(&solved, &step.start))
    }

    /// The manifests of the model solution at the end of a step, complete.
    #[must_use]
    pub fn solved(&self, step: usize) -> Vec<SourceFile> {
        let own = self.steps.get(step);
        own.map_or_else(|| self.solution.clone(), |own| overlay(&self.begun(step), &own.solution))
    }

    /// The goals that count in a step: its own, and those of the whole lesson.
    pub fn goals_of(&self, step: usize) -> impl Iterator<Item = &Goal> {
        self.goals.iter().filter(move |goal| goal.step.is_none_or(|own| own == step))
    }
}

/// `base` with the files of `over` in the place of those of the same name, and the rest behind.
#[must_use]
pub fn overlay(base: &[SourceFile], over: &[SourceFile]) -> Vec<SourceFile> {
    let mut files = base.to_vec();
    for file in over {
        match files.iter_mut().find(|known| known.name == file.name) {
            Some(known) => known.clone_from(file),
            None => files.push(file.clone()),
        }
    }
    files
}

/// The circumstances of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonScenario {
    /// Seed of every decision of chance.
    pub seed: u64,
    /// What is sent when the lesson opens.
    pub probe: Probe,
    /// What has happened to the cluster before the learner comes, in order.
    pub events: Vec<Event>,
}

/// Something that happens to a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// These pods are deleted; their controllers make others.
    DeletePod(Selector),
}

/// A goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Stable name within the lesson.
    pub id: String,
    /// What is to be reached, one sentence, with links.
    pub text: Words,
    /// The step it belongs to, by number from 0; none for a goal of every step.
    pub step: Option<usize>,
    /// When it is reached.
    pub check: Check,
    /// The request it is judged by.
    pub probe: Probe,
    /// The decisions of chance it is judged under, each in turn; none for chance as it comes.
    pub luck: Vec<Luck>,
    /// Where it is written.
    pub place: Place,
}

/// Decisions of chance: the outcomes of the first draws of some streams.
pub type Luck = BTreeMap<String, Vec<u64>>;

/// Help for a known mistake.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// Stable name within the lesson.
    pub id: String,
    /// The goal it helps to reach; it is silent once that goal is met, and looks at that goal's request.
    pub goal: String,
    /// What to look at, a sentence or two, with links.
    pub text: Words,
    /// When it speaks.
    pub when: Check,
    /// The mistake as manifests, complete: the judge checks that the hint speaks for it.
    pub mistake: Vec<SourceFile>,
    /// Where it is written.
    pub place: Place,
}

/// The same words in both languages. There is no way to have only one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Spanish.
    pub es: String,
    /// English.
    pub en: String,
}

impl Words {
    /// In that language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.es, &self.en)
    }
}
