//! Tally: what a check counted, read from what test programs print.

/// How a check ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: usize,
    /// Tests that failed.
    pub(crate) failed: usize,
    /// Why the check did not run.
    pub(crate) skipped: Option<Skip>,
    /// Figures worth showing again at the end.
    pub(crate) notes: Vec<String>,
}

/// What a check lacked, and the one command that would help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skip {
    /// Programs that are not there.
    pub(crate) missing: String,
    /// What to type.
    pub(crate) help: String,
}

impl Tally {
    /// A check that is one test.
    pub(crate) fn one(passed: bool) -> Self {
        Tally { passed: usize::from(passed), failed: usize::from(!passed), ..Tally::default() }
    }

    /// A check that could not run; under CI that is a failure.
    pub(crate) fn skip(skip: Skip, ci: bool) -> Self {
        Tally { failed: usize::from(ci), skipped: Some(skip), ..Tally::default() }
    }

    /// Counts the two together.
    pub(crate) fn and(mut self, other: Tally) -> Self {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped = self.skipped.or(other.skipped);
        self.notes.extend(other.notes);
        self
    }

    /// A program that failed without saying which test did is one failure.
    pub(crate) fn ended(mut self, well: bool) -> Self {
        self.failed = self.failed.max(usize::from(!well));
        self
    }

    /// One word for the table.
    pub(crate) fn word(&self) -> &'static str {
        match (self.failed, &self.skipped) {
            (0, None) => "ok",
            (0, Some(_)) if self.passed > 0 => "ok, part SKIPPED",
            (0, Some(_)) => "SKIPPED",
            (_, _) => "FAILED",
        }
    }
}

/// Reads the output of `cargo test` and of test programs that print `group: passed/total`.
#[derive(Default)]
pub(crate) struct Reader {
    /// What was counted so far.
    pub(crate) tally: Tally,
    /// The last lines, for a program that fails without a word we know.
    tail: Vec<String>,
    in_failures: bool,
}

impl Reader {
    /// Takes a line; true when it is worth showing at once.
    pub(crate) fn take(&mut self, line: &str) -> bool {
        self.keep(line);
        if let Some((passed, failed)) = libtest_result(line) {
            self.in_failures = false;
            self.tally.passed += passed;
            self.tally.failed += failed;
            return failed > 0;
        }
        self.in_failures |= line == "failures:";
        let figure = figure(line).is_some();
        if figure {
            self.tally.notes.push(line.to_owned());
        }
        figure || self.in_failures
    }

    /// The last lines, where no failed test was named.
    pub(crate) fn unexplained(&self) -> Option<&[String]> {
        (self.tally.failed == 0).then_some(self.tail.as_slice())
    }

    fn keep(&mut self, line: &str) {
        if self.tail.len() == 60 {
            self.tail.remove(0);
        }
        self.tail.push(line.to_owned());
    }
}

/// `test result: ok. 12 passed; 0 failed; ...`, as libtest and wasm-bindgen-test print it.
fn libtest_result(line: &str) -> Option<(usize, usize)> {
    let rest = line.trim().strip_prefix("test result: ")?;
    let count = |word: &str| {
        let before = &rest[..rest.find(word)?];
        before.trim_end().rsplit(' ').next()?.parse().ok()
    };
    Some((count("passed")?, count("failed")?))
}

/// `group: passed/total`, alone on its line.
pub(crate) fn figure(line: &str) -> Option<(&str, usize, usize)> {
    let (name, counts) = line.rsplit_once(": ")?;
    let (passed, total) = counts.trim_end().split_once('/')?;
    let plain = name.chars().all(|c| c.is_alphanumeric() || " _-/.,()".contains(c));
    (plain && !name.is_empty()).then_some(())?;
    Some((name, passed.parse().ok()?, total.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libtest_lines_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(libtest_result(line), Some((12, 3)));
        assert_eq!(libtest_result("test result of the year: 12 passed"), None);
        assert_eq!(libtest_result("test result: ok."), None);
    }

    #[test]
    fn figures_are_group_passed_total_and_nothing_else() {
        assert_eq!(figure("kube-proxy iptables: 41/44"), Some(("kube-proxy iptables", 41, 44)));
        assert_eq!(figure("10.0.0.0/8: via 1/2 of them"), None);
        assert_eq!(figure("see http://a: 1/2"), None);
        assert_eq!(figure(": 1/2"), None);
    }

    #[test]
    fn only_figures_and_failures_are_shown() {
        let mut reader = Reader::default();
        let text = ["running 2 tests", "test a ... ok", "dns: 3/3", "failures:", "---- b stdout ----", "left: 1"];
        let shown: Vec<bool> = text.iter().map(|line| reader.take(line)).collect();
        assert_eq!(shown, [false, false, true, true, true, true]);
        assert!(reader.take("test result: FAILED. 1 passed; 1 failed; 0 ignored"));
        assert!(!reader.take("test c ... ok"));
        let notes = vec!["dns: 3/3".to_owned()];
        assert_eq!(reader.tally, Tally { passed: 1, failed: 1, notes, ..Tally::default() });
    }

    #[test]
    fn a_program_that_fails_silently_is_a_failure() {
        assert_eq!(Tally::default().ended(false).failed, 1);
        assert_eq!(Tally::one(true).ended(true), Tally::one(true));
        let mut reader = Reader::default();
        reader.take("segmentation fault");
        assert_eq!(reader.unexplained(), Some(&["segmentation fault".to_owned()][..]));
    }

    #[test]
    fn a_skip_fails_only_under_ci() {
        let skip = || Skip { missing: "node".into(), help: "apt-get install nodejs".into() };
        assert_eq!(Tally::skip(skip(), false).word(), "SKIPPED");
        assert_eq!(Tally::skip(skip(), true).word(), "FAILED");
        assert_eq!(Tally::one(true).and(Tally::skip(skip(), false)).word(), "ok, part SKIPPED");
    }
}
