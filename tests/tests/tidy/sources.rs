//! The repository's files, as the other modules read them.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository.
pub(crate) struct Source {
    /// Path from the root, with slashes.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lie in the root").into()
}

/// Every text file of that ending below a folder of the root, build products left out.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<Source> {
    let mut found = vec![];
    collect(&root().join(folder), ending, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            let built = ["target", "dist", "node_modules", "bundle"].contains(&name.as_str());
            if !built && !name.starts_with('.') {
                collect(&path, ending, found);
            }
        } else if name.ends_with(ending)
            && let Ok(text) = fs::read_to_string(&path)
        {
            let path = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    }
}

/// All Rust files of the project.
pub(crate) fn rust() -> Vec<Source> {
    ["crates", "web", "tests"].iter().flat_map(|folder| files(folder, ".rs")).collect()
}
