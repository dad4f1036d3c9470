//! The schema told field by field: for tests, completion and documentation.

use super::{Asked, Bounds, CORE, GATEWAY, ISTIO, OPENSHIFT, REST, Schema, Struct, StructId, Type, find};

/// How deep paths are told; the deepest field of our kinds is at level 11.
const MAX_DEPTH: usize = 24;

/// A field of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFact {
    /// Its path, with `[]` for the items of a list and the values of a free mapping; empty for the object itself.
    pub path: String,
    /// `string`, `bool`, `int`, `int-or-string`, `number`, `quantity`, `duration`, `choice`, `list`, `map`, `struct` or `any`.
    pub shape: &'static str,
    /// The words or numbers it may hold, if they are a closed list.
    pub words: Vec<String>,
    /// Whether it must be there.
    pub required: bool,
    /// The form its text must have, as a regular expression.
    pub pattern: Option<&'static str>,
    /// The least and the greatest that its number, its length or its count of items may be.
    pub bounds: (Option<i64>, Option<i64>),
    /// What stands for it when it is not written.
    pub default: Option<&'static str>,
    /// The rules of its definition.
    pub asks: Vec<Asked>,
}

/// The kinds we know, each with its API version.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    schemas().into_iter().flat_map(|schema| &schema.kinds).map(|kind| (kind.name, kind.api_version))
}

fn schemas() -> [&'static Schema; 5] {
    [&CORE, &REST, &GATEWAY, &OPENSHIFT, &ISTIO]
}

/// Every kind and struct of the schema, with the schema it is part of; what all kinds share comes once for each.
pub(crate) fn structs() -> impl Iterator<Item = (&'static Schema, &'static Struct)> {
    schemas().into_iter().flat_map(|schema| schema.structs().iter().map(move |shape| (schema, shape)))
}

/// Every field of a kind in a version; none of a kind we do not know.
#[must_use]
pub fn describe(kind: &str, api_version: &str) -> Vec<FieldFact> {
    let mut out = Vec::new();
    if let Some((schema, kind)) = find(kind, Some(api_version)) {
        tell(schema, &Type::Struct(kind.root), "", false, MAX_DEPTH, &mut out);
    }
    out
}

fn tell(schema: &Schema, shape: &Type, path: &str, required: bool, depth: usize, out: &mut Vec<FieldFact>) {
    let bounds = bounds(shape);
    let shape = if let Type::Bounded(inner, _) = shape { inner } else { shape };
    let pattern = if let Type::Pattern(pattern) = shape { Some(pattern.regex) } else { None };
    let asks = if let Type::Struct(id) = shape { schema.get(*id).asks.clone() } else { Vec::new() };
    let (path_told, shape_told, words) = (path.into(), word(shape), words(shape));
    out.push(FieldFact { path: path_told, shape: shape_told, words, required, pattern, bounds, default: None, asks });
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
        | Type::Numbers(_)
        | Type::Pattern(_)
        | Type::Quantity
        | Type::String => {}
    }
}

fn fields(schema: &Schema, id: StructId, path: &str, depth: usize, out: &mut Vec<FieldFact>) {
    for field in &schema.get(id).fields {
        let at = out.len();
        tell(schema, &field.shape, &format!("{path}.{}", field.name), field.required, depth - 1, out);
        if let Some(told) = out.get_mut(at) {
            told.default = field.default;
            told.asks.extend(field.asks.iter().copied());
        }
    }
}

/// A type as `kubectl explain` prints it: `string`, `[]ServicePort`, `map[string]string`.
pub(crate) fn type_name(schema: &Schema, shape: &Type) -> String {
    match shape {
        Type::Bounded(inner, _) => type_name(schema, inner),
        Type::List(item) => format!("[]{}", type_name(schema, item)),
        Type::Map(value) => format!("map[string]{}", type_name(schema, value)),
        Type::Struct(id) => schema.get(*id).name.into(),
        Type::Any => "Object".into(),
        Type::Bool => "boolean".into(),
        Type::Int { .. } | Type::Numbers(_) => "integer".into(),
        Type::IntOrString => "IntOrString".into(),
        Type::Number => "number".into(),
        Type::Quantity => "Quantity".into(),
        Type::Choice(_) | Type::Duration | Type::Pattern(_) | Type::String => "string".into(),
    }
}

/// The words or numbers that may stand there, if they are a closed list.
pub(crate) fn words_of(shape: &Type) -> Vec<String> {
    if let Type::Bounded(inner, _) = shape { words_of(inner) } else { words(shape) }
}

/// The least and the greatest of a number, a length or a count, where the type itself does not say it.
pub(crate) fn bounds_of(shape: &Type) -> (Option<i64>, Option<i64>) {
    let said = |bound: &i64| (i64::from(i32::MIN) + 1..i64::from(i32::MAX)).contains(bound);
    let (min, max) = bounds(shape);
    (min.filter(said), max.filter(said))
}

fn words(shape: &Type) -> Vec<String> {
    let words = if let Type::Choice(words) = shape { words.as_slice() } else { &[] };
    let numbers = if let Type::Numbers(numbers) = shape { numbers.as_slice() } else { &[] };
    words.iter().map(|word| (*word).to_owned()).chain(numbers.iter().map(i64::to_string)).collect()
}

fn bounds(shape: &Type) -> (Option<i64>, Option<i64>) {
    if let Type::Bounded(_, Bounds { min, max }) = shape {
        (*min, *max)
    } else if let Type::Int { min, max } = shape {
        (Some(*min), Some(*max))
    } else {
        (None, None)
    }
}

fn word(shape: &Type) -> &'static str {
    match shape {
        Type::Any => "any",
        Type::Bool => "bool",
        Type::Bounded(inner, _) => word(inner),
        Type::Choice(_) => "choice",
        Type::Duration => "duration",
        Type::Int { .. } | Type::Numbers(_) => "int",
        Type::IntOrString => "int-or-string",
        Type::List(_) => "list",
        Type::Map(_) => "map",
        Type::Number => "number",
        Type::Quantity => "quantity",
        Type::Pattern(_) | Type::String => "string",
        Type::Struct(_) => "struct",
    }
}
