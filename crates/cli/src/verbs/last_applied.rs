//! The annotation in which `kubectl apply` notes what it applied (`k8s.io/kubectl/pkg/util/apply.go`).

use crate::value::{at, entries, put, sorted, take, text};
use malla_manifest::Value;

const METADATA: &str = "metadata";
const ANNOTATIONS: &str = "annotations";
const KEY: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What was applied last; `None` when nobody applied.
pub(super) fn of(live: &Value) -> Option<Value> {
    let noted = entries(live, "metadata.annotations").iter().find(|(key, _)| key == KEY)?;
    let Value::String(json) = &noted.1 else { return None };
    malla_manifest::read_value(json).ok()
}

/// The object with a note of itself.
pub(super) fn noted(mut object: Value) -> Value {
    let note = Value::String(note(&object));
    put(&mut object, &[METADATA, ANNOTATIONS, KEY], note);
    sorted(object)
}

/// The object as Go's `encoding/json` writes it, without an older note.
fn note(object: &Value) -> String {
    let kept = entries(object, "metadata.annotations").iter().filter(|(key, _)| key != KEY).cloned().collect();
    let mut bare = object.clone();
    put(&mut bare, &[METADATA, ANNOTATIONS], Value::Map(kept));
    let json = serde_json::to_string(&sorted(bare)).unwrap_or_default();
    let escaped = json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
    format!("{escaped}\n")
}

/// Puts the note of another object, or its having none, into an object.
pub(super) fn leave_note(object: &mut Value, other: &Value) {
    let is_note = |(key, _): &&(String, Value)| key == KEY;
    let note = entries(other, "metadata.annotations").iter().find(is_note).cloned();
    let others = entries(object, "metadata.annotations").iter().filter(|entry| !is_note(entry)).cloned();
    let annotations: Vec<(String, Value)> = others.chain(note).collect();
    if annotations.is_empty() {
        let Value::Map(fields) = object else { return };
        for (_, metadata) in fields.iter_mut().filter(|(key, _)| key == METADATA) {
            take(metadata, ANNOTATIONS);
        }
        return;
    }
    put(object, &[METADATA, ANNOTATIONS], Value::Map(annotations));
}

/// Whether an object has a note.
pub(super) fn is_noted(live: &Value) -> bool {
    matches!(at(live, "metadata.annotations"), Value::Map(_)) && of(live).is_some()
}

/// What kubectl warns of where there is none.
pub(super) fn warning(resource: &str, live: &Value) -> String {
    let name = text(live, "metadata.name").unwrap_or_default();
    format!(
        "Warning: resource {resource}/{name} is missing the {KEY} annotation which is required by kubectl apply. kubectl \
         apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl \
         apply. The missing annotation will be patched automatically."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_is_the_object_without_a_note() {
        let object = malla_manifest::read_value("{kind: X, metadata: {name: a}, data: {b: '<&>'}}").unwrap_or_default();
        let once = noted(object);
        let text = "{\"data\":{\"b\":\"\\u003c\\u0026\\u003e\"},\"kind\":\"X\",\"metadata\":{\"annotations\":{},\"name\":\"a\"}}\n";
        let note = entries(&once, "metadata.annotations").iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
        assert_eq!(note, [Value::String(text.into())]);
        assert_eq!(noted(once.clone()), once, "a note of a note is the same note");
        assert!(is_noted(&once) && !is_noted(&Value::Null));
    }
}
