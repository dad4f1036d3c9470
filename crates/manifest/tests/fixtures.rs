//! Manifests with the mark of every mistake in the text: `#   ^ CODE: message | hint | hint` below the line, with the
//! caret under the first character (`#|` for the first column). Marks are taken out before the text is read. A first
//! line `# lang: es` asks for Spanish. `MALLA_RECORD=1` writes the marks anew; read the diff.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{SourceFile, parse};
use malla_trace::{Diagnostic, Lang, Severity};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn is_mark(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix('#').unwrap_or_default().trim_start_matches(' ');
    rest.strip_prefix(['^', '|']).is_some_and(|rest| rest.starts_with(' '))
}

fn unmarked(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !is_mark(line)).collect()
}

fn mark(found: &Diagnostic) -> String {
    let column = found.place.column as usize;
    let caret = if column == 1 { "#|".to_owned() } else { format!("#{}^", " ".repeat(column - 2)) };
    let severity = match found.severity {
        Severity::Error => "",
        Severity::Warning => "warning ",
        Severity::Info => "info ",
    };
    let hints: String = found.hints.iter().map(|hint| format!(" | {hint}")).collect();
    format!("{caret} {severity}{}: {}{hints}\n", found.code, found.message)
}

fn marked(text: &str) -> String {
    let lang = if text.starts_with("# lang: es") { Lang::Es } else { Lang::En };
    let found = parse(&[SourceFile { name: "fixture".into(), text: text.into() }]).findings;
    let found: Vec<Diagnostic> = found.iter().map(|finding| finding.diagnostic(lang)).collect();
    let mut out = String::new();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        out.push_str(line);
        for each in found.iter().filter(|each| each.place.line as usize == number + 1) {
            let _ = write!(out, "{}", mark(each));
        }
    }
    out
}

#[test]
fn every_mistake_is_found_where_it_is_marked() {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 10, "fixtures are missing: {paths:?}");
    let mut wrong = Vec::new();
    for path in paths {
        let expected = fs::read_to_string(&path).unwrap();
        let actual = marked(&unmarked(&expected));
        if std::env::var_os("MALLA_RECORD").is_some() {
            fs::write(&path, &actual).unwrap();
        } else if actual != expected {
            wrong.push(format!("{}\n{}", path.display(), difference(&expected, &actual)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines that are only in one of the texts.
fn difference(expected: &str, actual: &str) -> String {
    let only = |a: &str, b: &str, sign: char| -> String {
        a.lines().filter(|line| !b.lines().any(|other| other == *line)).map(|line| format!("{sign} {line}\n")).collect()
    };
    only(expected, actual, '-') + &only(actual, expected, '+')
}
