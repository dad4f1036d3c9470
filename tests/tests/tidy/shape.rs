//! How long a function and a file may be, and that every file says what it is.

use crate::sources::rust;

/// Lines of a function: seventy is the wall.
const FUNCTION_WALL: usize = 70;

/// Lines of a file: think at 400, wall at 800.
const FILE_WALL: usize = 800;

/// How far a line is indented, if it begins a function.
fn function_start(line: &str) -> Option<usize> {
    let code = line.trim_start();
    let mut rest = code;
    for word in ["pub(crate) ", "pub(super) ", "pub ", "const ", "async ", "unsafe "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest.starts_with("fn ").then(|| line.len() - code.len())
}

/// Every function of a text as name and number of lines, by the brace that closes at its own indentation.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = vec![];
    for (start, line) in lines.iter().enumerate() {
        let Some(indent) = function_start(line) else { continue };
        let close = format!("{}}}", " ".repeat(indent));
        let one_line = line.trim_end().ends_with(['}', ';']);
        let length = if one_line { Some(0) } else { lines[start..].iter().position(|l| *l == close) };
        found.push((line.trim().chars().take(60).collect(), length.unwrap_or(0) + 1));
    }
    found
}

#[test]
fn no_function_is_longer_than_the_wall_and_half_are_short() {
    let all: Vec<(String, String, usize)> = rust()
        .into_iter()
        .flat_map(|file| {
            let path = file.path;
            functions(&file.text).into_iter().map(move |(name, lines)| (path.clone(), name, lines))
        })
        .collect();
    let long: Vec<_> = all.iter().filter(|(_, _, lines)| *lines > FUNCTION_WALL).collect();
    assert!(long.is_empty(), "{long:#?}");
    let mut lengths: Vec<usize> = all.iter().map(|f| f.2).collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    println!("functions: {}, median {median} lines, longest {:?}", lengths.len(), lengths.last());
    assert!((1..=14).contains(&median), "median {median}");
}

#[test]
fn no_file_is_longer_than_the_wall_and_every_one_says_what_it_is() {
    let files = rust();
    let long: Vec<_> =
        files.iter().map(|f| (&f.path, f.text.lines().count())).filter(|(_, n)| *n > FILE_WALL).collect();
    assert!(long.is_empty(), "{long:?}");
    let silent: Vec<_> = files.iter().filter(|f| !f.text.starts_with("//!")).map(|f| &f.path).collect();
    assert!(silent.is_empty(), "no first sentence: {silent:?}");
}

#[test]
fn the_measure_finds_what_is_too_long() {
    let body = "    x();\n".repeat(80);
    let text = format!("fn long() {{\n{body}}}\nfn short() {{\n}}\n    pub fn one(&self) -> u8 {{ 1 }}\n");
    let found: Vec<usize> = functions(&text).into_iter().map(|(_, lines)| lines).collect();
    assert_eq!(found, [82, 2, 1]);
}
