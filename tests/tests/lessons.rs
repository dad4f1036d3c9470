//! The judge over every lesson: each can be solved, leaves something to do, and helps with the mistakes it names.

use malla_lesson::{Catalog, Lesson, judge, open, verify};
use malla_trace::Lang;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons")
}

/// Every file under a folder, by its path there.
fn texts(root: &Path, under: &Path) -> Vec<(String, String)> {
    let mut entries: Vec<PathBuf> = fs::read_dir(under).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let inside = |path: PathBuf| {
        if path.is_dir() {
            return texts(root, &path);
        }
        let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        vec![(name, fs::read_to_string(&path).unwrap())]
    };
    entries.into_iter().flat_map(inside).collect()
}

fn catalog() -> Catalog {
    Catalog::read(&texts(&root(), &root()))
}

fn lesson(id: &str) -> Lesson {
    catalog().get(id).unwrap().clone()
}

#[test]
fn every_lesson_is_sound() {
    let catalog = catalog();
    let mut findings = catalog.findings.clone();
    let mut passed = 0;
    for lesson in &catalog.lessons {
        let found = verify(lesson);
        passed += usize::from(found.is_empty());
        findings.extend(found);
    }
    println!("lessons: {passed}/{}", catalog.lessons.len());
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| {
            let found = finding.diagnostic(Lang::En);
            format!("{}:{}: {} {}", found.place.file, found.place.line, found.code, found.message)
        })
        .collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    assert!(passed > 0, "there are lessons");
}

#[test]
fn the_first_packet_of_the_first_lesson_comes_back_with_the_page() {
    let lesson = lesson("whole-road");
    let judgement = judge(&lesson, &open(&lesson).snapshot());
    let open: Vec<&str> = judgement.goals.iter().filter(|goal| !goal.met).map(|goal| goal.id.as_str()).collect();
    assert_eq!(open, ["blog-answers"], "the start looks alive and leaves one thing to do");
    assert_eq!(judgement.hint.as_deref(), Some("rule-still-missing"));
}

/// A change to a lesson that makes it unsound.
type Spoil = fn(&mut Lesson);

#[test]
fn a_spoilt_lesson_is_caught() {
    let cases: [(&str, Spoil, &str); 9] = [
        ("nothing to do", |l| l.start = l.solution.clone(), "LESSON-NOTHING-TO-DO"),
        ("no solution", |l| l.solution = l.start.clone(), "LESSON-UNSOLVED"),
        ("broken solution", |l| l.solution[0].text.push_str("\n: : :"), "LESSON-SOLUTION-ERROR"),
        ("silent hint", |l| l.hints[0].mistake = l.solution.clone(), "LESSON-SILENT-HINT"),
        ("no such term", |l| l.terms.push("no-such-term".into()), "LESSON-UNKNOWN-TERM"),
        ("unused term", |l| l.terms.push("hairpin".into()), "LESSON-UNUSED-TERM"),
        ("one language", |l| l.goals[0].text.en.clear(), "LESSON-UNTRANSLATED"),
        ("another link", |l| l.text.en.push_str("[x](term:hairpin)"), "LESSON-LINKS-DIFFER"),
        ("dead link", |l| l.text.en.push_str("[x](file:ingress.yaml#spec.nothing)"), "LESSON-LINK"),
    ];
    for (name, spoil, code) in cases {
        let mut lesson = lesson("whole-road");
        spoil(&mut lesson);
        let codes: Vec<&str> = verify(&lesson).iter().map(|finding| finding.problem.code()).collect();
        assert!(codes.contains(&code), "{name}: {codes:?}");
    }
}
