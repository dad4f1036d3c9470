//! What may not change in an object that exists: the `Validate...Update` functions of `pkg/apis/*/validation`. An
//! update that is refused leaves the object as it was.

mod fields;
mod pod;
mod service;
mod stateful_set;

use crate::api_server::defaulting;
use crate::memory::Allocations;
use malla_manifest::{Form, Manifest, Rule, RuleProblem, Value};
use malla_trace::FieldPath;
use std::fmt::Write;

/// A change that the API server does not take.
#[derive(Clone, Debug, PartialEq)]
pub struct Forbidden {
    /// The field, as the API server names it.
    pub path: FieldPath,
    /// The field to look at in the text.
    pub at: FieldPath,
    /// What it says.
    pub problem: RuleProblem,
}

/// The object that exists, and what somebody wants it to be, both with their defaults.
#[derive(Clone, Copy)]
pub(super) struct Change<'a> {
    pub(super) old: &'a Value,
    pub(super) new: &'a Value,
    pub(super) kind: &'a str,
}

/// Everything that stands against making `old` into `new`; nothing when the two are the same.
#[must_use]
pub fn check(old: &Manifest, new: &Manifest, allocated: Option<&Allocations>) -> Vec<Forbidden> {
    let (was, is) = (old.source.value(), new.source.value());
    if was == is {
        return Vec::new();
    }
    let (was, is) = (with_defaults(old, was), with_defaults(new, is));
    let change = Change { old: &was, new: &is, kind: new.object.kind() };
    match change.kind {
        "Service" => service::check(change, allocated),
        "Pod" => pod::check(change),
        "StatefulSet" => stateful_set::check(change),
        _ => fields::check(change),
    }
}

/// The object as written, and what the API server fills in.
fn with_defaults(manifest: &Manifest, written: Value) -> Value {
    let mut object = manifest.object.clone();
    defaulting::fill(&mut object);
    overlay(written, object.to_value())
}

/// A value with another one laid over it: mappings key by key, lists of the same length item by item.
#[must_use]
pub fn overlay(under: Value, over: Value) -> Value {
    match (under, over) {
        (Value::Map(mut under), Value::Map(over)) => {
            for (key, value) in over {
                match under.iter_mut().find(|(own, _)| *own == key) {
                    Some((_, own)) => *own = overlay(std::mem::take(own), value),
                    None => under.push((key, value)),
                }
            }
            Value::Map(under)
        }
        (Value::List(under), Value::List(over)) if under.len() == over.len() => {
            Value::List(under.into_iter().zip(over).map(|(under, over)| overlay(under, over)).collect())
        }
        (_, over) => over,
    }
}

/// The value at a path; `Null` where there is none.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').try_fold(value, |value, key| value.get(key)).unwrap_or(&Value::Null)
}

/// The items of a list.
pub(super) fn items(value: &Value) -> &[Value] {
    if let Value::List(items) = value { items } else { &[] }
}

/// A text.
pub(super) fn text(value: &Value) -> Option<&str> {
    if let Value::String(text) = value { Some(text) } else { None }
}

/// The first field in which two values differ.
pub(super) fn first_difference(old: &Value, new: &Value, here: &FieldPath) -> Option<FieldPath> {
    match (old, new) {
        (Value::Map(was), Value::Map(is)) => {
            let changed = is
                .iter()
                .find_map(|(key, value)| first_difference(old.get(key).unwrap_or(&Value::Null), value, &here.key(key)));
            let gone = || was.iter().find(|(key, value)| new.get(key).is_none() && *value != Value::Null);
            changed.or_else(|| gone().map(|(key, _)| here.key(key)))
        }
        (Value::List(was), Value::List(is)) if was.len() == is.len() => {
            let mut pairs = was.iter().zip(is).enumerate();
            pairs.find_map(|(index, (old, new))| first_difference(old, new, &here.index(index)))
        }
        _ => (old != new).then(|| here.clone()),
    }
}

impl Forbidden {
    /// `Invalid value: v: why`.
    pub(super) fn invalid(path: &str, value: &Value, rule: Rule) -> Self {
        let path = FieldPath::parse(path);
        let problem = RuleProblem { rule, form: Form::Invalid { value: json(value) }, detail: String::new() };
        Self { at: path.clone(), path, problem }
    }

    /// `Forbidden: why`.
    pub(super) fn outright(path: &str, at: FieldPath, rule: Rule, detail: String) -> Self {
        Self { path: FieldPath::parse(path), at, problem: RuleProblem { rule, form: Form::Forbidden, detail } }
    }
}

/// A value as `encoding/json` prints it in an error (`field.Error`).
fn json(value: &Value) -> String {
    let mut text = String::new();
    // Writing into a text cannot fail.
    let _ = write_json(&mut text, value);
    text
}

fn write_json(out: &mut String, value: &Value) -> std::fmt::Result {
    match value {
        Value::Null => write!(out, "null"),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::Int(number) => write!(out, "{number}"),
        Value::Float(number) => write!(out, "{number}"),
        Value::String(text) => write!(out, "{text:?}"),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            write!(out, "[{}]", items.join(","))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key:?}:{}", json(value))).collect();
            write!(out, "{{{}}}", entries.join(","))
        }
    }
}
