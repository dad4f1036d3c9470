//! Texts nobody means well with, and texts broken at random: always an answer, soon, without a panic.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{Parsed, SourceFile, parse};
use malla_trace::{Chance, Lang, Seeded};
use std::time::{Duration, Instant};

/// A tenth of a second for a text; the parser's crate is not optimised in test builds, which costs several times, and shares the machine
/// with the other tests.
const LIMIT: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2000 } else { 100 });

fn read(text: &str) -> Parsed {
    parse(&[SourceFile { name: "h.yaml".into(), text: text.into() }])
}

/// Everything a caller would do with the findings, and checks that their places lie in the text.
fn say(text: &str, parsed: &Parsed) -> Vec<String> {
    let lines: Vec<usize> = text.split('\n').map(|line| line.chars().count()).collect();
    let mut codes = Vec::new();
    for finding in &parsed.findings {
        for lang in Lang::ALL {
            let d = finding.diagnostic(lang);
            assert!(!d.message.is_empty() && !d.code.is_empty());
            let (line, end) = (d.place.line as usize, d.place.end_line as usize);
            let inside = |line: usize, column: u32| line <= lines.len() && column as usize <= lines[line - 1] + 1;
            assert!(inside(line, d.place.column) && inside(end, d.place.end_column) || text.len() > 1 << 18, "{d:?}");
            assert!((d.place.line, d.place.column) <= (d.place.end_line, d.place.end_column), "{d:?}");
        }
        codes.push(finding.problem.code().to_owned());
    }
    codes.sort();
    codes.dedup();
    codes
}

/// Reads a text in time and finds that code in it; an empty code is not looked for.
fn answer(name: &str, text: &str, code: &str) {
    let start = Instant::now();
    let parsed = read(text);
    let took = start.elapsed();
    let codes = say(text, &parsed);
    println!("{name}: {took:?} {} objects, {} findings, {codes:?}", parsed.manifests.len(), parsed.findings.len());
    assert!(took < LIMIT, "{name} took {took:?}");
    assert!(code.is_empty() || codes.iter().any(|c| c == code), "{name}: {codes:?}, expected {code}");
}

/// A name, a text, and a code to be found in it.
type Case = (&'static str, String, &'static str);

const HEAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";

/// Texts that are hard to read.
fn hard() -> Vec<Case> {
    let head = HEAD;
    let bomb: String = (b'b'..=b'i')
        .map(|c| {
            let (this, last) = (c as char, (c - 1) as char);
            format!("{this}: &{this} [{}]\n", vec![format!("*{last}"); 9].join(","))
        })
        .collect();
    let merges: String = (1..2000)
        .map(|i| format!("m{i}: &m{i} {{<<: [{}], k{i}: 1}}\n", vec![format!("*m{}", i - 1); 9].join(",")))
        .collect();
    vec![
        ("empty", String::new(), ""),
        ("alias bomb", format!("a: &a [x,x,x,x,x,x,x,x,x]\n{bomb}"), "YAML-TOO-MANY"),
        ("merge bomb", format!("m0: &m0 {{k: 1}}\n{merges}"), "YAML-TOO-MANY"),
        ("anchor in itself", "a: &a [*a]\n".into(), "YAML-ANCHOR-LOOP"),
        ("brackets", "[".repeat(100_000), "YAML-SYNTAX"),
        ("braces", "{a: ".repeat(50_000), "YAML-SYNTAX"),
        ("dashes", "- ".repeat(50_000), "YAML-SYNTAX"),
        ("question marks", "? ".repeat(50_000), "YAML-SYNTAX"),
        ("deep block", (0..500).map(|i| format!("{}a:\n", " ".repeat(i))).collect(), "YAML-SYNTAX"),
        ("ten megabytes", "a".repeat(10 << 20), "YAML-TOO-LONG"),
        ("long line", format!("{head}  a: {}\n", "x".repeat(200_000)), ""),
        ("nul", format!("{head}  a: \"b\u{0}c\"\n"), "YAML-CONTROL-CHARACTER"),
        ("escape", format!("{head}  a: b\u{1b}[31m\n"), "YAML-CONTROL-CHARACTER"),
        ("bom", format!("\u{feff}{head}  a: b\n"), ""),
        ("bom inside", format!("{head}  a: b\n---\n\u{feff}{head}"), ""),
        ("crlf", head.replace('\n', "\r\n") + "  a: b\r\n", ""),
        ("cr", head.replace('\n', "\r"), ""),
        ("tabs", format!("{head}\ta: b\n"), "YAML-SYNTAX"),
        (
            "crlf with mistakes",
            head.replace("kind: ConfigMap", "kind: ConfigMp").replace('\n', "\r\n"),
            "DOC-API-VERSION",
        ),
        ("right to left key", format!("{head}  \"\u{202e}\u{5d0}\u{5d1}\": x\n"), "CONFIG-KEY"),
        ("ten megabytes of lines", "a: b\n".repeat(2 << 20), "YAML-TOO-LONG"),
        ("nuls", "\u{0}".repeat(100_000), "YAML-CONTROL-CHARACTER"),
        ("right to left", format!("{head}  a: \"\u{202e}\u{5d0}\u{5d1}\"\n"), ""),
        ("emoji", format!("{head}  \"🎈\": x\n"), "CONFIG-KEY"),
        ("many keys", head.to_owned() + &(0..12_000).map(|i| format!("  k{i}: v\n")).collect::<String>(), ""),
        ("same key", head.to_owned() + &"  k: v\n".repeat(12_000), "YAML-DUPLICATE-KEY"),
        ("many documents", "---\n".repeat(60_000), ""),
        ("quotes", "\"".repeat(100_001), "YAML-SYNTAX"),
        ("open lines", "a: [\n".repeat(40_000), "YAML-TOO-DEEP"),
        ("many anchors", (0..10_000).map(|i| format!("a{i}: &a{i} x\n")).collect(), ""),
        ("percent", "%".repeat(100_000), "YAML-SYNTAX"),
    ]
}

/// Objects with far too many mistakes.
fn wrong() -> Vec<Case> {
    let head = HEAD;
    vec![
        (
            "unknown fields",
            format!("{head}  a: b\n{}", (0..12_000).map(|i| format!("selectr{i}: x\n")).collect::<String>()),
            "FIELD-UNKNOWN",
        ),
        (
            "two big maps",
            {
                let keys = |value: &str| (0..6_000).map(|i| format!("  k{i}: {value}\n")).collect::<String>();
                format!("{head}{}binaryData:\n{}", keys("v"), keys("aGk="))
            },
            "CONFIG-KEY-TWICE",
        ),
        (
            "same name",
            {
                let ports: String = (1..4000).map(|i| format!("  - {{name: a, port: {i}}}\n")).collect();
                format!("apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec:\n  ports:\n{ports}")
            },
            "FIELD-DUPLICATE",
        ),
    ]
}

#[test]
fn hostile_texts_get_an_answer_in_time() {
    hard().into_iter().chain(wrong()).for_each(|(name, text, code)| answer(name, &text, code));
}

#[test]
fn a_long_text_is_read_within_a_frame() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let text: String = ["many-mistakes", "fine", "service", "ingress", "world"]
        .map(|name| std::fs::read_to_string(folder.join(format!("{name}.yaml"))).unwrap() + "\n---\n")
        .concat();
    let text: String = text.lines().take(360).map(|line| format!("{line}\n")).collect();
    assert_eq!(text.lines().count(), 360);
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let start = Instant::now();
            let parsed = read(&text);
            assert!(parsed.findings.len() > 50 && !parsed.manifests.is_empty());
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("360 lines: median {:?}", times[10]);
    assert!(times[10] < LIMIT / 6, "{:?}", times[10]);
}

/// Words to throw into a text.
const WORDS: &[&str] = &[
    "\n",
    "\n  ",
    "\n- ",
    ": ",
    "- ",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "<<: *a",
    "|\n",
    ">\n",
    "#",
    "---\n",
    "...\n",
    "\t",
    "!!str ",
    "? ",
    "%",
    "@",
    "0x",
    "yes",
    "~",
    "null",
    "1e9",
    "-1",
    "ñ",
    "🎈",
    "\u{feff}",
    "\u{0}",
    "\r\n",
    "kind: ",
    "name: ",
    "spec:",
    "ports:",
    "\\",
    "`",
    "99999999999999999999",
    "{}",
    "[]",
];

fn mutate(text: &str, chance: &mut Seeded) -> String {
    let mut bytes: Vec<char> = text.chars().collect();
    for _ in 0..=chance.draw("edits", 4).outcome {
        let at = chance.draw("at", bytes.len() as u64 + 1).outcome as usize;
        let length = (chance.draw("length", 12).outcome as usize).min(bytes.len() - at);
        match chance.draw("what", 4).outcome {
            0 => drop(bytes.drain(at..at + length)),
            1 => {
                let word = WORDS[chance.draw("word", WORDS.len() as u64).outcome as usize];
                bytes.splice(at..at, word.chars());
            }
            2 => {
                let copy = bytes[at..at + length].to_vec();
                let to = chance.draw("to", bytes.len() as u64 + 1).outcome as usize;
                bytes.splice(to..to, copy);
            }
            _ => {
                let word = WORDS[chance.draw("word", WORDS.len() as u64).outcome as usize];
                bytes.splice(at..at + length, word.chars());
            }
        }
    }
    bytes.into_iter().collect()
}

/// How many manifests are broken at random: `MALLA_FUZZ_MUTANTS`, or twenty thousand.
fn mutants() -> u32 {
    std::env::var("MALLA_FUZZ_MUTANTS").ok().and_then(|number| number.parse().ok()).unwrap_or(20_000)
}

/// Reads a text and tells how long that takes. What seems slow is read again: the machine may have been busy with something
/// else, a slow text stays slow.
fn timed(text: &str) -> (Parsed, Duration) {
    let once = || {
        let start = Instant::now();
        let parsed = read(text);
        (parsed, start.elapsed())
    };
    let (parsed, took) = once();
    let again = if took > LIMIT / 10 { 4 } else { 0 };
    (parsed, (0..again).map(|_| once().1).fold(took, Duration::min))
}

/// Of how many one is asked for its mends too, which takes as many readings.
const MENDED: u32 = 50;

#[test]
fn manifests_broken_at_random_are_read_and_mended() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let texts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let documents: Vec<&str> = texts.iter().flat_map(|text| text.split("---\n")).filter(|d| d.len() > 20).collect();
    let mut chance = Seeded::new(20_000);
    let (mut slowest, mut findings, mut objects, mut fixes) = (Duration::ZERO, 0_u64, 0_u64, 0_u64);
    let (mutants, mut longest) = (mutants(), String::new());
    for number in 0..mutants {
        let document = documents[chance.draw("document", documents.len() as u64).outcome as usize];
        let text = mutate(document, &mut chance);
        let (parsed, took) = timed(&text);
        say(&text, &parsed);
        findings += parsed.findings.len() as u64;
        objects += parsed.manifests.len() as u64;
        if number % MENDED == 0 {
            let made = parsed.findings.iter().flat_map(malla_manifest::Finding::fixes);
            fixes += made.filter(|fix| fix.apply(&text) != text).count() as u64;
        }
        if took > slowest {
            (slowest, longest) = (took, text);
        }
    }
    println!("{mutants} manifests: {findings} findings, {objects} objects, {fixes} fixes, slowest {slowest:?}");
    assert!(slowest < LIMIT, "{slowest:?}\n{longest}");
    let enough = (u64::from(mutants), u64::from(mutants) * 300 / 20_000, u64::from(mutants) / 500);
    assert!(findings > enough.0 && objects > enough.1 && fixes > enough.2, "the mutations miss the point");
}
