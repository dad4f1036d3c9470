//! Envoy's own router check: route configurations and golden requests, read in place.
//!
//! The data lies beside the project (`../shared/conformance`) or where `MALLA_CONFORMANCE` says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod config;
mod golden;
mod yaml;

use std::path::{Path, PathBuf};
use yaml::Value;

/// The group's place below the data's root.
const GROUP: &str = "istio/routing/envoy-router-check";

/// How many tests passed when the floor was last raised. The others need what this proxy does not model: virtual
/// clusters (statistics by name), runtime fractions, dynamic metadata.
const FLOOR: usize = 44;

fn root() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    std::env::var_os("MALLA_CONFORMANCE").map_or(beside, PathBuf::from).join(GROUP)
}

#[test]
fn routes_are_chosen_as_envoy_chooses_them() {
    let root = root();
    if !root.is_dir() {
        println!("=== SKIPPED {GROUP}: no data at {}; set MALLA_CONFORMANCE to where it lies ===", root.display());
        assert!(std::env::var_os("CI").is_none(), "under CI a skip is a failure");
        return;
    }
    let mut suites: Vec<PathBuf> = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    suites.sort();
    let results: Vec<(String, Vec<String>)> = suites.iter().flat_map(|suite| run(suite)).collect();
    let passed = results.iter().filter(|(_, problems)| problems.is_empty()).count();
    println!("conformance {GROUP}: {passed}/{}", results.len());
    for (name, problems) in results.iter().filter(|(_, problems)| !problems.is_empty()) {
        println!("  FAILED {name}: {}", problems.join("; "));
    }
    assert!(passed >= FLOOR, "{passed} passed, the floor is {FLOOR}");
}

/// Every test of a suite, with what went wrong.
fn run(suite: &Path) -> Vec<(String, Vec<String>)> {
    let read = |file: &str| yaml::parse(&std::fs::read_to_string(suite.join(file)).unwrap());
    let (routes, tests) = (read("route.yaml"), read("tests.yaml"));
    let proxy = config::proxy(&routes);
    let name = |test: &Value| {
        let suite = suite.file_name().unwrap_or_default().to_string_lossy();
        format!("{suite}/{}", test.get("test_name").text())
    };
    let check = |test: &Value| match &proxy {
        Ok(proxy) => golden::check(proxy, test),
        Err(problem) => vec![problem.clone()],
    };
    tests.get("tests").items().iter().map(|test| (name(test), check(test))).collect()
}
