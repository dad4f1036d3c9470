//! Looking into values.

use malla_manifest::Value;

/// The value at a dotted path; `Null` where there is none.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').try_fold(value, |value, key| value.get(key)).unwrap_or(&Value::Null)
}

/// The items of the list at a dotted path.
pub(crate) fn items<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    if let Value::List(items) = at(value, path) { items } else { &[] }
}

/// The entries of the mapping at a dotted path.
pub(crate) fn entries<'v>(value: &'v Value, path: &str) -> &'v [(String, Value)] {
    if let Value::Map(entries) = at(value, path) { entries } else { &[] }
}

/// The text at a dotted path.
pub(crate) fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    if let Value::String(text) = at(value, path) { Some(text) } else { None }
}

/// The whole number at a dotted path.
pub(crate) fn number(value: &Value, path: &str) -> Option<i64> {
    if let Value::Int(number) = at(value, path) { Some(*number) } else { None }
}

/// Whether `true` stands at a dotted path.
pub(crate) fn is_true(value: &Value, path: &str) -> bool {
    *at(value, path) == Value::Bool(true)
}

/// A scalar as kubectl's printer shows it, a list or mapping as JSON; nothing for nothing.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::List(_) | Value::Map(_) => {
            serde_json::to_string(value).unwrap_or_default()
        }
    }
}

/// The value with the keys of every mapping in the order of the alphabet, as everything that went through Go's maps.
pub(crate) fn sorted(value: Value) -> Value {
    match value {
        Value::Map(entries) => {
            let mut entries: Vec<(String, Value)> =
                entries.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Map(entries)
        }
        Value::List(items) => Value::List(items.into_iter().map(sorted).collect()),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => value,
    }
}

/// Puts a value at a dotted path, making the mappings on the way.
pub(crate) fn put(value: &mut Value, path: &[&str], new: Value) {
    let Some((key, rest)) = path.split_first() else {
        *value = new;
        return;
    };
    if !matches!(value, Value::Map(_)) {
        *value = Value::Map(Vec::new());
    }
    let Value::Map(entries) = value else { return };
    let place = entries.iter().position(|(own, _)| own == key).unwrap_or_else(|| {
        entries.push(((*key).to_owned(), Value::Null));
        entries.len() - 1
    });
    put(&mut entries[place].1, rest, new);
}

/// Takes what stands under a key out of a mapping.
pub(crate) fn take(value: &mut Value, key: &str) -> Option<Value> {
    let Value::Map(entries) = value else { return None };
    let place = entries.iter().position(|(own, _)| own == key)?;
    Some(entries.remove(place).1)
}
