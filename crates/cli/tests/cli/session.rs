//! Sessions as text: commands, what goes in, what must come out.
//!
//! ```text
//! Prose, until a line begins with a dollar.
//!
//! $ malla validate -f -
//! < what stands on standard input
//! what must come out
//! ! what must come out on standard error
//! ? 2
//! ```
//! `...` alone on a line stands for any lines, `[..]` inside one for any characters. `?` is the exit status, 0 when it is
//! not there. A blank line before the next prose or command belongs to neither; `.` stands for a blank line of output.
//! `STATE` in a command is a file of the session's own, which is not there at its beginning.

use crate::run::{Ran, malla};
use std::path::Path;

/// A file of commands.
pub(crate) struct Session {
    pub(crate) commands: Vec<Command>,
}

/// A command and what it must do.
pub(crate) struct Command {
    line: String,
    input: String,
    out: Vec<String>,
    err: Vec<String>,
    status: i32,
}

impl Session {
    pub(crate) fn parse(name: &str, text: &str) -> Self {
        let state = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.json"));
        // There is one when an earlier run left it.
        let _left = std::fs::remove_file(&state);
        let state = state.to_string_lossy();
        let mut commands: Vec<Command> = vec![];
        let mut inside = false;
        for line in text.lines() {
            if let Some(command) = line.strip_prefix("$ malla") {
                commands.push(Command::new(&command.replace("STATE", &state)));
                inside = true;
            } else if line.is_empty() {
                inside = false;
            } else if let Some(command) = commands.last_mut().filter(|_| inside) {
                command.expect(line);
            }
        }
        Self { commands }
    }
}

impl Command {
    fn new(line: &str) -> Self {
        Self { line: line.trim().into(), input: String::new(), out: vec![], err: vec![], status: 0 }
    }

    fn expect(&mut self, line: &str) {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        match sign {
            "<" => self.input += &format!("{rest}\n"),
            "!" => self.err.push(rest.into()),
            "?" => self.status = rest.parse().unwrap(),
            "." if rest.is_empty() => self.out.push(String::new()),
            _ => self.out.push(line.into()),
        }
    }

    /// What went otherwise.
    pub(crate) fn problem(&self) -> Option<String> {
        let words = words(&self.line);
        let ran = malla(&words.iter().map(String::as_str).collect::<Vec<_>>(), &self.input);
        let well = ran.status == self.status && matches(&self.out, &ran.out) && matches(&self.err, &ran.err);
        (!well).then(|| self.told(&ran))
    }

    fn told(&self, ran: &Ran) -> String {
        let (out, err, status) = (self.out.join("\n"), self.err.join("\n"), self.status);
        format!(
            "$ malla {}\n--- expected, status {status}\n{out}\n--- and on standard error\n{err}\n\
             --- found, status {}\n{}--- and on standard error\n{}",
            self.line, ran.status, ran.out, ran.err
        )
    }
}

/// Words as a shell splits them, with single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![];
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn matches(wanted: &[String], found: &str) -> bool {
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    lines_match(&wanted, &found.lines().collect::<Vec<_>>())
}

fn lines_match(wanted: &[&str], found: &[&str]) -> bool {
    match wanted.split_first() {
        None => found.is_empty(),
        Some((&"...", rest)) => (0..=found.len()).any(|skipped| lines_match(rest, &found[skipped..])),
        Some((line, rest)) => {
            found.split_first().is_some_and(|(first, others)| line_matches(line, first) && lines_match(rest, others))
        }
    }
}

fn line_matches(wanted: &str, found: &str) -> bool {
    match wanted.split_once("[..]") {
        None => wanted == found,
        Some((start, rest)) => found.strip_prefix(start).is_some_and(|tail| {
            let ends = tail.char_indices().map(|(at, _)| at).chain([tail.len()]);
            ends.into_iter().any(|at| line_matches(rest, &tail[at..]))
        }),
    }
}

#[test]
fn a_pattern_matches_what_it_says_and_nothing_else() {
    let found = "one\ntwo words\nthree\n";
    let fits = |lines: &[&str]| matches(&lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>(), found);
    assert!(fits(&["one", "two [..]", "three"]));
    assert!(fits(&["...", "three"]) && fits(&["one", "..."]) && fits(&["..."]));
    assert!(!fits(&["one", "three"]) && !fits(&["one", "two", "three"]) && !fits(&[]));
}
