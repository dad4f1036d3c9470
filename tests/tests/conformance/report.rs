//! What a group came to, how it is printed, and what it must not fall below.

use std::fmt::Write;

/// One case of a group: its name, and what went wrong.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// What went wrong; empty when nothing did.
    pub problems: Vec<String>,
}

/// A group of cases.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name, the directory below the data's root.
    pub name: &'static str,
    /// Its cases.
    pub cases: Vec<Case>,
    /// Further figures, one a kind of check: passed of all.
    pub checks: Vec<(&'static str, usize, usize)>,
    /// How many cases must pass.
    pub floor: usize,
}

impl Group {
    /// How many cases passed.
    pub fn passed(&self) -> usize {
        self.cases.iter().filter(|case| case.problems.is_empty()).count()
    }

    /// Whether it stands where it should. Of other data than our own, which may hold fewer cases than the floor, all
    /// must pass.
    pub fn holds(&self) -> bool {
        !self.cases.is_empty() && (self.passed() >= self.floor || self.passed() == self.cases.len())
    }

    /// The group's line, its further figures and the first problems of every case that failed.
    pub fn print(&self, known: bool) -> String {
        let mut text = format!("conformance {}: {}/{}\n", self.name, self.passed(), self.cases.len());
        for (what, passed, all) in &self.checks {
            let _ = writeln!(text, "  {what}: {passed}/{all}");
        }
        for case in self.cases.iter().filter(|case| !case.problems.is_empty()) {
            let _ = writeln!(text, "  FAILED {}", case.name);
            let shown = if known { 3 } else { 12 };
            case.problems.iter().take(shown).for_each(|problem| {
                let _ = writeln!(text, "    {}", problem.trim_end().replace('\n', "\n    "));
            });
        }
        if !self.holds() {
            let _ = writeln!(text, "  BELOW THE FLOOR: {} must pass", self.floor);
        }
        text
    }
}

/// The lines in which two texts differ, the first few.
pub fn difference(expected: &str, found: &str) -> String {
    let missing =
        expected.lines().filter(|line| !found.lines().any(|l| l == *line)).map(|line| format!("missing: {line}"));
    let surplus =
        found.lines().filter(|line| !expected.lines().any(|l| l == *line)).map(|line| format!("surplus: {line}"));
    let lines: Vec<String> = missing.chain(surplus).take(12).collect();
    if lines.is_empty() { "the same lines in another order".into() } else { lines.join("\n") }
}

/// A line nobody can overlook.
pub fn boxed(text: &str) -> String {
    malla_tests::boxed(&[text])
}
