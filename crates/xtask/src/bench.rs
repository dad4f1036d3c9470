//! `cargo xtask bench`: what kube-proxy's rules and a key cost, natively by criterion and in WebAssembly by Node.

use crate::process::{self, cargo};
use crate::tools::{self, Tool, WASM};
use crate::{Outcome, debian};

/// The crates whose work is measured.
const PACKAGES: [&str; 2] = ["malla-control-plane", "malla-lesson"];

/// Measures; the figures go to standard output.
pub(crate) fn bench() -> Outcome {
    for package in PACKAGES {
        process::run(cargo().args(["bench", "-p", package]))?;
    }
    if let Err(skip) = debian::provide(&[&debian::NODE]) {
        return Err(format!("WebAssembly is not measured; missing: {}\n{}", skip.missing, skip.help));
    }
    tools::link()?;
    tools::wasm_target()?;
    let mut wasm = cargo();
    wasm.args(["test", "--release", "--target", WASM, "-p", "malla-tests", "--test", "speed", "--", "--nocapture"]);
    wasm.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", Tool::TestRunner.path());
    process::run(&mut wasm)
}
