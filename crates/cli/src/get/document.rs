//! Objects as kubectl writes them whole: one by itself, several as a List.

use crate::BadInput;
use malla_manifest::{Object, Value, to_yaml};
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

/// Several objects (`meta/v1` List).
pub(crate) fn list(objects: &[&Object]) -> Value {
    let items = objects.iter().map(|object| object.to_value()).collect();
    let version = Value::Map(vec![("resourceVersion".into(), "".into())]);
    Value::Map(vec![
        ("apiVersion".into(), "v1".into()),
        ("items".into(), Value::List(items)),
        ("kind".into(), "List".into()),
        ("metadata".into(), version),
    ])
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
