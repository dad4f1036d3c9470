//! `Namespace` (`v1`): a drawer for names.

use super::Meta;
use super::field::record;

record! {
    /// A Namespace.
    Namespace {
        /// Name and labels.
        meta: Meta = "metadata",
    }
}
