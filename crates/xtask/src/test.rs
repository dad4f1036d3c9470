//! `cargo xtask test`: every check in order, each timed and counted.

use crate::checks::{self, ALL, Check};
use crate::tally::Tally;
use crate::{Outcome, report};
use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Runs the named checks, or all.
pub(crate) fn test(names: &[String]) -> Outcome<ExitCode> {
    let chosen = choose(names)?;
    let ci = is_ci();
    let done: Vec<_> = chosen.iter().map(|check| run(check, ci)).collect();
    report::summary(&done);
    let (_, failed) = report::totals(&done);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn choose(names: &[String]) -> Outcome<Vec<&'static Check>> {
    if let Some(unknown) = names.iter().find(|name| ALL.iter().all(|check| check.name != *name)) {
        return Err(format!(
            "no check is called {unknown}; there are: {}",
            ALL.each_ref().map(|check| check.name).join(" ")
        ));
    }
    Ok(ALL.iter().filter(|check| names.is_empty() || names.iter().any(|name| check.name == name)).collect())
}

/// Under CI nothing may be skipped.
fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

fn run(check: &'static Check, ci: bool) -> (&'static str, Tally, Duration) {
    report::step(&format!("{}: {}", check.name, check.says), check.about);
    let started = Instant::now();
    let tally = check.tally(ci);
    if let Some(skip) = &tally.skipped {
        report::boxed(&checks::skipped(check, skip));
    }
    let took = started.elapsed();
    println!("{}: {}/{} in {}", check.name, tally.passed, tally.passed + tally.failed, report::time(took));
    (check.name, tally, took)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str]) -> Outcome<Vec<&'static str>> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        choose(&names).map(|checks| checks.iter().map(|check| check.name).collect())
    }

    #[test]
    fn all_checks_run_in_order_unless_some_are_named() {
        assert_eq!(chosen(&[]), Ok(vec!["format", "lints", "native", "wasm", "editor", "build", "browser"]));
        assert_eq!(chosen(&["browser", "lints"]), Ok(vec!["lints", "browser"]));
    }

    #[test]
    fn an_unknown_check_is_refused_with_the_list() {
        let why = chosen(&["nativ"]);
        assert_eq!(
            why,
            Err("no check is called nativ; there are: format lints native wasm editor build browser".into())
        );
    }
}
