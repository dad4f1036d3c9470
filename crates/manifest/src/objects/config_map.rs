//! `ConfigMap` (`v1`): settings by key.

use super::Meta;
use super::field::record;
use std::collections::BTreeMap;

record! {
    /// A ConfigMap.
    ConfigMap {
        /// Name and labels.
        meta: Meta = "metadata",
        /// Texts by key.
        data: BTreeMap<String, String> = "data",
        /// Bytes by key, in base64.
        binary_data: BTreeMap<String, String> = "binaryData",
    }
}
