//! `cargo xtask weigh`: what diagnostics and the language service cost the page, each as a WebAssembly module of its own.

use crate::process::{self, cargo, root};
use crate::tools::{self, WASM};
use crate::{Outcome, sizes};

/// What the two may cost together, in kilobytes of a thousand bytes, brotli.
const BUDGET: usize = 120;

/// The modules, the smaller one first: `crates/manifest/examples`.
const MODULES: [(&str, &str); 2] =
    [("diagnostics", "diagnostics"), ("language_service", "language service and diagnostics")];

/// Builds and weighs; the figures go to standard output.
pub(crate) fn weigh() -> Outcome {
    tools::wasm_target()?;
    let mut build = cargo();
    build.args(["build", "--release", "--target", WASM, "-p", "malla-manifest", "--features", "weigh", "--examples"]);
    process::run(&mut build)?;
    for (file, name) in MODULES {
        let path = root().join("target").join(WASM).join("release/examples").join(format!("{file}.wasm"));
        let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let brotli = sizes::brotli(&bytes).map_err(|error| format!("{file}: {error}"))?.len();
        println!(
            "{name}: {} kB brotli, {} kB raw (budget {BUDGET})",
            brotli.div_ceil(1000),
            bytes.len().div_ceil(1000)
        );
    }
    Ok(())
}
