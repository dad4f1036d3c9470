//! Reader: what `cargo test` prints, read as counts, and what of it is worth showing.

use crate::tally::Tally;

/// Follows one run of `cargo test`.
#[derive(Default)]
pub(crate) struct Reader {
    tally: Tally,
    /// The test program that runs now; none while cargo still compiles.
    target: Option<Target>,
}

/// A test program.
#[derive(Default)]
struct Target {
    /// It printed a libtest result; otherwise its exit status is one test.
    counted: bool,
    failed: bool,
    in_failures: bool,
    /// What was not shown.
    hidden: Vec<String>,
}

impl Reader {
    /// Takes a line; gives the lines that are worth showing now.
    pub(crate) fn take(&mut self, line: &str) -> Vec<String> {
        if is_start(line) {
            self.finish();
            self.target = Some(Target::default());
            return vec![line.to_owned()];
        }
        let Some(target) = &mut self.target else { return vec![line.to_owned()] };
        if let Some(note) = note(line)
            && !self.tally.notes.contains(&note)
        {
            self.tally.notes.push(note);
            return vec![line.to_owned()];
        }
        if let Some((passed, failed)) = libtest_result(line) {
            self.tally.passed += passed;
            self.tally.failed += failed;
            target.counted = true;
            target.in_failures = false;
            return if failed > 0 { vec![line.to_owned()] } else { vec![] };
        }
        target.take(line)
    }

    /// The counts, once the run is over, and lines that explain a failure nobody counted.
    pub(crate) fn end(mut self, well: bool) -> (Tally, Vec<String>) {
        let unexplained = !well && self.tally.failed == 0;
        let mut hidden = vec![];
        if let Some(last) = self.target.as_mut().filter(|_| unexplained) {
            last.failed = true;
            hidden.append(&mut last.hidden);
        }
        self.finish();
        (self.tally.ended(well), hidden)
    }

    fn finish(&mut self) {
        let last = self.target.take().filter(|target| !target.counted);
        if let Some(Target { failed, .. }) = last {
            self.tally.passed += usize::from(!failed);
            self.tally.failed += usize::from(failed);
        }
    }
}

impl Target {
    fn take(&mut self, line: &str) -> Vec<String> {
        if plain(line).starts_with("error: ") {
            let mut shown = if self.counted { vec![] } else { std::mem::take(&mut self.hidden) };
            self.failed = true;
            shown.push(line.to_owned());
            return shown;
        }
        self.in_failures |= line == "failures:";
        if self.in_failures {
            return vec![line.to_owned()];
        }
        self.hidden.push(line.to_owned());
        vec![]
    }
}

/// A line without the colours cargo gives it.
fn plain(line: &str) -> String {
    let mut parts = line.split('\x1b');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

/// `     Running tests/lessons.rs (target/debug/deps/lessons-...)` or `   Doc-tests malla_trace`.
fn is_start(line: &str) -> bool {
    let line = plain(line);
    let line = line.trim_start();
    (line.starts_with("Running ") && line.ends_with(')')) || line.starts_with("Doc-tests ")
}

/// What is said again at the end: figures, and what a test skipped.
fn note(line: &str) -> Option<String> {
    let skipped = line.find("SKIPPED").map(|at| line[at..].trim_end_matches([' ', '|', '=', '+', '-', '│']).to_owned());
    skipped.or_else(|| figure(line).map(|_| line.to_owned()))
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

    /// Reads a text; gives the lines shown and the tally.
    fn read(text: &str, well: bool) -> (Vec<String>, Tally) {
        let mut reader = Reader::default();
        let mut shown: Vec<String> = text.lines().flat_map(|line| reader.take(line)).collect();
        let (tally, rest) = reader.end(well);
        shown.extend(rest);
        (shown, tally)
    }

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
    fn of_a_passing_program_only_its_figures_are_shown() {
        let text = "   Compiling a v0.1.0\n     Running a.rs (target/a)\nrunning 1 test\ntest a ... ok\ndns: 3/3\n\
            test result: ok. 1 passed; 0 failed; 0 ignored";
        let (shown, tally) = read(text, true);
        assert_eq!(shown, ["   Compiling a v0.1.0", "     Running a.rs (target/a)", "dns: 3/3"]);
        assert_eq!(tally, Tally { passed: 1, notes: vec!["dns: 3/3".into()], ..Tally::default() });
    }

    #[test]
    fn of_a_failing_program_the_failures_are_shown() {
        let text = "     Running a.rs (target/a)\ntest a ... FAILED\nfailures:\n---- a stdout ----\nleft: 1\n\
            test result: FAILED. 1 passed; 1 failed; 0 ignored\nerror: test failed, to rerun pass `--test a`";
        let (shown, tally) = read(text, false);
        assert_eq!(shown[1..4], ["failures:", "---- a stdout ----", "left: 1"]);
        assert_eq!((shown.len(), tally.passed, tally.failed), (6, 1, 1));
    }

    #[test]
    fn a_program_without_libtest_is_one_test_and_shows_all_when_it_fails() {
        let good = "     Running a.rs (target/a)\ncase 1\n     Running b.rs (target/b)\ncase 2";
        assert_eq!(read(good, true).1, Tally { passed: 2, ..Tally::default() });
        let bad = format!("{good}\n\x1b[1m\x1b[91merror\x1b[0m: test failed, to rerun pass `--test b`");
        let (shown, tally) = read(&bad, false);
        assert_eq!((tally.passed, tally.failed), (1, 1));
        assert_eq!(shown[2], "case 2");
    }

    #[test]
    fn a_run_that_ends_early_says_what_it_last_said() {
        let (shown, tally) = read("     Running a.rs (target/a)\nthe wire is cut", false);
        assert_eq!(shown[1..], ["the wire is cut"]);
        assert_eq!((tally.passed, tally.failed), (0, 1));
    }

    #[test]
    fn what_a_test_skips_is_said_once_and_noted() {
        let text = "     Running a.rs (target/a)\n| SKIPPED x: no data |\n=== SKIPPED x: no data ===";
        let (shown, tally) = read(text, true);
        assert_eq!(shown[1..], ["| SKIPPED x: no data |"]);
        assert_eq!(tally.notes, ["SKIPPED x: no data"]);
        assert_eq!(tally.word(), "ok, part SKIPPED");
    }
}
