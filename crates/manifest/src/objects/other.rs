//! An object of a kind that Malla accepts and does nothing with.

use super::Meta;
use super::field::record;

record! {
    /// An object of a kind that does nothing here.
    Other {
        /// Kind.
        kind: String = "kind",
        /// API version.
        api_version: String = "apiVersion",
        /// Name and labels.
        meta: Meta = "metadata",
    }
}
