//! Objects as kubectl writes them whole: one by itself, several as a List.

use crate::BadInput;
use crate::value::{entries, put, sorted, take, text};
use malla_manifest::{Value, to_yaml};
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Several objects (`meta/v1` List).
pub(crate) fn list(objects: Vec<Value>) -> Value {
    let version = Value::Map(vec![("resourceVersion".into(), "".into())]);
    Value::Map(vec![
        ("apiVersion".into(), "v1".into()),
        ("items".into(), Value::List(objects)),
        ("kind".into(), "List".into()),
        ("metadata".into(), version),
    ])
}

/// An object as the API server answers with it: keys in order, and the texts of a Secret among its bytes.
pub(crate) fn readable(value: &Value) -> Value {
    let mut value = value.clone();
    let is_secret = text(&value, "kind") == Some("Secret");
    if let Some(Value::Map(texts)) = is_secret.then(|| take(&mut value, "stringData")).flatten() {
        for (key, text) in texts {
            let Value::String(text) = text else { continue };
            put(&mut value, &["data", &key], Value::String(base64(text.as_bytes())));
        }
    }
    sorted(value)
}

/// `-o yaml`.
pub(crate) fn yaml(value: &Value) -> String {
    to_yaml(value)
}

/// `-o json`, indented by four as kubectl does (`k8s.io/cli-runtime/pkg/printers/json.go`).
pub(crate) fn json(value: &Value) -> Result<String, BadInput> {
    let mut bytes = vec![];
    let mut serializer = Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"    "));
    value.serialize(&mut serializer).map_err(BadInput::new)?;
    String::from_utf8(bytes).map(|text| text + "\n").map_err(BadInput::new)
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = (number >> (18 - 6 * place)) & 63;
            text.push(if place <= chunk.len() { char::from(ALPHABET[letter as usize]) } else { '=' });
        }
    }
    text
}

/// How many keys a Secret or ConfigMap has.
pub(crate) fn keys(value: &Value, lists: &[&str]) -> usize {
    let mut keys: Vec<&str> = lists.iter().flat_map(|list| entries(value, list)).map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_rfc_4648_says() {
        let told = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|text| base64(text.as_bytes()));
        assert_eq!(told, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }
}
