//! A day of typing: thirty mistakes and more in six documents, every one reported where it stands, with a hint. Our own
//! text (`fixtures/thirty.yaml`), and the prototype's (`prototypes/manifest-diagnostics` next to the repository, read in
//! place; another folder in `MALLA_PROTOTYPES`).

#![allow(clippy::unwrap_used)]

use malla_manifest::{Finding, SourceFile, parse};
use malla_trace::{Diagnostic, Lang};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The lines of the prototype's text with a mistake.
const LINES: [u32; 31] = [
    5, 8, 10, 12, 14, 15, 19, 27, 28, 33, 34, 37, 38, 39, 43, 44, 47, 49, 50, 58, 63, 64, 67, 71, 72, 74, 75, 77, 83,
    93, 95,
];

fn errors(text: &str) -> Vec<Diagnostic> {
    let found = parse(&[SourceFile { name: "t.yaml".into(), text: text.into() }]).findings;
    found.iter().filter(|finding| finding.is_error()).map(|finding: &Finding| finding.diagnostic(Lang::Es)).collect()
}

fn unhinted(errors: &[Diagnostic]) -> Vec<&str> {
    errors.iter().filter(|error| error.hints.is_empty()).map(|error| error.message.as_str()).collect()
}

#[test]
fn thirty_mistakes_of_our_own_are_told_with_a_hint_each() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/thirty.yaml");
    let errors = errors(&std::fs::read_to_string(path).unwrap());
    println!("our own text: {} errors", errors.len());
    assert!(errors.len() >= 30, "{} errors only", errors.len());
    assert_eq!(unhinted(&errors), Vec::<&str>::new());
}

#[test]
fn the_thirty_mistakes_of_the_prototype_are_told_with_a_hint_each() {
    let folder = std::env::var_os("MALLA_PROTOTYPES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/prototypes"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(folder.join("manifest-diagnostics/t/broken.yaml")) else {
        println!("+--------------------------------------------------------------+");
        println!("| SKIPPED: no prototype's text; set MALLA_PROTOTYPES to it     |");
        println!("+--------------------------------------------------------------+");
        assert!(std::env::var_os("CI").is_none(), "a skip is a failure under CI");
        return;
    };
    let errors = errors(&text);
    let lines: BTreeSet<u32> = errors.iter().map(|error| error.place.line).collect();
    println!("the prototype's text: {} errors on {} lines", errors.len(), lines.len());
    assert_eq!(lines, BTreeSet::from(LINES));
    assert_eq!(unhinted(&errors), Vec::<&str>::new());
}
