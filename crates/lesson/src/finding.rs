//! What can be wrong with a lesson, for its author: a code, a place and a sentence in both languages.

use malla_trace::{Diagnostic, Lang, Place, ProbeError, Severity};

/// Something wrong with a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub problem: Problem,
    /// Where.
    pub place: Place,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A file that every lesson has is not there.
    MissingFile,
    /// A file that no part of the lesson uses.
    StrayFile,
    /// The TOML cannot be read: the reader's own words.
    Toml(String),
    /// The id is not the folder's name, or not a slug.
    Id(String),
    /// An id that is taken.
    DuplicateId(String),
    /// No such id: a goal, a lesson.
    UnknownId(String),
    /// A text is empty, or the same in both languages.
    Untranslated,
    /// The probe lacks `from` or `url`.
    ProbeIncomplete,
    /// The URL is no URL.
    ProbeUrl(ProbeError),
    /// An edit's text is not in its file exactly once: how often it is.
    Edit(usize),
    /// A link leads nowhere.
    Link(String),
    /// The two languages' texts do not link to the same things.
    LinksDiffer(String),
    /// No glossary entry of that name.
    UnknownTerm(String),
    /// A term is listed and no text links to it.
    UnusedTerm(String),
    /// The start meets every goal already.
    NothingToDo,
    /// The solution does not meet this goal: wanted, found.
    Unsolved(String, String),
    /// The solution's text has an error: its sentence.
    SolutionError(String),
    /// The hint does not speak for its mistake; this one does, if any.
    SilentHint(Option<String>),
}

impl Problem {
    /// Stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MissingFile => "LESSON-MISSING-FILE",
            Self::StrayFile => "LESSON-STRAY-FILE",
            Self::Toml(_) => "LESSON-TOML",
            Self::Id(_) => "LESSON-ID",
            Self::DuplicateId(_) => "LESSON-DUPLICATE-ID",
            Self::UnknownId(_) => "LESSON-UNKNOWN-ID",
            Self::Untranslated => "LESSON-UNTRANSLATED",
            Self::ProbeIncomplete => "LESSON-PROBE-INCOMPLETE",
            Self::ProbeUrl(_) => "LESSON-PROBE-URL",
            Self::Edit(_) => "LESSON-EDIT",
            Self::Link(_) => "LESSON-LINK",
            Self::LinksDiffer(_) => "LESSON-LINKS-DIFFER",
            Self::UnknownTerm(_) => "LESSON-UNKNOWN-TERM",
            Self::UnusedTerm(_) => "LESSON-UNUSED-TERM",
            Self::NothingToDo => "LESSON-NOTHING-TO-DO",
            Self::Unsolved(..) => "LESSON-UNSOLVED",
            Self::SolutionError(_) => "LESSON-SOLUTION-ERROR",
            Self::SilentHint(_) => "LESSON-SILENT-HINT",
        }
    }

    /// One sentence for the lesson's author.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        lang.pick(Self::spanish as fn(&Self) -> String, Self::english)(self)
    }

    fn spanish(&self) -> String {
        match self {
            Self::MissingFile => "falta este archivo: toda lección lo tiene".into(),
            Self::StrayFile => "ninguna parte de la lección usa este archivo".into(),
            Self::Toml(words) => format!("no se puede leer: {words}"),
            Self::Id(id) => format!("el identificador {id:?} debe ser el nombre de su carpeta: minúsculas y guiones"),
            Self::DuplicateId(id) => format!("el identificador {id:?} ya está usado"),
            Self::UnknownId(id) => format!("no hay nada que se llame {id:?}"),
            Self::Untranslated => "falta un idioma, o los dos dicen lo mismo".into(),
            Self::ProbeIncomplete => "a la petición le falta `from` o `url`".into(),
            Self::ProbeUrl(error) => format!("la URL no vale: {error:?}"),
            Self::Edit(times) => format!("el texto de `find` debe estar una vez en el archivo, y está {times}"),
            Self::Link(target) => format!("el enlace {target:?} no lleva a ningún sitio"),
            Self::LinksDiffer(target) => format!("un idioma enlaza con {target:?} y el otro no"),
            Self::UnknownTerm(term) => format!("el glosario no tiene {term:?}"),
            Self::UnusedTerm(term) => format!("ningún texto enlaza con el término {term:?}"),
            Self::NothingToDo => "el punto de partida ya cumple todos los objetivos".into(),
            Self::Unsolved(wanted, found) => format!("la solución no cumple el objetivo: {wanted}; hay: {found}"),
            Self::SolutionError(words) => format!("el texto de la solución tiene un error: {words}"),
            Self::SilentHint(None) => "la pista calla ante su error".into(),
            Self::SilentHint(Some(other)) => format!("ante este error habla otra pista: {other:?}"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::MissingFile => "this file is missing: every lesson has it".into(),
            Self::StrayFile => "no part of the lesson uses this file".into(),
            Self::Toml(words) => format!("cannot be read: {words}"),
            Self::Id(id) => format!("the id {id:?} must be its folder's name, in lower case with hyphens"),
            Self::DuplicateId(id) => format!("the id {id:?} is taken"),
            Self::UnknownId(id) => format!("there is nothing called {id:?}"),
            Self::Untranslated => "one language is missing, or both say the same".into(),
            Self::ProbeIncomplete => "the probe lacks `from` or `url`".into(),
            Self::ProbeUrl(error) => format!("the URL is no good: {error:?}"),
            Self::Edit(times) => format!("the text of `find` must be in the file once; it is there {times} times"),
            Self::Link(target) => format!("the link {target:?} leads nowhere"),
            Self::LinksDiffer(target) => format!("one language links to {target:?} and the other does not"),
            Self::UnknownTerm(term) => format!("the glossary has no {term:?}"),
            Self::UnusedTerm(term) => format!("no text links to the term {term:?}"),
            Self::NothingToDo => "the start meets every goal already".into(),
            Self::Unsolved(wanted, found) => format!("the solution does not meet the goal: {wanted}; found: {found}"),
            Self::SolutionError(words) => format!("the solution's text has an error: {words}"),
            Self::SilentHint(None) => "the hint says nothing about its mistake".into(),
            Self::SilentHint(Some(other)) => format!("another hint speaks for this mistake: {other:?}"),
        }
    }
}

impl Finding {
    /// As a diagnostic in that language.
    #[must_use]
    pub fn diagnostic(&self, lang: Lang) -> Diagnostic {
        Diagnostic {
            code: self.problem.code().into(),
            severity: Severity::Error,
            place: self.place.clone(),
            path: String::new(),
            message: self.problem.message(lang),
            hints: vec![],
        }
    }
}

/// The place of a byte range of a text.
pub(crate) fn place(file: &str, text: &str, range: std::ops::Range<usize>) -> Place {
    let (line, column) = line_column(text, range.start);
    let (end_line, end_column) = line_column(text, range.end.max(range.start));
    Place { file: file.into(), line, column, end_line, end_column }
}

fn line_column(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).saturating_add(1);
    (count(before.matches('\n').count()), count(before[start..].chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let place = place("x", "ñu\nañb", 4..8);
        assert_eq!((place.line, place.column, place.end_line, place.end_column), (2, 1, 2, 4));
    }
}
