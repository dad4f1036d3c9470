//! `malla judge`: whether lessons are sound.

use crate::args::Judge;
use crate::report::line;
use crate::{BadInput, Outcome, say};
use malla_lesson::{Finding, load, verify};
use malla_trace::Lang;
use std::fs;
use std::path::{Path, PathBuf};

/// Judges every lesson. Bad when one of them has a finding.
pub(crate) fn run(wanted: &Judge) -> Result<Outcome, BadInput> {
    let folders = lessons(&wanted.lessons)?;
    let mut sound = 0;
    for folder in &folders {
        let findings = judge(folder)?;
        sound += usize::from(findings.is_empty());
        findings.iter().for_each(|finding| print_finding(finding, wanted.lang.into()));
    }
    say::line(format_args!("lessons: {sound}/{}", folders.len()));
    Ok(if sound == folders.len() { Outcome::Good } else { Outcome::Bad })
}

/// The folders of the lessons: each as named, or those inside a folder of lessons. `lessons/*` names the catalogue too.
fn lessons(paths: &[PathBuf]) -> Result<Vec<PathBuf>, BadInput> {
    let mut folders = vec![];
    for path in paths.iter().filter(|path| !is_catalogue(path)) {
        if path.join(CATALOGUE).is_file() {
            folders.extend(entries(path)?.into_iter().filter(|entry| entry.is_dir()));
        } else {
            folders.push(path.clone());
        }
    }
    if folders.is_empty() { Err(BadInput::new("there is no lesson")) } else { Ok(folders) }
}

/// What lies beside lessons and says their order.
const CATALOGUE: &str = "catalog.toml";

fn is_catalogue(path: &Path) -> bool {
    path.is_file() && path.file_name().is_some_and(|name| name == CATALOGUE)
}

/// What lies in a folder, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, BadInput> {
    let told = |e: std::io::Error| BadInput::new(format!("{}: {e}", folder.display()));
    let mut entries: Vec<_> = fs::read_dir(folder).map_err(told)?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    Ok(entries)
}

fn print_finding(finding: &Finding, lang: Lang) {
    say::line(line(&finding.diagnostic(lang)));
}

fn judge(folder: &Path) -> Result<Vec<Finding>, BadInput> {
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut files = vec![];
    collect(folder, &name, &mut files)?;
    Ok(load(&files).map_or_else(|findings| findings, |lesson| verify(&lesson)))
}

/// Every file below a folder, under its path from the lessons' folder on.
fn collect(folder: &Path, path: &str, files: &mut Vec<(String, String)>) -> Result<(), BadInput> {
    for entry in entries(folder)? {
        let name = entry.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let path = format!("{path}/{name}");
        if entry.is_dir() {
            collect(&entry, &path, files)?;
        } else {
            let bytes = fs::read(&entry).map_err(|e| BadInput::new(format!("{}: {e}", entry.display())))?;
            files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(())
}
