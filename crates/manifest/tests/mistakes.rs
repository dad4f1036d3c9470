//! Single mistakes, as learners make them: `=== what`, the manifest, and below the mistaken line what is said of it in both
//! languages (`#   ^ CODE: message | hint`), then what the first mend at hand does (`>>> title`, lines that go and come).
//! `MALLA_RECORD=1` writes all but the manifests anew; read the diff.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{Finding, Fix, SourceFile, parse};
use malla_trace::{Diagnostic, Lang, Severity};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// How many there are at least.
const AT_LEAST: usize = 120;

/// A mistake: its title and the manifest.
struct Case {
    title: String,
    text: String,
}

fn is_mark(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix('#').unwrap_or_default().trim_start_matches(' ');
    rest.strip_prefix(['^', '|']).is_some_and(|rest| rest.starts_with(' '))
}

/// The cases of a file, without what was recorded.
fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut recorded = false;
    for line in text.split_inclusive('\n') {
        if let Some(title) = line.strip_prefix("=== ") {
            cases.push(Case { title: title.trim().into(), text: String::new() });
            recorded = false;
        } else if let Some(case) = cases.last_mut() {
            recorded |= line.starts_with(">>> ");
            if !recorded && !is_mark(line) {
                case.text.push_str(line);
            }
        }
    }
    cases
}

/// The errors of a text; its warnings when there are none.
fn findings(text: &str) -> Vec<Finding> {
    let found = parse(&[SourceFile { name: "mistake".into(), text: text.into() }]).findings;
    let errors: Vec<Finding> = found.iter().filter(|each| each.is_error()).cloned().collect();
    if errors.is_empty() { found } else { errors }
}

fn mark(found: &Diagnostic) -> String {
    let column = found.place.column as usize;
    let caret = if column == 1 { "#|".to_owned() } else { format!("#{}^", " ".repeat(column - 2)) };
    let severity = if found.severity == Severity::Error { "" } else { "warning " };
    let hints: String = found.hints.iter().map(|hint| format!(" | {hint}")).collect();
    format!("{caret} {severity}{}: {}{hints}\n", found.code, found.message)
}

/// The manifest with its marks.
fn marked(text: &str, found: &[Finding]) -> String {
    let mut out = String::new();
    for (number, line) in text.split_inclusive('\n').enumerate() {
        out.push_str(line);
        for each in found.iter().filter(|each| each.place.line as usize == number + 1) {
            Lang::ALL.iter().rev().for_each(|lang| out.push_str(&mark(&each.diagnostic(*lang))));
        }
    }
    out
}

/// The lines that a mend takes away and brings.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let rest = before.len().min(after.len()) - same;
    let tail = before.iter().rev().zip(after.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut out = String::new();
    before[same..before.len() - tail].iter().for_each(|line| out.push_str(&format!("-{line}\n")));
    after[same..after.len() - tail].iter().for_each(|line| out.push_str(&format!("+{line}\n")));
    out
}

/// What went wrong with a case.
fn judge(case: &Case, found: &[Finding], mend: Option<&str>) -> Option<String> {
    let say = |why: &str| {
        let said: Vec<String> = found.iter().map(|each| each.diagnostic(Lang::En).message).collect();
        Some(format!("{}: {why}: {said:#?}", case.title))
    };
    let hinted = |each: &Finding| Lang::ALL.iter().all(|lang| !each.diagnostic(*lang).hints.is_empty());
    match found {
        [one] if !hinted(one) => say("no hint"),
        [_] => mend.and_then(|after| findings(after).iter().any(Finding::is_error).then(|| say("not mended")))?,
        [] => say("nothing found"),
        // What follows from the mistake goes with it.
        _ => mend.is_none_or(|after| findings(after).iter().any(Finding::is_error)).then(|| say("more than one"))?,
    }
}

#[test]
fn every_single_mistake_is_found_and_told() {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut count, mut mended, mut wrong) = (0, 0, Vec::new());
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let mut recorded = String::new();
        for case in cases(&text) {
            let found = findings(&case.text);
            let fixes: Vec<Fix> = found.iter().flat_map(Finding::fixes).collect();
            let whole = |fix: &&Fix| !findings(&fix.apply(&case.text)).iter().any(Finding::is_error);
            let fix = fixes.iter().find(whole).or_else(|| fixes.first());
            let after = fix.map(|fix| fix.apply(&case.text));
            (count, mended) = (count + 1, mended + usize::from(fix.is_some()));
            wrong.extend(judge(&case, &found, after.as_deref()));
            let _ = write!(recorded, "=== {}\n{}", case.title, marked(&case.text, &found));
            if let (Some(fix), Some(after)) = (fix, after) {
                let _ = writeln!(recorded, ">>> {} / {}", fix.title(Lang::En), fix.title(Lang::Es));
                recorded.push_str(&difference(&case.text, &after));
            }
        }
        if std::env::var_os("MALLA_RECORD").is_some() {
            fs::write(&path, &recorded).unwrap();
        } else if recorded != text {
            wrong.push(format!("{}\n{}", path.display(), difference(&text, &recorded)));
        }
    }
    println!("single mistakes: {}/{count}, {mended} of them mended at once", count - wrong.len().min(count));
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= AT_LEAST, "{count} only");
}
