//! `Secret` (`v1`): settings by key that should not be read by everybody. Base64 is not encryption.

use super::Meta;
use super::field::record;
use crate::base64;
use std::collections::BTreeMap;

record! {
    /// A Secret.
    Secret {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What its keys are for, `kubernetes.io/tls`.
        secret_type: Option<String> = "type",
        /// Bytes by key, in base64.
        data: BTreeMap<String, String> = "data",
        /// Texts by key, which win over `data` (the API server merges them in).
        string_data: BTreeMap<String, String> = "stringData",
    }
}

impl Secret {
    /// The text under a key: `stringData` first, as the API server's strategy merges it.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<String> {
        self.string_data.get(key).cloned().or_else(|| {
            let bytes = base64::decode(self.data.get(key)?)?;
            String::from_utf8(bytes).ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_text_wins_over_the_encoded_one() {
        let mut secret = Secret::default();
        secret.data.insert("user".into(), "bWVuY2h1".into());
        secret.data.insert("pass".into(), "bm90aGlz".into());
        secret.string_data.insert("pass".into(), "this".into());
        secret.data.insert("broken".into(), "%%%".into());
        let read = |key| secret.value(key);
        assert_eq!(read("user").as_deref(), Some("menchu"));
        assert_eq!(read("pass").as_deref(), Some("this"));
        assert_eq!((read("broken"), read("none")), (None, None));
    }
}
