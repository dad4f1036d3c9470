//! The judge over every lesson: each can be solved, leaves something to do, and helps with the mistakes it names.
#![allow(clippy::unwrap_used)]

use malla_core::{Change, explain};
use malla_lesson::{Catalog, Glob, Lesson, Selector, judge, open, verify};
use malla_trace::{Lang, Topology};
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

/// Pods of an image, as addresses in the order of the stage.
fn addresses(topology: &Topology, image: &str) -> Vec<String> {
    let which = Selector { image: Some(Glob(image.into())), ..Selector::default() };
    which.all(topology).flat_map(|pod| pod.addresses.clone()).collect()
}

/// The names of the pods of an image.
fn names(topology: &Topology, image: &str) -> Vec<String> {
    let which = Selector { image: Some(Glob(image.into())), ..Selector::default() };
    which.all(topology).map(|pod| pod.title.clone()).collect()
}

#[test]
fn the_first_picture_is_the_whiteboards() {
    let lesson = lesson("whole-road");
    let snapshot = open(&lesson).snapshot();
    let topology = snapshot.topology();
    let pods = ["wordpress:*", "mariadb:*", "*/controller:*", "*/coredns:*"].map(|image| addresses(&topology, image));
    let mut wordpress = pods[0].clone();
    wordpress.sort();
    assert_eq!(wordpress, ["10.10.0.102", "10.10.0.112"]);
    assert_eq!(pods[1..].concat(), ["10.10.0.103", "10.10.0.105", "10.10.0.10"]);
    let trace = snapshot.send(&lesson.scenario.probe);
    for node in ["node/nodo1", "node/nodoa", "node/nodob", "node/nodoc"] {
        assert!(trace.hops.iter().any(|hop| hop.at.0 == node), "the first packet's road crosses {node}");
    }
}

#[test]
fn what_the_second_lesson_tells_is_what_happens() {
    let lesson = lesson("ip-in-config");
    let mut host = open(&lesson);
    let before = host.snapshot().topology();
    assert_eq!(addresses(&before, "mariadb:*"), ["10.10.0.113"], "the pod came back, elsewhere");
    host.apply(Change::Files(lesson.solution.clone()));
    let after = host.snapshot().topology();
    assert_eq!(addresses(&after, "mariadb:*"), ["10.10.0.113"], "nobody touched it");
    let (old, new) = (names(&before, "wordpress:*"), names(&after, "wordpress:*"));
    assert_eq!(new.len(), 2);
    assert!(new.iter().all(|name| !old.contains(name)), "a new template makes new pods: {old:?} {new:?}");
}

#[test]
fn the_ruin_is_blamed_on_the_address_nobody_has() {
    let lesson = lesson("ip-in-config");
    let trace = open(&lesson).snapshot().send(&lesson.scenario.probe);
    let ending = explain::verdict(&trace, Lang::En).to_string();
    assert!(ending.contains("10.10.0.103") && ending.contains("wordpress.yaml"), "{ending}");
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

#[test]
fn every_term_that_an_explanation_links_to_is_in_the_glossary() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/core/src/explain");
    let mut terms = vec![];
    for (_, text) in texts(&sources, &sources) {
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let links = line.split("](term:").skip(1).filter_map(|rest| rest.split_once(')'));
            terms.extend(links.map(|(term, _)| term.to_owned()));
        }
    }
    terms.retain(|term| term.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
    assert!(!terms.is_empty());
    terms.retain(|term| explain::term(term, Lang::Es).is_none());
    assert!(terms.is_empty(), "{terms:?}");
}
