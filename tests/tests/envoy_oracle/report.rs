//! What the comparisons came to.

pub(crate) use malla_tests::Tally;

use malla_tests::{boxed, is_set};
use std::process::ExitCode;

/// Nothing could be compared. Under CI that is a failure where Envoy is required. It goes to standard error, where no test
/// runner hides it.
pub(crate) fn skipped(reason: &str) -> ExitCode {
    let what = format!("SKIPPED envoy oracle: 0 comparisons ran: {reason}");
    let mend = "to run it: cargo xtask test native, or MALLA_ENVOY=/path/to/envoy";
    eprint!("{}", boxed(&[&what, mend]));
    if is_set("CI") && is_set("MALLA_ENVOY_REQUIRED") { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
