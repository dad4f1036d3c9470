//! From the texts of a lesson's files to a [`Lesson`], or to everything that is wrong with them.

use crate::finding::place;
use crate::format::{Base, EditText, GoalText, HintText, LessonText, MistakeText, ProbeText, StepText};
use crate::{Finding, Goal, Hint, Lesson, LessonScenario, LessonStep, Problem, Words, overlay};
use malla_manifest::SourceFile;
use malla_trace::{Place, Probe, Url};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;

/// Reads a lesson. `files` are paths and texts; the paths end in `lesson.toml`, `es.md`, `start/mundo.yaml`, ... and
/// share whatever folder they begin with.
///
/// # Errors
/// Everything that is wrong with the files taken by themselves. What only the cluster can tell, [`crate::verify`]
/// tells.
pub fn load<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<Lesson, Vec<Finding>> {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_ref(), text.as_ref())).collect();
    let Some(folder) = files.iter().find_map(|(path, _)| lesson_folder(path)) else {
        let place = Place { file: "lesson.toml".into(), ..Place::default() };
        return Err(vec![Finding { problem: Problem::MissingFile, place }]);
    };
    let inside = files.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, *text))).collect();
    let reader = Reader { folder, files: inside, used: RefCell::default(), findings: RefCell::default() };
    let lesson = reader.lesson();
    reader.strays();
    let findings = reader.findings.into_inner();
    lesson.filter(|_| findings.is_empty()).ok_or(findings)
}

fn lesson_folder(path: &str) -> Option<&str> {
    path.strip_suffix("lesson.toml").filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

struct Reader<'a> {
    folder: &'a str,
    files: BTreeMap<&'a str, &'a str>,
    used: RefCell<BTreeSet<String>>,
    findings: RefCell<Vec<Finding>>,
}

impl Reader<'_> {
    fn lesson(&self) -> Option<Lesson> {
        let text = self.file("lesson.toml")?;
        let raw: LessonText = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(error) => {
                self.report(Problem::Toml(error.message().into()), error.span().unwrap_or_default());
                return None;
            }
        };
        self.check_ids(&raw);
        let start = self.manifests("start/");
        if start.is_empty() {
            self.report_file(Problem::MissingFile, "start/");
        }
        let steps: Vec<LessonStep> = raw.steps.iter().map(|step| self.step(step)).collect();
        let probe = self.probe(&raw.scenario.probe, &ProbeText::default())?;
        let scenario_probe = raw.scenario.probe.get_ref();
        let goals = raw.goals.iter().filter_map(|goal| self.goal(goal, scenario_probe, &steps)).collect();
        let text = Words { es: self.file("es.md")?.into(), en: self.file("en.md")?.into() };
        let mut lesson = Lesson {
            id: raw.id.into_inner(),
            title: raw.title,
            summary: raw.summary,
            text,
            needs: plain(raw.needs),
            terms: plain(raw.terms),
            scenario: LessonScenario { seed: raw.scenario.seed, probe, events: raw.scenario.events },
            solution: overlay(&start, &self.manifests("solution/")),
            steps,
            goals,
            hints: vec![],
            start,
        };
        if let Some(last) = lesson.steps.len().checked_sub(1) {
            lesson.solution = lesson.solved(last);
        }
        lesson.hints = raw.hints.iter().filter_map(|hint| self.hint(hint, &lesson)).collect();
        Some(lesson)
    }

    fn step(&self, step: &StepText) -> LessonStep {
        let id = step.id.get_ref();
        LessonStep {
            id: id.clone(),
            title: step.title.clone(),
            text: step.text.clone(),
            start: self.manifests(&format!("steps/{id}/start/")),
            solution: self.manifests(&format!("steps/{id}/solution/")),
            place: self.at(step.id.span()),
        }
    }

    fn check_ids(&self, raw: &LessonText) {
        let folder = self.folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let id = raw.id.get_ref();
        if !is_slug(id) || !(folder.is_empty() || folder == id) {
            self.report(Problem::Id(id.clone()), raw.id.span());
        }
        let mut seen = BTreeSet::new();
        let goals = raw.goals.iter().map(|goal| &goal.id);
        let ids = goals.chain(raw.hints.iter().map(|hint| &hint.id)).chain(raw.steps.iter().map(|step| &step.id));
        for id in ids {
            if !is_slug(id.get_ref()) {
                self.report(Problem::Id(id.get_ref().clone()), id.span());
            }
            if !seen.insert(id.get_ref()) {
                self.report(Problem::DuplicateId(id.get_ref().clone()), id.span());
            }
        }
        for goal in raw.hints.iter().map(|hint| &hint.goal) {
            if !raw.goals.iter().any(|known| known.id.get_ref() == goal.get_ref()) {
                self.report(Problem::UnknownId(goal.get_ref().clone()), goal.span());
            }
        }
        for step in raw.goals.iter().filter_map(|goal| goal.step.as_ref()) {
            if !raw.steps.iter().any(|known| known.id.get_ref() == step.get_ref()) {
                self.report(Problem::UnknownId(step.get_ref().clone()), step.span());
            }
        }
    }

    fn goal(&self, goal: &GoalText, scenario: &ProbeText, steps: &[LessonStep]) -> Option<Goal> {
        let own = goal.probe.clone().unwrap_or_else(|| Spanned::new(goal.id.span(), ProbeText::default()));
        Some(Goal {
            id: goal.id.get_ref().clone(),
            text: goal.text.clone(),
            step: goal.step.as_ref().and_then(|id| steps.iter().position(|step| step.id == *id.get_ref())),
            check: goal.check.clone(),
            probe: self.probe(&own, scenario)?,
            luck: goal.luck.clone(),
            place: self.at(goal.id.span()),
        })
    }

    fn probe(&self, own: &Spanned<ProbeText>, base: &ProbeText) -> Option<Probe> {
        let text = own.get_ref();
        let (from, url) = (text.from.clone().or(base.from.clone()), text.url.clone().or(base.url.clone()));
        let (Some(from), Some(url)) = (from, url) else {
            self.report(Problem::ProbeIncomplete, own.span());
            return None;
        };
        let url = Url::parse(&url).map_err(|error| self.report(Problem::ProbeUrl(error), own.span())).ok()?;
        let method = text.method.clone().or(base.method.clone()).unwrap_or_else(|| "GET".into());
        let headers = text.headers.clone().or(base.headers.clone()).unwrap_or_default();
        Some(Probe { from, method, url, headers })
    }

    fn hint(&self, hint: &HintText, lesson: &Lesson) -> Option<Hint> {
        let goal = lesson.goals.iter().find(|goal| goal.id == *hint.goal.get_ref());
        let step = goal.and_then(|goal| goal.step).unwrap_or(0);
        Some(Hint {
            id: hint.id.get_ref().clone(),
            goal: hint.goal.get_ref().clone(),
            text: hint.text.clone(),
            when: hint.when.clone(),
            mistake: self.mistake(&hint.mistake, lesson, step)?,
            place: self.at(hint.id.span()),
        })
    }

    fn mistake(&self, text: &MistakeText, lesson: &Lesson, step: usize) -> Option<Vec<SourceFile>> {
        let base = match text.base {
            Base::Start => lesson.begun(step),
            Base::Solution => lesson.solved(step),
        };
        let mut files = text.edits.iter().try_fold(base, |files, edit| self.edit(files, edit))?;
        if let Some(folder) = &text.folder {
            let extra = self.manifests(&format!("mistakes/{}/", folder.get_ref()));
            if extra.is_empty() {
                self.report(Problem::UnknownId(folder.get_ref().clone()), folder.span());
            }
            files = overlay(&files, &extra);
        }
        Some(files)
    }

    fn edit(&self, mut files: Vec<SourceFile>, edit: &EditText) -> Option<Vec<SourceFile>> {
        let Some(file) = files.iter_mut().find(|file| file.name == *edit.file.get_ref()) else {
            self.report(Problem::UnknownId(edit.file.get_ref().clone()), edit.file.span());
            return None;
        };
        let times = file.text.matches(edit.find.get_ref().as_str()).count();
        if times != 1 {
            self.report(Problem::Edit(times), edit.find.span());
        }
        file.text = file.text.replacen(edit.find.get_ref().as_str(), &edit.put, 1);
        Some(files)
    }

    /// The YAML files directly in a folder, in the order of their names.
    fn manifests(&self, folder: &str) -> Vec<SourceFile> {
        let name = |path: &str| path.strip_prefix(folder).filter(|name| is_manifest(name)).map(str::to_owned);
        let take = |path: &str| Some(SourceFile { name: name(path)?, text: self.file(path)?.into() });
        self.files.keys().filter_map(|path| take(path)).collect()
    }

    /// The text of a file, which thereby belongs to the lesson.
    fn file(&self, path: &str) -> Option<&str> {
        self.used.borrow_mut().insert(path.into());
        let found = self.files.get(path).copied();
        if found.is_none() {
            self.report_file(Problem::MissingFile, path);
        }
        found
    }

    fn strays(&self) {
        if self.findings.borrow().is_empty() {
            let used = self.used.borrow();
            self.files.keys().filter(|path| !used.contains(**path)).for_each(|path| {
                self.report_file(Problem::StrayFile, path);
            });
        }
    }

    fn at(&self, range: Range<usize>) -> Place {
        place(&format!("{}lesson.toml", self.folder), self.files.get("lesson.toml").copied().unwrap_or_default(), range)
    }

    fn report(&self, problem: Problem, range: Range<usize>) {
        self.findings.borrow_mut().push(Finding { problem, place: self.at(range) });
    }

    fn report_file(&self, problem: Problem, path: &str) {
        let place = place(&format!("{}{path}", self.folder), "", 0..0);
        self.findings.borrow_mut().push(Finding { problem, place });
    }
}

fn plain(list: Vec<Spanned<String>>) -> Vec<String> {
    list.into_iter().map(Spanned::into_inner).collect()
}

fn is_manifest(name: &str) -> bool {
    name.ends_with(".yaml") && !name.contains('/')
}

/// Lower-case letters, digits and hyphens, as a folder and a link can carry them.
fn is_slug(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
