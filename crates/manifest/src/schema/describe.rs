//! The schema told field by field: for tests, completion and documentation.

use super::{CORE, ISTIO, Schema, StructId, Type};

/// How deep paths are told; the deepest field of our kinds is at level 11.
const MAX_DEPTH: usize = 24;

/// A field of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFact {
    /// Its path, with `[]` for the items of a list and the values of a free mapping; empty for the object itself.
    pub path: String,
    /// `string`, `bool`, `int`, `int-or-string`, `number`, `quantity`, `duration`, `choice`, `list`, `map`, `struct` or `any`.
    pub shape: &'static str,
    /// The words it may hold, if they are a closed list.
    pub words: Vec<&'static str>,
    /// Whether it must be there.
    pub required: bool,
}

/// The kinds we know, each with its API version.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    schemas().into_iter().flat_map(|schema| &schema.kinds).map(|kind| (kind.name, kind.api_version))
}

fn schemas() -> [&'static Schema; 2] {
    [&CORE, &ISTIO]
}

/// Every field of a kind; none of a kind we do not know.
#[must_use]
pub fn describe(kind: &str) -> Vec<FieldFact> {
    let mut out = Vec::new();
    for schema in schemas() {
        if let Some(kind) = schema.kinds.iter().find(|known| known.name == kind) {
            tell(schema, &Type::Struct(kind.root), "", false, MAX_DEPTH, &mut out);
        }
    }
    out
}

fn tell(schema: &Schema, shape: &Type, path: &str, required: bool, depth: usize, out: &mut Vec<FieldFact>) {
    let shape = if let Type::Bounded(inner, _) = shape { inner } else { shape };
    let words = if let Type::Choice(words) = shape { words.clone() } else { Vec::new() };
    out.push(FieldFact { path: path.into(), shape: word(shape), words, required });
    if depth == 0 {
        return;
    }
    match shape {
        Type::List(item) | Type::Map(item) => tell(schema, item, &format!("{path}[]"), false, depth - 1, out),
        Type::Struct(id) => fields(schema, *id, path, depth, out),
        Type::Any
        | Type::Bool
        | Type::Bounded(..)
        | Type::Choice(_)
        | Type::Duration
        | Type::Int { .. }
        | Type::IntOrString
        | Type::Number
        | Type::Quantity
        | Type::String => {}
    }
}

fn fields(schema: &Schema, id: StructId, path: &str, depth: usize, out: &mut Vec<FieldFact>) {
    for field in &schema.get(id).fields {
        tell(schema, &field.shape, &format!("{path}.{}", field.name), field.required, depth - 1, out);
    }
}

fn word(shape: &Type) -> &'static str {
    match shape {
        Type::Any => "any",
        Type::Bool => "bool",
        Type::Bounded(inner, _) => word(inner),
        Type::Choice(_) => "choice",
        Type::Duration => "duration",
        Type::Int { .. } => "int",
        Type::IntOrString => "int-or-string",
        Type::List(_) => "list",
        Type::Map(_) => "map",
        Type::Number => "number",
        Type::Quantity => "quantity",
        Type::String => "string",
        Type::Struct(_) => "struct",
    }
}
