//! Header edits of one level.

use malla_proxy::{HeaderEdit, HeaderEdits};
use serde_json::{Value, json};

/// Adds the edits to what Envoy calls `request_headers_to_add` and the like, behind those that are there.
pub(crate) fn add(out: &mut Value, which: &str, edits: &HeaderEdits) {
    for edit in &edits.edits {
        let (name, text, how) = match edit {
            HeaderEdit::Set(name, text) => (name, text, "OVERWRITE_IF_EXISTS_OR_ADD"),
            HeaderEdit::Add(name, text) => (name, text, "APPEND_IF_EXISTS_OR_ADD"),
            HeaderEdit::AddIfAbsent(name, text) => (name, text, "ADD_IF_ABSENT"),
            HeaderEdit::Remove(name) => {
                push(out, &format!("{which}_to_remove"), json!(name));
                continue;
            }
        };
        let added = json!({ "header": { "key": name, "value": text.text() }, "append_action": how });
        push(out, &format!("{which}_to_add"), added);
    }
}

fn push(out: &mut Value, key: &str, item: Value) {
    match &mut out[key] {
        Value::Array(items) => items.push(item),
        other => *other = json!([item]),
    }
}
