//! `StringMatch` (`networking.istio.io`): how a text of a request is compared.

use crate::objects::field::record;

record! {
    /// One of the three; none of them asks only that there is something.
    StringMatch {
        /// To the byte.
        exact: Option<String> = "exact",
        /// From the left.
        prefix: Option<String> = "prefix",
        /// By an RE2 expression that covers the whole text.
        regex: Option<String> = "regex",
    }
}
