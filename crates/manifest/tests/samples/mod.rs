//! The samples: every YAML of the lessons, and of the upstream cases (`conformance` next to the repository, read in place;
//! another folder in `MALLA_CONFORMANCE`) if they are there.

use std::path::{Path, PathBuf};

fn folders() -> Vec<PathBuf> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let conformance =
        std::env::var_os("MALLA_CONFORMANCE").map_or_else(|| here.join("../../../shared/conformance"), PathBuf::from);
    let mut folders = vec![here.join("../../lessons")];
    if conformance.is_dir() {
        folders.push(conformance);
    } else {
        println!("+--------------------------------------------------------------+");
        println!("| SKIPPED: no conformance data; set MALLA_CONFORMANCE to it    |");
        println!("+--------------------------------------------------------------+");
        assert!(std::env::var_os("CI").is_none(), "a skip is a failure under CI");
    }
    folders
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            found.push(path);
        }
    }
}

/// Every sample: its folder and name, and its text.
pub fn texts() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    folders().iter().for_each(|folder| files(folder, &mut paths));
    let name = |path: &Path| {
        let parts = path.components().rev().take(3).map(|part| part.as_os_str().to_string_lossy().into_owned());
        parts.collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("/")
    };
    paths.iter().filter_map(|path| Some((name(path), std::fs::read_to_string(path).ok()?))).collect()
}
