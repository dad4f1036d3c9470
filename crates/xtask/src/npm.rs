//! npm packages: exactly those of a folder's package-lock.json.

use crate::process::{command, run};
use crate::{Outcome, report};
use std::path::Path;
use std::{fs, process::Command};

/// Installs what the lock file names, unless that was done since it changed.
pub(crate) fn install(folder: &Path) -> Outcome {
    if is_fresh(folder).unwrap_or(false) {
        return Ok(());
    }
    report::step(&format!("fetching the packages of {}", folder.join("package-lock.json").display()), "about 5 s");
    // Their install scripts are not needed, so they do not run.
    run(npm(folder).args(["ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]))
}

/// npm in a folder.
pub(crate) fn npm(folder: &Path) -> Command {
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(folder);
    npm
}

fn is_fresh(folder: &Path) -> std::io::Result<bool> {
    let changed = |name: &str| fs::metadata(folder.join(name))?.modified();
    Ok(changed("node_modules/.package-lock.json")? >= changed("package-lock.json")?)
}
