//! All lessons in the order they are offered.

use crate::finding::place;
use crate::format::CatalogText;
use crate::{Finding, Lesson, Problem, load};
use malla_trace::Place;
use std::collections::BTreeMap;

/// Everything under `lessons/`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    /// The lessons that can be read, in the catalogue's order.
    pub lessons: Vec<Lesson>,
    /// What is wrong with the rest.
    pub findings: Vec<Finding>,
}

impl Catalog {
    /// The lesson of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.id == id)
    }

    /// Reads every lesson. The paths are those under `lessons/`: `catalog.toml`, `whole-road/lesson.toml`, ...
    #[must_use]
    pub fn read<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Self {
        let mut folders = by_folder(files);
        let mut catalog = Self::default();
        let text = folders.remove("").and_then(|top| catalog.top(&top)).unwrap_or_else(|| {
            catalog.report(Problem::MissingFile, Place { file: CATALOG.into(), ..Place::default() });
            ""
        });
        for (id, at) in catalog.order(text) {
            match folders.remove(id.as_str()) {
                Some(folder) => catalog.add(&id, at, &folder),
                None => catalog.report(Problem::UnknownId(id), at),
            }
        }
        let strays = folders.into_values().flatten();
        strays.for_each(|(path, _)| catalog.report(Problem::StrayFile, place(path, "", 0..0)));
        catalog
    }

    /// The catalogue's own text, out of the files beside it.
    fn top<'a>(&mut self, files: &[(&'a str, &'a str)]) -> Option<&'a str> {
        let strays = files.iter().filter(|(path, _)| *path != CATALOG);
        strays.for_each(|(path, _)| self.report(Problem::StrayFile, place(path, "", 0..0)));
        files.iter().find(|(path, _)| *path == CATALOG).map(|(_, text)| *text)
    }

    fn order(&mut self, text: &str) -> Vec<(String, Place)> {
        match toml::from_str::<CatalogText>(text) {
            Ok(raw) => {
                raw.lessons.into_iter().map(|id| (id.get_ref().clone(), place(CATALOG, text, id.span()))).collect()
            }
            Err(error) => {
                let at = place(CATALOG, text, error.span().unwrap_or_default());
                self.report(Problem::Toml(error.message().into()), at);
                vec![]
            }
        }
    }

    /// Adds a lesson behind those it needs.
    fn add(&mut self, id: &str, at: Place, files: &[(&str, &str)]) {
        match load(files) {
            Ok(lesson) if lesson.id != id => self.report(Problem::Id(lesson.id), at),
            Ok(lesson) => {
                let missing: Vec<String> = lesson.needs.iter().filter(|id| self.get(id).is_none()).cloned().collect();
                missing.into_iter().for_each(|id| self.report(Problem::UnknownId(id), at.clone()));
                self.lessons.push(lesson);
            }
            Err(findings) => self.findings.extend(findings),
        }
    }

    fn report(&mut self, problem: Problem, place: Place) {
        self.findings.push(Finding { problem, place });
    }
}

const CATALOG: &str = "catalog.toml";

fn by_folder<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> BTreeMap<&str, Vec<(&str, &str)>> {
    let mut folders: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (path, text) in files {
        let path = path.as_ref();
        let folder = path.split_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push((path, text.as_ref()));
    }
    folders
}
