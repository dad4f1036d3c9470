//! Who may name whom (crates/README.md), read off `cargo metadata`.

use crate::sources::root;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// A package and those of ours that it may name; dev-dependencies count too.
const TABLE: &[(&str, &[&str])] = &[
    ("malla-trace", &[]),
    ("malla-manifest", &["malla-trace"]),
    ("malla-kernel", &["malla-trace"]),
    ("malla-proxy", &["malla-trace"]),
    ("malla-dns", &["malla-trace"]),
    ("malla-load", &["malla-trace"]),
    ("malla-control-plane", &["malla-trace", "malla-manifest", "malla-kernel", "malla-proxy", "malla-dns"]),
    (
        "malla-core",
        &[
            "malla-trace",
            "malla-manifest",
            "malla-kernel",
            "malla-proxy",
            "malla-dns",
            "malla-load",
            "malla-control-plane",
        ],
    ),
    ("malla-lesson", &["malla-trace", "malla-manifest", "malla-core"]),
    ("malla", &["malla-core", "malla-lesson", "malla-trace", "malla-manifest"]),
    ("xtask", &[]),
    ("malla-web", &["malla-core", "malla-lesson", "malla-trace"]),
];

/// What only the page may name.
const PAGE_ONLY: &[&str] = &["yew", "gloo", "web-sys", "js-sys", "wasm-bindgen", "wasm-bindgen-futures"];

/// The page itself, the suites that drive it, and the tool that builds it.
const PAGE: &[&str] = &["malla-web", "malla-tests", "xtask"];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let names = |package: &Value| package["dependencies"].as_array().into_iter().flatten().map(name).collect();
    packages.iter().map(|package| (name(package), names(package))).collect()
}

#[test]
fn every_package_names_only_whom_it_may() {
    let found = dependencies();
    let mut wrong = vec![];
    for (package, allowed) in TABLE {
        let named = found.get(*package).unwrap_or_else(|| panic!("{package} is not in the workspace"));
        let ours = named.iter().filter(|name| *name == "malla" || name.starts_with("malla-"));
        wrong.extend(
            ours.filter(|name| !allowed.contains(&name.as_str())).map(|name| format!("{package} names {name}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let unlisted: Vec<_> = found.keys().filter(|p| *p != "malla-tests" && !TABLE.iter().any(|(t, _)| t == p)).collect();
    assert!(unlisted.is_empty(), "not in the table: {unlisted:?}");
}

#[test]
fn nothing_below_the_page_names_a_browser() {
    let found = dependencies();
    let below = found.iter().filter(|(package, _)| !PAGE.contains(&package.as_str()));
    let wrong: Vec<_> =
        below.filter(|(_, named)| PAGE_ONLY.iter().any(|w| named.contains(*w))).map(|(p, _)| p).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
