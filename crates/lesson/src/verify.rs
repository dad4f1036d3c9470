//! Is a lesson what it says it is: can it be solved, is there something to do, do its hints speak, do its links lead
//! somewhere.

use crate::markdown::{blocks, links, runs};
use crate::stage::open_with;
use crate::{Finding, Hint, Lesson, Problem, Target, Words, finding, judge_step, open, open_at};
use malla_core::explain;
use malla_core::{Change, SimHost, SourceFile};
use malla_trace::{Lang, Place, Severity};
use std::collections::BTreeSet;

/// Everything that is wrong with a lesson that could be read.
#[must_use]
pub fn verify(lesson: &Lesson) -> Vec<Finding> {
    let mut findings = vec![];
    findings.extend(texts(lesson));
    findings.extend(terms(lesson));
    findings.extend(start(lesson));
    findings.extend(solution(lesson));
    findings.extend(lesson.hints.iter().filter_map(|hint| silent(lesson, hint)));
    findings
}

/// Every step leaves something to do.
fn start(lesson: &Lesson) -> Vec<Finding> {
    let done = |step: &usize| judge_step(lesson, *step, &open_at(lesson, *step).snapshot()).is_done();
    let place = |step: usize| lesson.steps.get(step).map_or_else(|| file_place("lesson.toml"), |own| own.place.clone());
    let finding = |step| Finding { problem: Problem::NothingToDo, place: place(step) };
    (0..lesson.step_count()).filter(done).map(finding).collect()
}

/// The solution of every step meets its goals, both for a learner who comes from the start and, at the end, for one who
/// begins with it.
fn solution(lesson: &Lesson) -> Vec<Finding> {
    let steps = 0..lesson.step_count();
    let mended = steps.map(|step| (step, with(open_at(lesson, step), lesson.solved(step))));
    let fresh = (lesson.step_count() - 1, open_with(lesson, &lesson.solution));
    let mut findings = vec![];
    for finding in mended.chain([fresh]).flat_map(|(step, host)| unsolved(lesson, step, &host)) {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}

fn with(mut host: SimHost, files: Vec<SourceFile>) -> SimHost {
    host.apply(Change::Files(files));
    host
}

fn unsolved(lesson: &Lesson, step: usize, host: &SimHost) -> Vec<Finding> {
    let snapshot = host.snapshot();
    let errors = snapshot.diagnostics(Lang::Es).into_iter().filter(|found| found.severity == Severity::Error);
    let errors = errors.map(|found| Finding { problem: Problem::SolutionError(found.message), place: found.place });
    let judgement = judge_step(lesson, step, &snapshot);
    let unmet = lesson.goals_of(step).zip(judgement.goals).flat_map(|(goal, result)| {
        let problem = |because: crate::Because| Problem::Unsolved(because.wanted, because.found);
        result.because.into_iter().map(move |why| Finding { problem: problem(why), place: goal.place.clone() })
    });
    errors.chain(unmet).collect()
}

/// The hint is the one that speaks for its mistake, made by a learner who comes from the beginning of its step.
fn silent(lesson: &Lesson, hint: &Hint) -> Option<Finding> {
    let step = lesson.goals.iter().find(|goal| goal.id == hint.goal).and_then(|goal| goal.step).unwrap_or(0);
    let mut host = open_at(lesson, step);
    if hint.mistake != lesson.begun(step) {
        host = with(host, hint.mistake.clone());
    }
    let spoke = judge_step(lesson, step, &host.snapshot()).hint;
    let silent = spoke.as_ref() != Some(&hint.id);
    silent.then(|| Finding { problem: Problem::SilentHint(spoke), place: hint.place.clone() })
}

/// Both languages are there, link to the same things, and every link leads somewhere.
fn texts(lesson: &Lesson) -> Vec<Finding> {
    let mut findings = both(&lesson.text, &file_place("es.md"));
    findings.extend(both(&lesson.title, &file_place("lesson.toml")));
    findings.extend(both(&lesson.summary, &file_place("lesson.toml")));
    findings.extend(lesson.steps.iter().flat_map(|step| both(&step.title, &step.place)));
    findings.extend(lesson.steps.iter().flat_map(|step| both(&step.text, &step.place)));
    findings.extend(lesson.goals.iter().flat_map(|goal| both(&goal.text, &goal.place)));
    findings.extend(lesson.hints.iter().flat_map(|hint| both(&hint.text, &hint.place)));
    findings.extend(Lang::ALL.into_iter().flat_map(|lang| dead_links(lesson, lang)));
    findings
}

fn both(words: &Words, place: &Place) -> Vec<Finding> {
    let at = |problem| Finding { problem, place: place.clone() };
    if words.es.trim().is_empty() || words.en.trim().is_empty() || words.es == words.en {
        return vec![at(Problem::Untranslated)];
    }
    let (es, en) = (targets(&words.es), targets(&words.en));
    es.symmetric_difference(&en).map(|target| at(Problem::LinksDiffer(target.to_string()))).collect()
}

fn dead_links(lesson: &Lesson, lang: Lang) -> Vec<Finding> {
    let name = format!("{}.md", lang.tag());
    let topology = open(lesson).snapshot().topology();
    let alive = |target: &Target| match target {
        Target::Term(term) => explain::term(term, lang).is_some(),
        Target::Vertex(id) => topology.get(id).is_some(),
        Target::Object(..) | Target::File(..) => {
            target.place(&lesson.start).is_some() || target.place(&lesson.solution).is_some()
        }
        Target::Unknown(_) => false,
    };
    let own = targets(lesson.text.get(lang)).into_iter().map(|target| {
        let place = link_place(&name, lesson.text.get(lang), &target);
        (target, place)
    });
    let goals = lesson.goals.iter().map(|goal| (&goal.text, &goal.place));
    let hints = lesson.hints.iter().map(|hint| (&hint.text, &hint.place));
    let steps = lesson.steps.iter().map(|step| (&step.text, &step.place));
    let short = goals
        .chain(hints)
        .chain(steps)
        .flat_map(|(words, place)| targets(words.get(lang)).into_iter().map(move |target| (target, place.clone())));
    own.chain(short)
        .filter(|(target, _)| !alive(target))
        .map(|(target, place)| Finding { problem: Problem::Link(target.to_string()), place })
        .collect()
}

/// The terms that a lesson says it teaches are in the glossary, and its text links to each.
fn terms(lesson: &Lesson) -> Vec<Finding> {
    let linked = targets(&lesson.text.es);
    let problem = |term: &String| {
        if explain::term(term, Lang::Es).is_none() {
            return Some(Problem::UnknownTerm(term.clone()));
        }
        (!linked.contains(&Target::Term(term.clone()))).then(|| Problem::UnusedTerm(term.clone()))
    };
    let found = lesson.terms.iter().filter_map(problem);
    found.map(|problem| Finding { problem, place: file_place("lesson.toml") }).collect()
}

fn targets(text: &str) -> BTreeSet<Target> {
    blocks(text).iter().flat_map(runs).flat_map(links).cloned().collect()
}

fn link_place(file: &str, text: &str, target: &Target) -> Place {
    let link = format!("]({target})");
    text.find(&link).map_or_else(|| file_place(file), |at| finding::place(file, text, at + 2..at + link.len() - 1))
}

fn file_place(file: &str) -> Place {
    finding::place(file, "", 0..0)
}
