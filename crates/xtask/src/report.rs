//! What the terminal shows: steps, boxes, and the table at the end.

use crate::tally::Tally;
use std::time::Duration;

/// One thing that begins now, and about how long it takes.
pub(crate) fn step(what: &str, about: &str) {
    println!("\n── {what} ({about})");
}

/// Lines nobody should overlook.
pub(crate) fn boxed(lines: &[String]) {
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    println!("\n┌{}┐", "─".repeat(width + 2));
    for line in lines {
        println!("│ {line:<width$} │");
    }
    println!("└{}┘", "─".repeat(width + 2));
}

/// `1 min 05 s`, `12.3 s`.
pub(crate) fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// One line a check, its figures below it, and the plain count last.
pub(crate) fn summary(checks: &[(&str, Tally, Duration)]) {
    println!("\n── summary");
    for (name, tally, took) in checks {
        let of = format!("{name}: {}/{}", tally.passed, tally.passed + tally.failed);
        println!("{:<16} {of:<24} {:>12}", tally.word(), time(*took));
        for note in &tally.notes {
            println!("                 {note}");
        }
    }
    let (passed, failed) = totals(checks);
    println!("{passed} passed, {failed} failed");
}

/// How many passed and failed, over all checks.
pub(crate) fn totals(checks: &[(&str, Tally, Duration)]) -> (usize, usize) {
    checks.iter().fold((0, 0), |(passed, failed), (_, tally, _)| (passed + tally.passed, failed + tally.failed))
}
