//! Tally: what a check counted.

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
            (0, None) if !self.notes.iter().any(|note| note.starts_with("SKIPPED")) => "ok",
            (0, Some(_)) if self.passed == 0 => "SKIPPED",
            (0, _) => "ok, part SKIPPED",
            (_, _) => "FAILED",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_fails_silently_is_a_failure() {
        assert_eq!(Tally::default().ended(false).failed, 1);
        assert_eq!(Tally::one(true).ended(true), Tally::one(true));
    }

    #[test]
    fn a_skip_fails_only_under_ci() {
        let skip = || Skip { missing: "node".into(), help: "apt-get install nodejs".into() };
        assert_eq!(Tally::skip(skip(), false).word(), "SKIPPED");
        assert_eq!(Tally::skip(skip(), true).word(), "FAILED");
        assert_eq!(Tally::one(true).and(Tally::skip(skip(), false)).word(), "ok, part SKIPPED");
        let said = Tally { notes: vec!["SKIPPED kernel oracle: not root".into()], ..Tally::one(true) };
        assert_eq!(said.word(), "ok, part SKIPPED");
    }
}
