//! `cargo xtask build`: dist/, the page as static files for any file server and any path.

use crate::process::{self, root};
use crate::sizes::{self, Sizes};
use crate::{Outcome, post_build, report, tools};
use std::time::Instant;

/// Builds the release page; gives its sizes.
pub(crate) fn release() -> Outcome<Sizes> {
    let started = Instant::now();
    let mut trunk = tools::trunk(&["build", "--release"])?;
    report::step("building the page for release", "1 to 2 minutes the first time");
    process::run(&mut trunk)?;
    report::step("policy, offline copy, compressed copies", "about 20 s");
    let dist = root().join("dist");
    post_build::finish(&dist)?;
    let sizes = sizes::compress(&dist)?;
    println!("{sizes}");
    println!("dist/ is ready after {}", report::time(started.elapsed()));
    Ok(sizes)
}
