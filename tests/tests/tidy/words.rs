//! Words that may not be said, and where.

use crate::sources::{Source, files, root, rust};

/// Kubernetes' and Istio's own words: an engine that says one has learned whom it works for.
const CLUSTER_WORDS: &[&str] = &[
    "kube",
    "kubernetes",
    "istio",
    "coredns",
    "pod",
    "pods",
    "podip",
    "clusterip",
    "nodeport",
    "ingress",
    "sidecar",
    "serviceaccount",
    "configmap",
    "daemonset",
    "replicaset",
    "endpointslice",
];

/// What reads the world: nothing below the binaries may.
const OUTER_WORDS: &[&str] = &[
    "SystemTime",
    "Instant::now",
    "std::fs",
    "std::env",
    "std::process",
    "std::net::TcpStream",
    "thread_rng",
    "HashMap::iter",
    "RandomState",
];

/// The words of a text in lower case. netfilter's own names, all in capitals (`CLUSTERIP` is a target of 2003), are not
/// words.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.filter(|w| w.chars().any(|c| !c.is_ascii_uppercase())).map(str::to_ascii_lowercase)
}

fn engine_files() -> Vec<Source> {
    ["kernel", "proxy", "dns", "load"].iter().flat_map(|engine| files(&format!("crates/{engine}/src"), ".rs")).collect()
}

#[test]
fn an_engine_knows_no_cluster_word() {
    let said: Vec<String> = engine_files()
        .iter()
        .flat_map(|file| {
            let found = words(&file.text).filter(|w| CLUSTER_WORDS.contains(&w.as_str()));
            found.map(|w| format!("{}: {w}", file.path)).collect::<Vec<_>>()
        })
        .collect();
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn nothing_below_the_binaries_reads_a_clock_a_file_or_chance() {
    let simulation = ["trace", "manifest", "kernel", "proxy", "dns", "load", "control-plane", "core", "lesson"];
    let mut said = vec![];
    for file in simulation.iter().flat_map(|c| files(&format!("crates/{c}/src"), ".rs")) {
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        said.extend(OUTER_WORDS.iter().filter(|w| code.contains(**w)).map(|w| format!("{}: {w}", file.path)));
    }
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn nothing_is_left_for_later_or_switched_off() {
    let later = ["TO", "FIX", "XX"].iter().zip(["DO", "ME", "X"]).map(|(a, b)| format!("{a}{b}"));
    let off = [format!("#[{}", "ignore"), format!("{}!(", "unimplemented"), format!("{}!(", "todo")];
    let banned: Vec<String> = later.chain(off).collect();
    let found: Vec<String> = rust()
        .iter()
        .flat_map(|file| {
            banned.iter().filter(|w| file.text.contains(w.as_str())).map(|w| format!("{}: {w}", file.path))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_repository_speaks_of_the_project_alone() {
    let hosts = ["crates", "index.crates", "registry.npmjs", "pypi", "deb.debian"];
    let hosts = hosts.iter().zip([".io", ".io", ".org", ".org", ".org"]).map(|(a, b)| format!("{a}{b}"));
    let paths = ["/wo", "/ro", "/tm"].iter().zip(["rk/", "ot/", "p/bash"]).map(|(a, b)| format!("{a}{b}"));
    let banned: Vec<String> = hosts.chain(paths).collect();
    let text = [".rs", ".md", ".toml", ".mjs", ".yaml", ".css", ".html"];
    let all = text.iter().flat_map(|ending| ["crates", "web", "tests", "lessons"].map(|f| files(f, ending))).flatten();
    let found: Vec<String> = all
        .flat_map(|file| {
            let said = banned.iter().filter(|w| file.text.contains(w.as_str())).cloned().collect::<Vec<_>>();
            said.into_iter().map(move |w| format!("{}: {w}", file.path))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_top_level_is_what_it_must_be() {
    let allowed = ["Cargo.toml", "Cargo.lock", "crates", "web", "lessons", "tests", "Trunk.toml", "README.md"];
    let kept = ["LICENSE-MIT", "LICENSE-APACHE", "rust-toolchain.toml", "target", "dist"];
    let mut stray: Vec<String> = std::fs::read_dir(root())
        .expect("the root can be read")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !allowed.contains(&name.as_str()) && !kept.contains(&name.as_str()))
        .collect();
    stray.sort();
    assert!(stray.is_empty(), "{stray:?}");
}
