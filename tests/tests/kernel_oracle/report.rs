//! What the comparisons came to.

pub(crate) use malla_tests::Tally;

use malla_tests::{boxed, is_set};
use std::process::ExitCode;

/// Nothing could be compared. Under CI that is a failure. It goes to standard error, where no test runner hides it.
pub(crate) fn skipped(reason: &str) -> ExitCode {
    let what = format!("SKIPPED kernel oracle: 0 comparisons ran: {reason}");
    let mend = "to run it: as root, or with user namespaces and /dev/net/tun open to you; it needs iptables, nftables and iproute2";
    eprint!("{}", boxed(&[&what, mend]));
    if is_set("CI") { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
