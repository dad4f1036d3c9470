//! The case files, read with the reader of manifests: as plain values, and their API objects as a store.

use crate::objects::object;
use malla_control_plane::{Causes, Store, Stored};
use malla_manifest::{Object, SourceFile, Value, parse};
use malla_trace::{Ledger, Severity};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// What is put before a case file, so that it reads as an object of no kind we know.
const HEAD: &str = "apiVersion: conformance/v1\nkind: Case\nmetadata: {name: case}\n";

/// What is put before a list of objects.
const LIST: &str = "apiVersion: v1\nkind: List\nitems:\n";

/// Reads a file.
pub fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads a case file as a value.
pub fn value(path: &Path) -> Result<Value, String> {
    value_of(&path.display().to_string(), &text(path)?)
}

/// Reads a text of that name as a value.
pub fn value_of(name: &str, text: &str) -> Result<Value, String> {
    let parsed = parse(&[SourceFile { name: name.into(), text: format!("{HEAD}{text}") }]);
    let problems = parsed.findings.iter().map(|f| f.diagnostic(malla_trace::Lang::En));
    let errors: Vec<String> = problems.filter(|d| d.severity == Severity::Error).map(|d| d.message).collect();
    match parsed.manifests.first() {
        Some(manifest) if errors.is_empty() => Ok(manifest.source.value()),
        Some(_) | None => Err(format!("{name}: {}", errors.join("; "))),
    }
}

/// The manifests under a top-level key of a case file, in a store, each with one cause of its own.
pub fn manifests(text: &str, key: &str, ledger: &mut Ledger) -> Result<Store, String> {
    let block = block(text, key);
    let parsed = parse(&[SourceFile { name: key.into(), text: format!("{LIST}{block}") }]);
    let items = block.lines().filter(|line| line.starts_with("- ")).count();
    if parsed.manifests.len() != items {
        let problems: Vec<_> = parsed.findings.iter().map(|f| f.diagnostic(malla_trace::Lang::En).message).collect();
        return Err(format!("{} of {items} objects read: {}", parsed.manifests.len(), problems.join("; ")));
    }
    Ok(store(parsed.manifests.into_iter().map(|manifest| manifest.object), ledger))
}

/// The objects of a list, unchecked, in a store, each with one cause of its own.
pub fn objects(list: &[Value], ledger: &mut Ledger) -> Result<Store, String> {
    let objects: Vec<Object> = list.iter().map(object).collect::<Result<_, _>>()?;
    Ok(store(objects, ledger))
}

fn store(objects: impl IntoIterator<Item = Object>, ledger: &mut Ledger) -> Store {
    let mut store = Store::default();
    for object in objects {
        let causes = Arc::new(Causes::new(ledger.builtin("conformance/object")));
        store.put(object.reference(), Stored { object, causes, seat: None });
    }
    store
}

/// The lines of the list under a top-level key; empty when it is `[]` or not there.
fn block(text: &str, key: &str) -> String {
    let head = format!("{key}:");
    let inside = text.lines().skip_while(|line| *line != head).skip(1);
    inside.take_while(|line| line.starts_with([' ', '-'])).map(|line| format!("{line}\n")).collect()
}

/// Look-ups that tell what is missing.
pub trait Fields {
    /// The value at a dotted path; `Null` when it is not there.
    fn at(&self, path: &str) -> &Value;
    /// A text there.
    fn text_at(&self, path: &str) -> Option<&str>;
    /// Whether the boolean there is true.
    fn is(&self, path: &str) -> bool;
    /// A number there.
    fn number_at(&self, path: &str) -> Option<i64>;
    /// The items of the list there.
    fn items_at(&self, path: &str) -> &[Value];
    /// The texts of the list there.
    fn texts_at(&self, path: &str) -> Vec<String>;
    /// The keys of the mapping.
    fn keys(&self) -> Vec<&str>;
}

impl Fields for Value {
    fn at(&self, path: &str) -> &Value {
        path.split('.').try_fold(self, |value, key| value.get(key)).unwrap_or(&Self::Null)
    }

    fn text_at(&self, path: &str) -> Option<&str> {
        if let Self::String(text) = self.at(path) { Some(text) } else { None }
    }

    fn is(&self, path: &str) -> bool {
        *self.at(path) == Self::Bool(true)
    }

    fn number_at(&self, path: &str) -> Option<i64> {
        if let Self::Int(number) = self.at(path) { Some(*number) } else { None }
    }

    fn items_at(&self, path: &str) -> &[Value] {
        if let Self::List(items) = self.at(path) { items } else { &[] }
    }

    fn texts_at(&self, path: &str) -> Vec<String> {
        let texts = self.items_at(path).iter().filter_map(|item| item.as_text());
        texts.collect()
    }

    fn keys(&self) -> Vec<&str> {
        if let Self::Map(entries) = self { entries.iter().map(|(key, _)| key.as_str()).collect() } else { Vec::new() }
    }
}

/// A scalar as text.
pub trait AsText {
    /// The scalar printed; none for anything else.
    fn as_text(&self) -> Option<String>;
}

impl AsText for Value {
    fn as_text(&self) -> Option<String> {
        match self {
            Self::String(text) => Some(text.clone()),
            Self::Int(number) => Some(number.to_string()),
            Self::Bool(truth) => Some(truth.to_string()),
            Self::Float(number) => Some(number.to_string()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }
}
