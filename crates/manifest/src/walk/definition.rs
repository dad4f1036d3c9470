//! The rules of a CustomResourceDefinition (apiextensions-apiserver `pkg/apiserver/schema/cel`): the object is filled in
//! with what its definition defaults, and every rule is asked of the value it stands at.

use crate::cel::{Fault, Program, Value};
use crate::finding::{MAX_FINDINGS, Trouble};
use crate::problem::ShapeProblem;
use crate::schema::{Asked, Field, Schema, StructId, Type};
use crate::yaml::{Content, NodeRef, Scalar, Span};
use malla_trace::{FieldPath, Segment};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How deep defaults are filled in.
const MAX_DEPTH: usize = 8;

/// Asks the rules of an object of a kind.
pub(crate) fn check(root: NodeRef<'_>, schema: &'static Schema, kind: StructId) -> Vec<Trouble> {
    let mut asking = Asking { schema, path: Vec::new(), troubles: Vec::new(), programs: BTreeMap::new() };
    asking.structure(root, root.span(), kind);
    asking.troubles
}

struct Asking {
    schema: &'static Schema,
    path: Vec<Segment>,
    troubles: Vec<Trouble>,
    /// The rules met so far, read.
    programs: BTreeMap<&'static str, Option<Program>>,
}

impl Asking {
    /// A node as a value; what is of another type than it should be is told elsewhere and is nothing here.
    fn value(&mut self, node: NodeRef<'_>, at: Span, shape: &'static Type) -> Value {
        match (shape, node.content()) {
            (Type::Bounded(inner, _), _) => self.value(node, at, inner),
            (Type::Struct(id), Content::Map(_)) => self.structure(node, at, *id),
            (Type::Map(inner), Content::Map(_)) => {
                let pairs = node.pairs().map(|(key, value)| {
                    let name = key.text().unwrap_or_default();
                    (
                        name.into(),
                        self.under(Segment::Key(name.into()), |asking| asking.value(value, key.span(), inner)),
                    )
                });
                Value::Map(Rc::new(pairs.collect()))
            }
            (Type::List(inner), Content::List(_)) => {
                let items = node.items().enumerate();
                let value = |(index, item): (usize, NodeRef<'_>)| {
                    self.under(Segment::Index(index), |asking| asking.value(item, item.span(), inner))
                };
                Value::list(items.map(value).collect())
            }
            (_, Content::Scalar(scalar)) => plain(scalar),
            (_, Content::Map(_) | Content::List(_)) => Value::Null,
        }
    }

    fn under<T>(&mut self, segment: Segment, visit: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(segment);
        let out = visit(self);
        self.path.pop();
        out
    }

    fn structure(&mut self, node: NodeRef<'_>, at: Span, id: StructId) -> Value {
        let shape = self.schema.get(id);
        let mut pairs = Vec::new();
        for field in &shape.fields {
            let written = node.get_pair(field.name).filter(|(_, value)| !value.is_null());
            let value = match written {
                Some((key, value)) => Some(self.field(key, value, field)),
                None => default(self.schema, field, 0),
            };
            pairs.extend(value.map(|value| (field.name.into(), value)));
        }
        let value = Value::Map(Rc::new(pairs));
        self.ask(&shape.asks, &value, at);
        value
    }

    fn field(&mut self, key: NodeRef<'_>, node: NodeRef<'_>, field: &'static Field) -> Value {
        self.under(Segment::Key(field.name.into()), |asking| {
            let value = asking.value(node, key.span(), &field.shape);
            asking.ask(&field.asks, &value, key.span());
            value
        })
    }

    fn ask(&mut self, asks: &'static [Asked], value: &Value, at: Span) {
        for asked in asks {
            let program = self.programs.entry(asked.rule).or_insert_with(|| Program::parse(asked.rule).ok());
            let holds = program.as_ref().map_or(Ok(true), |program| program.holds(value));
            if holds != Ok(true) && self.troubles.len() < MAX_FINDINGS {
                let fault = holds.err().as_ref().map(Fault::words);
                let problem = ShapeProblem::Asked { asked: *asked, of: kind_of(value), fault };
                self.troubles.push(Trouble::at(at, problem, FieldPath(self.path.clone())));
            }
        }
    }
}

/// What stands for a field that is not written.
fn default(schema: &Schema, field: &Field, depth: usize) -> Option<Value> {
    let word = field.default.filter(|_| depth < MAX_DEPTH)?;
    Some(filled(schema, &field.shape, word, depth))
}

fn filled(schema: &Schema, shape: &Type, word: &str, depth: usize) -> Value {
    match (shape, word) {
        (Type::Bounded(inner, _), _) => filled(schema, inner, word, depth),
        (Type::List(inner), "[{}]") => Value::list(vec![filled(schema, inner, "{}", depth)]),
        (Type::Struct(id), _) => {
            let fields = schema.get(*id).fields.iter();
            let pairs = fields.filter_map(|field| Some((field.name.into(), default(schema, field, depth + 1)?)));
            Value::Map(Rc::new(pairs.collect()))
        }
        (_, word) => word.parse().map_or_else(|_| Value::text(word), Value::Int),
    }
}

fn plain(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(truth) => Value::Bool(*truth),
        Scalar::Int(number) => Value::Int(*number),
        Scalar::Float(number) => Value::Float(*number),
        Scalar::Text(text) => Value::text(text),
    }
}

/// The word the API server has for a value in its sentences: its type.
const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null | Value::Map(_) => "object",
        Value::Bool(_) => "boolean",
        Value::Int(_) => "integer",
        Value::Float(_) => "number",
        Value::Text(_) | Value::Duration(_) => "string",
        Value::List(_) => "array",
    }
}
