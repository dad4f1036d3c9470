//! What the comparisons came to, and how it is printed.

use std::process::ExitCode;

/// How many failures are shown.
const SHOWN: usize = 5;

/// Comparisons of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// How many agree.
    pub(crate) agree: usize,
    /// How many there were.
    pub(crate) all: usize,
    /// What differs, in words.
    pub(crate) failures: Vec<String>,
}

impl Tally {
    /// Counts one comparison; a difference comes with what is needed to see it again.
    pub(crate) fn count(&mut self, difference: Option<String>) {
        self.all += 1;
        match difference {
            None => self.agree += 1,
            Some(text) => self.failures.push(text),
        }
    }

    /// Prints the figure and the first failures; whether all agree and there was anything to compare.
    pub(crate) fn print(&self, name: &str) -> bool {
        println!("{name}: {}/{}", self.agree, self.all);
        self.failures.iter().take(SHOWN).for_each(|failure| println!("{failure}"));
        if self.failures.len() > SHOWN {
            println!("  ... and {} more", self.failures.len() - SHOWN);
        }
        self.all > 0 && self.failures.is_empty()
    }
}

/// Nothing could be compared. Under CI that is a failure where Envoy is required. It goes to standard error, where no test
/// runner hides it.
pub(crate) fn skipped(reason: &str) -> ExitCode {
    let lines = [
        format!("SKIPPED envoy oracle: 0 comparisons ran: {reason}"),
        "to run it: cargo xtask test native, or MALLA_ENVOY=/path/to/envoy".into(),
    ];
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let bar = "═".repeat(width + 2);
    eprintln!("╔{bar}╗");
    lines.iter().for_each(|line| eprintln!("║ {line:<width$} ║"));
    eprintln!("╚{bar}╝");
    let set = |name: &str| std::env::var(name).is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    if set("CI") && set("MALLA_ENVOY_REQUIRED") { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
