//! How long the language service takes for a text of 360 lines, and that it answers whatever the bytes are.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::assist::{Known, complete, definition, format, hover, outline};
use malla_manifest::{SourceFile, parse};
use malla_trace::{Chance, Seeded};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// A keystroke's share of a frame; test builds are not optimised and share the machine with the other tests.
const LIMIT: Duration = Duration::from_millis(if cfg!(debug_assertions) { 200 } else { 16 });

/// Ten objects of each of three kinds.
fn long() -> String {
    let mut text = String::new();
    for i in 0..10 {
        let (service, route) = (format!("web{i}"), format!("road{i}"));
        write!(
            text,
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: {service}\n  labels: {{app: {service}}}\nspec:\n  \
             selector:\n    app: {service}\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n---\n\
             apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: {route}\nspec:\n  hosts:\n  \
             - {service}\n  http:\n  - match:\n    - uri:\n        prefix: /a # año\n    route:\n    - destination:\n        \
             host: {service}\n        subset: v1\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: data\ndata:\n  \
             a: |\n    one\n    two\n---\n"
        )
        .unwrap();
    }
    text
}

/// The 95th of a hundred.
fn p95(mut run: impl FnMut(usize)) -> Duration {
    let mut times: Vec<Duration> = (0..100)
        .map(|i| {
            let start = Instant::now();
            run(i);
            start.elapsed()
        })
        .collect();
    times.sort();
    times[95]
}

#[test]
fn it_answers_within_a_keystroke() {
    let text = long();
    let known = Known::of(parse(&[SourceFile { name: "a.yaml".into(), text: text.clone() }]).manifests.iter());
    let at = |i: usize| text.len() * i / 100;
    let found = [
        ("complete", p95(|i| drop(complete(&text, at(i), &known)))),
        ("hover", p95(|i| drop(hover(&text, at(i))))),
        ("definition", p95(|i| drop(definition(&text, "a.yaml", at(i), &known)))),
        ("outline", p95(|_| drop(outline(&text)))),
        ("format", p95(|_| drop(format(&text)))),
    ];
    println!("lines: {}", text.lines().count());
    for (name, time) in found {
        println!("{name}: p95 {time:?}");
        assert!(time < LIMIT, "{name}");
    }
}

/// Texts that are long, deep, or both.
fn hostile() -> Vec<(&'static str, String)> {
    vec![
        ("brackets", "a: ".to_owned() + &"[".repeat(200_000)),
        ("braces", "{a: ".repeat(60_000)),
        ("deep", (0..700).map(|i| format!("{}a:\n", " ".repeat(i))).collect()),
        ("dashes", "- ".repeat(100_000)),
        ("keys", "kind: Pod\n".to_owned() + &"a:\n".repeat(60_000)),
        ("comments", "a: 1\n".to_owned() + &"# b\n".repeat(60_000)),
        ("lines in brackets", "a: [\n".to_owned() + &" b,\n".repeat(45_000) + " c]\n"),
        ("documents", "kind: Pod\n---\n".repeat(15_000)),
        ("quotes", "\"".repeat(200_000)),
        ("ten megabytes", "a: b\n".repeat(2 << 20)),
    ]
}

#[test]
fn hostile_texts_are_answered_soon() {
    let (known, limit) = (Known::default(), LIMIT * 10);
    for (name, text) in hostile() {
        let start = Instant::now();
        for at in [0, text.len() / 2, text.len()] {
            let _ = (complete(&text, at, &known), hover(&text, at), definition(&text, "a.yaml", at, &known));
        }
        let (asked, start) = (start.elapsed() / 3, Instant::now());
        let objects = outline(&text).len();
        let (outlined, start) = (start.elapsed(), Instant::now());
        let formatted = format(&text).is_ok();
        let took = start.elapsed();
        println!("{name}: asked {asked:?}, outline {outlined:?} of {objects}, format {took:?} ({formatted})");
        assert!(asked < limit && outlined < limit && took < limit, "{name}");
    }
}

/// Pieces of manifests, and what breaks them.
const PIECES: &[&str] = &[
    "apiVersion: v1\n",
    "kind: Service\n",
    "metadata:\n",
    "  name: a\n",
    "spec:\n",
    "  ports:\n",
    "  - port: 80\n",
    "- ",
    "  ",
    "\n",
    ":",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "\"",
    "'",
    "#",
    " # é\n",
    "|\n",
    ">-\n",
    "---\n",
    "\r\n",
    "\t",
    "&a ",
    "*a",
    "!x ",
    "ñ",
    "\u{a0}",
    "日本",
    "\u{feff}",
    "kind: VirtualService\n",
    "hosts: [a, b]\n",
    "? ",
    "-",
    "\\",
    "<<: *a\n",
    "\u{0}",
];

#[test]
fn any_text_and_any_byte_of_it_get_an_answer() {
    let mut chance = Seeded::new(7);
    let known = Known::default();
    let mut pick = |most: usize| usize::try_from(chance.draw("fuzz", most as u64).outcome).unwrap();
    let mut asked = 0;
    for _ in 0..4000 {
        let mut text: String = (0..pick(40)).map(|_| PIECES[pick(PIECES.len())]).collect();
        if pick(4) == 0 {
            let bytes: Vec<u8> = (0..pick(60)).map(|_| u8::try_from(pick(256)).unwrap()).collect();
            text += &String::from_utf8_lossy(&bytes);
        }
        for _ in 0..4 {
            let at = pick(text.len() + 4);
            let found = complete(&text, at, &known);
            assert!(text.get(found.replace.clone()).is_some(), "{text:?} {at}");
            for item in &found.items {
                assert!(item.insert.is_char_boundary(item.cursor), "{item:?}");
                assert!(item.also.iter().all(|edit| text.get(edit.bytes.clone()).is_some()), "{text:?} {item:?}");
            }
            if let Some(found) = hover(&text, at) {
                assert!(text.get(found.span).is_some(), "{text:?} {at}");
            }
            let _ = definition(&text, "a.yaml", at, &known);
            asked += 1;
        }
        for item in outline(&text) {
            assert!(text.get(item.span).is_some() && text.get(item.head).is_some(), "{text:?}");
        }
        let _ = format(&text);
    }
    println!("texts at random: 4000, places asked: {asked}");
}
