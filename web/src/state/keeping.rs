//! What outlives a reload: small texts under names, and the learner's manifests, one set a lesson.

use malla_core::SourceFile;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Somewhere to keep texts. It may refuse silently (private browsing, full storage): nothing depends on it.
pub trait Keeping {
    /// The text under that name.
    fn get(&self, name: &str) -> Option<String>;
    /// Keeps a text.
    fn set(&self, name: &str, text: &str);
    /// Drops a text.
    fn remove(&self, name: &str);
}

/// Keeps texts for as long as the page lives.
#[derive(Debug, Default)]
pub struct Notebook(RefCell<BTreeMap<String, String>>);

impl Keeping for Notebook {
    fn get(&self, name: &str) -> Option<String> {
        self.0.borrow().get(name).cloned()
    }

    fn set(&self, name: &str, text: &str) {
        self.0.borrow_mut().insert(name.into(), text.into());
    }

    fn remove(&self, name: &str) {
        self.0.borrow_mut().remove(name);
    }
}

fn list_name(lesson: &str) -> String {
    format!("malla/lesson/{lesson}/files")
}

fn file_name(lesson: &str, file: &str) -> String {
    format!("malla/lesson/{lesson}/file/{file}")
}

/// The manifests that the learner left in a lesson; `None` when there are none.
#[must_use]
pub fn kept_files(keeping: &dyn Keeping, lesson: &str) -> Option<Vec<SourceFile>> {
    let names = keeping.get(&list_name(lesson))?;
    let file = |name: &str| Some(SourceFile { name: name.into(), text: keeping.get(&file_name(lesson, name))? });
    names.lines().map(file).collect()
}

/// Keeps the manifests of a lesson: all of them when the list is new, else the one that changed.
pub fn keep_files(keeping: &dyn Keeping, lesson: &str, files: &[SourceFile], changed: &str) {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let list = names.join("\n");
    let is_new = keeping.get(&list_name(lesson)).is_none_or(|kept| kept != list);
    for file in files.iter().filter(|file| is_new || file.name == changed) {
        keeping.set(&file_name(lesson, &file.name), &file.text);
    }
    if is_new {
        keeping.set(&list_name(lesson), &list);
    }
}

fn step_name(lesson: &str) -> String {
    format!("malla/lesson/{lesson}/step")
}

/// The step that the learner came to in a lesson, by number from 0.
#[must_use]
pub fn kept_step(keeping: &dyn Keeping, lesson: &str) -> usize {
    keeping.get(&step_name(lesson)).and_then(|step| step.parse().ok()).unwrap_or(0)
}

/// Keeps the step of a lesson.
pub fn keep_step(keeping: &dyn Keeping, lesson: &str, step: usize) {
    match step {
        0 => keeping.remove(&step_name(lesson)),
        step => keeping.set(&step_name(lesson), &step.to_string()),
    }
}

/// Drops the manifests of a lesson.
pub fn forget_files(keeping: &dyn Keeping, lesson: &str) {
    for name in keeping.get(&list_name(lesson)).unwrap_or_default().lines() {
        keeping.remove(&file_name(lesson, name));
    }
    keeping.remove(&list_name(lesson));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> SourceFile {
        SourceFile { name: name.into(), text: text.into() }
    }

    #[test]
    fn what_was_written_comes_back_and_goes_when_told() {
        let notebook = Notebook::default();
        let mut files = vec![file("a.yaml", "a: 1"), file("b.yaml", "b: 2\n# ñ 🦀")];
        assert_eq!(kept_files(&notebook, "x"), None);
        keep_files(&notebook, "x", &files, "a.yaml");
        files[0].text = "a: 3".into();
        keep_files(&notebook, "x", &files, "a.yaml");
        assert_eq!(kept_files(&notebook, "x"), Some(files.clone()));
        assert_eq!(kept_files(&notebook, "y"), None);
        forget_files(&notebook, "x");
        assert_eq!(kept_files(&notebook, "x"), None);
        assert!(notebook.0.borrow().is_empty());
    }

    #[test]
    fn half_a_set_is_no_set() {
        let notebook = Notebook::default();
        keep_files(&notebook, "x", &[file("a.yaml", ""), file("b.yaml", "")], "");
        notebook.remove(&file_name("x", "b.yaml"));
        assert_eq!(kept_files(&notebook, "x"), None);
    }
}
