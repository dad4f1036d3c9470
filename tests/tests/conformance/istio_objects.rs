//! The objects of a mesh case, taken as they stand: upstream's unit tests hold objects that admission would not let in.

use crate::data;
use malla_control_plane::{Causes, Store, Stored};
use malla_manifest::{Object, Value, read_value};
use malla_trace::Ledger;
use std::path::Path;
use std::sync::Arc;

/// The objects of a file of YAML documents, in a store, each with one cause of its own.
pub fn store(path: &Path, ledger: &mut Ledger) -> Result<Store, String> {
    let values = documents(&data::text(path)?)?;
    store_of(&values, ledger).map_err(|problem| format!("{}: {problem}", path.display()))
}

/// These objects in a store.
pub fn store_of(values: &[Value], ledger: &mut Ledger) -> Result<Store, String> {
    let mut store = Store::default();
    for value in values {
        put(&mut store, value, ledger)?;
    }
    Ok(store)
}

/// Puts one object in its place.
pub fn put(store: &mut Store, value: &Value, ledger: &mut Ledger) -> Result<(), String> {
    let object = Object::from_value(value).ok_or("an object without a kind")?;
    let causes = Arc::new(Causes::new(ledger.builtin("conformance/object")));
    store.put(object.reference(), Stored { object, causes, seat: None });
    Ok(())
}

/// The documents of a text.
pub fn documents(text: &str) -> Result<Vec<Value>, String> {
    let mut texts = vec![String::new()];
    for line in text.lines() {
        match (line.trim_end(), texts.last_mut()) {
            ("---", _) => texts.push(String::new()),
            (_, Some(last)) => {
                last.push_str(line);
                last.push('\n');
            }
            (_, None) => {}
        }
    }
    let values =
        texts.iter().map(|text| read_value(text).map_err(|finding| finding.diagnostic(malla_trace::Lang::En).message));
    let values: Vec<Value> = values.collect::<Result<_, _>>()?;
    Ok(values.into_iter().filter(|value| *value != Value::Null).collect())
}

/// The objects under a key of a case: a list, or texts of documents.
pub fn embedded(value: &Value) -> Result<Vec<Value>, String> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::String(text) => documents(text),
        Value::List(items) => Ok(items.clone()),
        one @ Value::Map(_) => Ok(vec![one.clone()]),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => Err("objects are a list".into()),
    }
}

/// A file of one document, as it stands.
pub fn value(path: &Path) -> Result<Value, String> {
    let mut values = documents(&data::text(path)?).map_err(|problem| format!("{}: {problem}", path.display()))?;
    values.pop().ok_or_else(|| format!("{}: nothing in it", path.display()))
}
