//! Values written as YAML, so that kubectl reads back what was meant: words it would take for booleans or numbers are
//! quoted. The emitter is `serde_yaml`'s maintained successor under that name (see the workspace's Cargo.toml).

use crate::value::Value;
use serde::ser::{Serialize, SerializeMap, Serializer};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Int(n) => serializer.serialize_i64(*n),
            Self::Float(x) => serializer.serialize_f64(*x),
            Self::String(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// Writes a value as a YAML document, lists level with their keys as kubectl writes them.
#[must_use]
pub fn to_yaml(value: &Value) -> String {
    let options = serde_yaml::ser_options! {
        compact_list_indent: true,
        folded_wrap_chars: usize::MAX,
    };
    serde_yaml::to_string_with_options(value, options).unwrap_or_else(|error| format!("# {error}\n"))
}
