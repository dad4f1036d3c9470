//! `malla fmt`: manifests laid out as kubectl writes them, their meaning proved to be the same.

use crate::args::Fmt;
use crate::{BadInput, Outcome, input, say};
use malla_manifest::assist::{FormatProblem, format};
use std::path::{Path, PathBuf};

/// Prints manifests formatted, or writes them back, or says which are not. Bad when one is not and was only checked.
pub(crate) fn run(wanted: &Fmt) -> Result<Outcome, BadInput> {
    let mut outcome = Outcome::Good;
    let mut refused = vec![];
    for path in &wanted.files {
        for file in input::files(std::slice::from_ref(path))? {
            let place = place(path, &file.name);
            match format(&file.text) {
                Ok(text) if wanted.check && text != file.text => {
                    say::line(place.display());
                    outcome = Outcome::Bad;
                }
                Ok(text) if wanted.write && text != file.text => write(&place, &text)?,
                Ok(text) if !wanted.check && !wanted.write => say::text(text),
                Ok(_) => {}
                Err(problem) => refused.push(refusal(&place, problem)),
            }
        }
    }
    if refused.is_empty() { Ok(outcome) } else { Err(BadInput::new(refused.join("\nmalla: "))) }
}

/// Where a file lies: in the folder that was given, or where it was given itself.
fn place(given: &Path, name: &str) -> PathBuf {
    if given.is_dir() { given.join(name) } else { given.into() }
}

fn write(path: &Path, text: &str) -> Result<(), BadInput> {
    if path == Path::new("-") {
        say::text(text);
        return Ok(());
    }
    std::fs::write(path, text).map_err(|error| BadInput::new(format!("{}: {error}", path.display())))?;
    say::line(path.display());
    Ok(())
}

fn refusal(path: &Path, problem: FormatProblem) -> String {
    let path = path.display();
    match problem {
        FormatProblem::Syntax { line } => format!("{path}:{line}: cannot be read, so it is left as it is"),
        FormatProblem::Meaning { line } => format!("{path}:{line}: would mean something else, so it is left as it is"),
        FormatProblem::TooLong => format!("{path}: too long, so it is left as it is"),
    }
}
