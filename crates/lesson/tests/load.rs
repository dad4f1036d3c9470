//! Reading a lesson from its files: one that is right, and every way of getting it wrong that needs no cluster.

use malla_lesson::{Catalog, Finding, load};
use malla_trace::Lang;
use std::collections::BTreeMap;

const TOML: &str = r#"
id = "small"
terms = ["pod"]

[title]
es = "Pequeña"
en = "Small"

[summary]
es = "Una."
en = "One."

[scenario]
seed = 7
probe = { from = "client/menchu", url = "http://a.example/", headers = [["x-a", "b"]] }
events = [{ delete_pod = { image = "db:*" } }]

[[goals]]
id = "first"
text.es = "Que conteste."
text.en = "Let it answer."
check = { answered = 200 }

[[goals]]
id = "second"
text.es = "Y que lo otro también."
text.en = "And the other one too."
probe = { url = "http://b.example/", method = "HEAD" }
luck = [{ "proxy/weighted-cluster" = [0] }, { "proxy/weighted-cluster" = [99] }]
check = { not = { verdict = "failed" } }

[[hints]]
id = "help"
goal = "second"
text.es = "Mira."
text.en = "Look."
when = { any = [{ answered = 500 }] }
mistake = { base = "start", edits = [{ file = "a.yaml", find = "one", put = "two" }], folder = "more" }
"#;

fn files() -> BTreeMap<String, String> {
    let files = [
        ("small/lesson.toml", TOML),
        ("small/es.md", "# Pequeña\n"),
        ("small/en.md", "# Small\n"),
        ("small/start/a.yaml", "one\n"),
        ("small/start/b.yaml", "b\n"),
        ("small/solution/b.yaml", "better\n"),
        ("small/mistakes/more/c.yaml", "c\n"),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

fn found(files: BTreeMap<String, String>) -> Vec<String> {
    let files: Vec<(String, String)> = files.into_iter().collect();
    load(&files).err().unwrap_or_default().iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let place = &finding.place;
    format!("{} {}:{}:{}", finding.problem.code(), place.file, place.line, place.column)
}

#[test]
fn a_lesson_is_read_whole() {
    let files: Vec<(String, String)> = files().into_iter().collect();
    let lesson = load(&files).unwrap();
    assert_eq!((lesson.id.as_str(), lesson.scenario.seed, lesson.terms.len()), ("small", 7, 1));
    assert_eq!(lesson.text.get(Lang::Es), "# Pequeña\n");
    assert_eq!(lesson.scenario.events.len(), 1);
    let texts =
        |files: &[malla_core::SourceFile]| files.iter().map(|f| f.name.clone() + " " + &f.text).collect::<String>();
    assert_eq!(texts(&lesson.start), "a.yaml one\nb.yaml b\n");
    assert_eq!(texts(&lesson.solution), "a.yaml one\nb.yaml better\n");
    assert_eq!(texts(&lesson.hints[0].mistake), "a.yaml two\nb.yaml b\nc.yaml c\n");
    let probes: Vec<String> =
        lesson.goals.iter().map(|g| format!("{} {} {}", g.probe.from, g.probe.method, g.probe.url)).collect();
    assert_eq!(probes, ["client/menchu GET http://a.example/", "client/menchu HEAD http://b.example/"]);
    let luck: Vec<u64> = lesson.goals[1].luck.iter().flat_map(|luck| luck.values().flatten().copied()).collect();
    assert_eq!((lesson.goals[0].luck.len(), luck), (0, vec![0, 99]));
    assert_eq!(lesson.goals[1].probe.headers, [("x-a".to_owned(), "b".to_owned())]);
    assert_eq!((lesson.goals[1].place.file.as_str(), lesson.goals[1].place.line), ("small/lesson.toml", 25));
}

const STEPS: &str = r#"
[[steps]]
id = "little"
title.es = "Poco"
title.en = "A little"
text.es = "Un poco."
text.en = "A little of it."

[[steps]]
id = "all"
title.es = "Todo"
title.en = "All"
text.es = "Ahora todo."
text.en = "Now all of it."
"#;

#[test]
fn a_lesson_in_steps_knows_its_manifests_and_goals_at_each() {
    let mut files = files();
    let toml = TOML
        .replace("id = \"second\"", "id = \"second\"\nstep = \"all\"")
        .replace("[[hints]]", &format!("{STEPS}\n[[hints]]"));
    files.insert("small/lesson.toml".into(), toml);
    files.insert("small/steps/little/solution/a.yaml".into(), "one, a little\n".into());
    files.insert("small/steps/all/start/b.yaml".into(), "broken\n".into());
    files.insert("small/steps/all/solution/a.yaml".into(), "all\n".into());
    files.remove("small/solution/b.yaml");
    let files: Vec<(String, String)> = files.into_iter().collect();
    let lesson = load(&files).unwrap();
    let texts = |files: Vec<malla_core::SourceFile>| files.iter().map(|f| f.text.trim().to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(lesson.begun(0)), ["one", "b"]);
    assert_eq!(texts(lesson.solved(0)), ["one, a little", "b"]);
    assert_eq!(texts(lesson.begun(1)), ["one, a little", "broken"]);
    assert_eq!(texts(lesson.solved(1)), ["all", "broken"]);
    assert_eq!(lesson.solution, lesson.solved(1));
    assert_eq!(texts(lesson.hints[0].mistake.clone()), ["two, a little", "broken", "c"], "made where its step begins");
    let goals = |step| lesson.goals_of(step).map(|goal| goal.id.as_str()).collect::<Vec<_>>();
    assert_eq!((lesson.step_count(), goals(0), goals(1)), (2, vec!["first"], vec!["first", "second"]));
}

#[test]
fn every_mistake_in_the_toml_is_found_on_its_line() {
    let cases = [
        ("id = \"small\"", "id = \"other\"", "LESSON-ID small/lesson.toml:2:6"),
        ("id = \"first\"", "id = \"First\"", "LESSON-ID small/lesson.toml:19:6"),
        ("id = \"help\"", "id = \"first\"", "LESSON-DUPLICATE-ID small/lesson.toml:33:6"),
        ("goal = \"second\"", "goal = \"third\"", "LESSON-UNKNOWN-ID small/lesson.toml:34:8"),
        ("http://b.example/", "ftp://b", "LESSON-PROBE-URL small/lesson.toml:28:9"),
        ("from = \"client/menchu\", ", "", "LESSON-PROBE-INCOMPLETE small/lesson.toml:15:9"),
        ("find = \"one\"", "find = \"none\"", "LESSON-EDIT small/lesson.toml:38:64"),
        ("file = \"a.yaml\"", "file = \"z.yaml\"", "LESSON-UNKNOWN-ID small/lesson.toml:38:47"),
        ("folder = \"more\"", "folder = \"less\"", "LESSON-UNKNOWN-ID small/lesson.toml:38:96"),
        ("terms =", "word =", "LESSON-TOML small/lesson.toml:3:1"),
        ("en = \"Small\"", "", "LESSON-TOML small/lesson.toml:5:1"),
        ("{ answered = 200 }", "{ answers = 200 }", "LESSON-TOML small/lesson.toml:22:11"),
        ("seed = 7", "seed = ", "LESSON-TOML small/lesson.toml:14:8"),
    ];
    for (from, to, finding) in cases {
        let mut files = files();
        files.insert("small/lesson.toml".into(), TOML.replacen(from, to, 1));
        assert_eq!(found(files), [finding], "{from} to {to}");
    }
}

#[test]
fn a_file_too_few_and_a_file_too_many_are_found() {
    for (missing, finding) in [
        ("small/es.md", "LESSON-MISSING-FILE small/es.md:1:1"),
        ("small/en.md", "LESSON-MISSING-FILE small/en.md:1:1"),
        ("small/lesson.toml", "LESSON-MISSING-FILE lesson.toml:0:0"),
    ] {
        let mut files = files();
        files.remove(missing);
        assert_eq!(found(files), [finding]);
    }
    for stray in ["small/notes.txt", "small/start/deep/x.yaml", "small/mistakes/unused/c.yaml", "small/start/a.yml"] {
        let mut files = files();
        files.insert(stray.into(), String::new());
        assert_eq!(found(files), [format!("LESSON-STRAY-FILE {stray}:1:1")]);
    }
    let only_toml = BTreeMap::from([("lesson.toml".to_owned(), TOML.to_owned())]);
    assert!(found(only_toml).contains(&"LESSON-MISSING-FILE start/:1:1".to_owned()));
}

#[test]
fn a_catalogue_lists_lessons_behind_those_they_need() {
    let read = |catalog: &str, toml: &str| {
        let mut files = files();
        files.insert("small/lesson.toml".into(), toml.into());
        files.insert("catalog.toml".into(), catalog.into());
        let files: Vec<(String, String)> = files.into_iter().collect();
        let catalog = Catalog::read(&files);
        (catalog.lessons.len(), catalog.findings.iter().map(line).collect::<Vec<_>>())
    };
    let needy = TOML.replace("terms", "needs = [\"big\"]\nterms");
    let cases = [
        ("lessons = [\"small\"]", TOML, 1, vec![]),
        ("lessons = [\"small\"]", &needy, 1, vec!["LESSON-UNKNOWN-ID catalog.toml:1:12"]),
        ("lessons = [\"small\", \"big\"]", TOML, 1, vec!["LESSON-UNKNOWN-ID catalog.toml:1:21"]),
        ("lesson = []", TOML, 0, vec!["LESSON-TOML catalog.toml:1:1"]),
    ];
    for (catalog, toml, lessons, findings) in cases {
        let (count, found) = read(catalog, toml);
        assert_eq!(count, lessons, "{catalog}");
        let found: Vec<&str> = found.iter().map(String::as_str).filter(|f| !f.starts_with("LESSON-STRAY")).collect();
        assert_eq!(found, findings, "{catalog}");
    }
    assert_eq!(read("lessons = []", TOML).1.len(), files().len(), "what the catalogue does not list is stray");
}

#[test]
fn every_finding_speaks_both_languages() {
    let mut broken = files();
    broken.insert("small/x".into(), String::new());
    let broken: Vec<(String, String)> = broken.into_iter().collect();
    for finding in load(&broken).unwrap_err() {
        let (es, en) = (finding.diagnostic(Lang::Es), finding.diagnostic(Lang::En));
        assert_eq!(es.code, en.code);
        assert_ne!(es.message, en.message);
    }
}
