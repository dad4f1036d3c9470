//! The printer against what a real node printed: rules read from `expected.iptables` must come out as
//! `iptables-save.txt`. The cases are read in place; `MALLA_CONFORMANCE` says where they are.

#![allow(clippy::unwrap_used)]

mod support;

use malla_kernel::Family;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance");
    let root = std::env::var_os("MALLA_CONFORMANCE").map_or(default, PathBuf::from);
    let Ok(groups) = std::fs::read_dir(&root) else {
        println!("+-- SKIPPED: no conformance data at {} (set MALLA_CONFORMANCE) --+", root.display());
        assert!(std::env::var_os("CI").is_none(), "no conformance data at {}", root.display());
        return vec![];
    };
    let mut open: Vec<PathBuf> = groups.flatten().map(|entry| entry.path()).collect();
    let mut found = vec![];
    while let Some(dir) = open.pop() {
        if dir.join("iptables-save.txt").is_file() {
            found.push(dir);
        } else if let Ok(entries) = std::fs::read_dir(&dir) {
            open.extend(entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()));
        }
    }
    found.sort();
    found
}

/// The cases without nfacct objects were recorded with those matches removed.
fn without_nfacct(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut kept: Vec<&str> = vec![];
    let mut i = 0;
    while i < words.len() {
        if words[i] == "-m" && words.get(i + 1) == Some(&"nfacct") {
            i += 4;
        } else {
            kept.push(words[i]);
            i += 1;
        }
    }
    kept.join(" ")
}

#[test]
fn rules_print_as_a_real_node_prints_them() {
    let cases = cases();
    let mut same = 0;
    for dir in &cases {
        let input = std::fs::read_to_string(dir.join("expected.iptables")).unwrap();
        let wanted = std::fs::read_to_string(dir.join("iptables-save.txt")).unwrap();
        let family = if wanted.contains("::") { Family::V6 } else { Family::V4 };
        let mut lab = support::Lab::new("");
        let why = lab.ledger.builtin("lab/rules");
        let refusals = lab.net.restore_text(&without_nfacct(&input), family, why);
        assert!(refusals.is_empty(), "{}: {}", dir.display(), refusals[0]);
        support::check(&lab.net.save_family(family), &wanted);
        same += 1;
    }
    println!("iptables-save: {same}/{}", cases.len());
}
