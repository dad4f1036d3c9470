//! The checks of `cargo xtask test`, in their order.

use crate::debian::{self, CHROMEDRIVER, CHROMIUM, IPROUTE, IPTABLES, NFTABLES, NODE, NPM, Program};
use crate::process::{self, cargo, command, root};
use crate::reader::{Reader, figure};
use crate::tally::{Skip, Tally};
use crate::tools::{self, Tool, WASM};
use crate::{Outcome, build, envoy, npm};
use std::fs;
use std::io::IsTerminal;
use std::path::Path;
use std::process::Command;

/// One check.
pub(crate) struct Check {
    /// What to call it: `cargo xtask test native`.
    pub(crate) name: &'static str,
    /// What it checks.
    pub(crate) says: &'static str,
    /// About how long it takes.
    pub(crate) about: &'static str,
    /// What it needs beyond Rust.
    pub(crate) needs: &'static [&'static Program],
    /// What only a part of it needs: the comparison with a real kernel.
    pub(crate) part_needs: &'static [&'static Program],
    /// Runs it.
    pub(crate) run: fn() -> Outcome<Tally>,
}

/// Every check.
pub(crate) static ALL: [Check; 7] = [
    Check { name: "format", says: "rustfmt", about: "2 s", needs: &[], part_needs: &[], run: format },
    Check {
        name: "lints",
        says: "clippy, every warning an error",
        about: "a minute or two the first time",
        needs: &[],
        part_needs: &[],
        run: lints,
    },
    Check {
        name: "native",
        says: "every crate's tests, the suites of tests/, the lessons, tidiness",
        about: "a few minutes the first time",
        needs: &[],
        part_needs: &[&IPTABLES, &NFTABLES, &IPROUTE],
        run: native,
    },
    Check {
        name: "wasm",
        says: "the tests that run as WebAssembly, in a browser",
        about: "a minute the first time",
        needs: &[&NODE, &CHROMIUM, &CHROMEDRIVER],
        part_needs: &[],
        run: wasm,
    },
    Check {
        name: "editor",
        says: "the committed editor bundle is what its source gives",
        about: "5 s",
        needs: &[&NODE, &NPM],
        part_needs: &[],
        run: editor,
    },
    Check {
        name: "build",
        says: "dist/, the page for release",
        about: "a minute or two",
        needs: &[],
        part_needs: &[],
        run: page,
    },
    Check {
        name: "browser",
        says: "the page of dist/ in a real browser",
        about: "a minute or two",
        needs: &[&NODE, &NPM, &CHROMIUM],
        part_needs: &[],
        run: browser,
    },
];

impl Check {
    /// Runs the check, or says what it lacks.
    pub(crate) fn tally(&self, ci: bool) -> Tally {
        if let Err(skip) = debian::provide(self.needs) {
            return Tally::skip(skip, ci);
        }
        let part = debian::provide(self.part_needs).map_or_else(|skip| Tally::skip(skip, ci), |()| Tally::default());
        let whole = (self.run)().unwrap_or_else(|why| {
            eprintln!("{why}");
            Tally::one(false)
        });
        whole.and(part)
    }
}

/// A command whose success is one test.
fn passes(command: &mut Command) -> Outcome<Tally> {
    process::run(command).map(|()| Tally::one(true))
}

fn format() -> Outcome<Tally> {
    passes(cargo().args(["fmt", "--all", "--check"]))
}

fn lints() -> Outcome<Tally> {
    passes(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// xtask by itself: among the others its dependencies would get other features, and be compiled a second time. Without a
/// real Envoy the comparison with it says itself that it did not run.
fn native() -> Outcome<Tally> {
    let envoy = envoy::provide();
    let test = |packages: &[&str]| {
        let mut cargo = cargo();
        cargo.arg("test").args(packages).args(["--no-fail-fast", "--", "--show-output"]);
        if let Ok(program) = &envoy {
            cargo.env("MALLA_ENVOY", program);
        }
        counted(&mut cargo)
    };
    let whole = test(&["--workspace", "--exclude", "xtask"])?.and(test(&["--package", "xtask"])?);
    Ok(envoy.map_or_else(|skip| Tally::skip(skip, false), |_| Tally::default()).and(whole))
}

/// Runs tests, shows what is worth it, and counts.
fn counted(command: &mut Command) -> Outcome<Tally> {
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut reader = Reader::default();
    let well = process::lines(command, |line| show(&reader.take(line)))?;
    let (tally, rest) = reader.end(well);
    show(&rest);
    Ok(tally)
}

fn show(lines: &[String]) {
    lines.iter().for_each(|line| println!("{line}"));
}

/// Tests that run as WebAssembly: package and test.
const WASM_TESTS: [[&str; 2]; 2] = [["malla-tests", "wasm_same_bytes"], ["malla-web", "browser"]];

fn wasm() -> Outcome<Tally> {
    tools::link()?;
    tools::wasm_target()?;
    let tallies = WASM_TESTS.iter().map(|[package, test]| wasm_test(package, test));
    tallies.reduce(|one, other| Ok(one?.and(other?))).unwrap_or_else(|| Ok(Tally::default()))
}

fn wasm_test(package: &str, test: &str) -> Outcome<Tally> {
    let mut cargo = cargo();
    cargo.args(["test", "--target", WASM, "-p", package, "--test", test]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", Tool::TestRunner.path());
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", root().join("web/webdriver.json"));
    if let Some(driver) = CHROMEDRIVER.path() {
        cargo.env("CHROMEDRIVER", driver);
    }
    counted(&mut cargo)
}

/// Bundles the editor again: the same bytes must come out; then its own tests.
fn editor() -> Outcome<Tally> {
    let folder = root().join("web/editor");
    npm::install(&folder)?;
    let (bundle, fresh) = (folder.join("bundle/editor.js"), root().join("target/xtask/editor.js"));
    let out = format!("--outfile={}", fresh.display());
    process::run(npm::npm(&folder).args(["run", "--silent", "bundle", "--", "--log-level=warning", &out]))?;
    let same = read(&bundle)? == read(&fresh)?;
    if !same {
        println!(
            "web/editor/bundle/editor.js is not what its source gives; `npm run bundle` in web/editor, and commit it"
        );
    }
    Ok(Tally::one(same).and(node_tests(&folder)?))
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// `node --test`: it ends with `# pass N` and `# fail N`.
fn node_tests(folder: &Path) -> Outcome<Tally> {
    let mut tally = Tally::default();
    let mut all = Vec::new();
    let well = process::lines(command("node").args(["--test", "--test-reporter=tap"]).current_dir(folder), |line| {
        let count = |word: &str| line.strip_prefix(word).and_then(|count| count.parse::<usize>().ok());
        tally.passed += count("# pass ").unwrap_or(0);
        tally.failed += count("# fail ").unwrap_or(0);
        all.push(line.to_owned());
    })?;
    if !well {
        show(&all);
    }
    Ok(tally.ended(well))
}

fn page() -> Outcome<Tally> {
    let sizes = build::release()?;
    Ok(Tally { notes: vec![sizes.total()], ..Tally::one(true) })
}

/// `node tests/browser/run.mjs DIST`: it prints `browser: passed/total`.
fn browser() -> Outcome<Tally> {
    let (folder, dist) = (root().join("tests/browser"), root().join("dist"));
    if !dist.join("sw.js").is_file() {
        return Err("there is no dist/ to look at: cargo xtask build".into());
    }
    npm::install(&folder)?;
    let mut node = command("node");
    node.arg(folder.join("run.mjs")).arg(dist);
    if let Some(chromium) = CHROMIUM.path() {
        node.env("MALLA_CHROMIUM", chromium);
    }
    let mut tally = Tally::default();
    let well = process::lines(&mut node, |line| {
        println!("{line}");
        match figure(line) {
            Some(("browser", passed, total)) => (tally.passed, tally.failed) = (passed, total.saturating_sub(passed)),
            Some(_) => tally.notes.push(line.to_owned()),
            None => {}
        }
    })?;
    Ok(tally.ended(well))
}

/// What to show for a check that could not run.
pub(crate) fn skipped(check: &Check, skip: &Skip) -> [String; 2] {
    [format!("SKIPPED {}; missing: {}", check.name, skip.missing), format!("to run it: {}", skip.help)]
}
