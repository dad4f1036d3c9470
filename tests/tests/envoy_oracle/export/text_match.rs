//! A condition on a text.

use malla_proxy::StringMatch;
use serde_json::{Value, json};

/// Envoy's `StringMatcher`.
pub(crate) fn text_match(wanted: &StringMatch) -> Value {
    match wanted {
        StringMatch::Exact(text) => json!({ "exact": text }),
        StringMatch::ExactIgnoreCase(text) => json!({ "exact": text, "ignore_case": true }),
        StringMatch::Prefix(text) => json!({ "prefix": text }),
        StringMatch::PrefixIgnoreCase(text) => json!({ "prefix": text, "ignore_case": true }),
        StringMatch::Suffix(text) => json!({ "suffix": text }),
        StringMatch::Contains(text) => json!({ "contains": text }),
        StringMatch::Regex(pattern) => json!({ "safe_regex": { "regex": pattern.text() } }),
    }
}
