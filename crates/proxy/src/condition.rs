//! What every condition says when it says no.

use malla_trace::Mismatch;

/// What a missing header or parameter is called.
pub(crate) const ABSENT: &str = "(absent)";

/// The condition, what it wanted, what it found.
pub(crate) fn mismatch(condition: &str, wanted: &str, found: &str) -> Mismatch {
    Mismatch { condition: condition.into(), wanted: wanted.into(), found: found.into() }
}
