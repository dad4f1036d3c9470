//! Puts the lessons' files into the program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let lessons = here.join("../lessons").canonicalize()?;
    println!("cargo::rerun-if-changed={}", lessons.display());
    let mut files = Vec::new();
    collect(&lessons, &mut files)?;
    files.sort();
    let mut code = String::from("/// Paths below `lessons/`, and texts.\nconst LESSONS: &[(&str, &str)] = &[\n");
    for file in files {
        let path = file.strip_prefix(&lessons).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        // Writing to a String cannot fail.
        let _ = writeln!(code, "    ({path:?}, include_str!({:?})),", file.display().to_string());
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("lessons.rs"), code)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "md" || e == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}
