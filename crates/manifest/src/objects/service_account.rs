//! `ServiceAccount` (`v1`): whom a pod acts as.

use super::Meta;
use super::field::record;

record! {
    /// A ServiceAccount.
    ServiceAccount {
        /// Name and labels.
        meta: Meta = "metadata",
    }
}
