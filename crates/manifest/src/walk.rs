//! One walk of a tree beside its kind's schema: every field that does not exist, is missing, or holds something else.
//!
//! Upstream these are several programs (kubectl's strict decoding, the API server's decoder and its validation); the
//! sentences are theirs, the places and the mends ours.

use crate::finding::Trouble;
use crate::objects::Quantity;
use crate::problem::{JsonType, Mend, ShapeProblem};
use crate::schema::{Field, SCHEMA, StructId, Type, nearest};
use crate::yaml::{Content, NodeRef, Scalar, Span};
use malla_trace::{FieldPath, Segment};

/// What the API server adds to "Required value" for some fields (`pkg/apis/networking/validation`).
const REQUIRED_BECAUSE: &[(&str, &str)] = &[("pathType", "pathType must be specified")];

/// Walks an object of a kind. `key` is where to point for the object itself.
pub(crate) fn walk(root: NodeRef<'_>, kind: StructId) -> Vec<Trouble> {
    let mut walk = Walk { kind, path: Vec::new(), troubles: Vec::new(), broken: root.tree.broken };
    walk.object(root, head(root), kind);
    walk.troubles
}

/// Where to point for a whole collection that has no key: its first byte and what follows on that line is for the
/// source to cut.
pub(crate) fn head(node: NodeRef<'_>) -> Span {
    node.span()
}

struct Walk {
    kind: StructId,
    path: Vec<Segment>,
    troubles: Vec<Trouble>,
    broken: bool,
}

impl Walk {
    fn trouble(&mut self, span: Span, problem: ShapeProblem) {
        self.troubles.push(Trouble::at(span, problem, FieldPath(self.path.clone())));
    }

    fn under(&mut self, segment: Segment, visit: impl FnOnce(&mut Self)) {
        self.path.push(segment);
        visit(self);
        self.path.pop();
    }

    /// A value; `at` is where to point when it is a collection.
    fn value(&mut self, node: NodeRef<'_>, at: Span, shape: &Type) {
        // A null is as good as nothing: the decoder leaves the field alone.
        if node.is_null() {
            return;
        }
        match (shape, node.content()) {
            (Type::Any, _) => {}
            (Type::Struct(id), Content::Map(_)) => self.object(node, at, *id),
            (Type::Map(value), Content::Map(_)) => self.free(node, value),
            (Type::List(item), Content::List(_)) => self.list(node, item),
            (Type::Struct(_) | Type::Map(_) | Type::List(_), _) => self.mismatch(node, at, shape),
            (_, Content::Scalar(scalar)) => self.scalar(node, scalar, shape),
            (_, Content::Map(_) | Content::List(_)) => self.mismatch(node, at, shape),
        }
    }

    fn object(&mut self, node: NodeRef<'_>, at: Span, id: StructId) {
        let shape = SCHEMA.get(id);
        for (key, value) in node.pairs() {
            let name = key.text().unwrap_or_default();
            self.under(Segment::Key(name.into()), |walk| match shape.field(name) {
                Some(field) => {
                    walk.value(value, key.span(), &field.shape);
                    walk.distinct(value, field);
                }
                None => walk.unknown(key, id),
            });
        }
        for field in shape.fields.iter().filter(|field| field.required) {
            if !self.broken && node.get(field.name).is_none_or(NodeRef::is_null) {
                let why = REQUIRED_BECAUSE.iter().find(|(name, _)| *name == field.name).map(|(_, why)| *why);
                self.under(Segment::Key(field.name.into()), |walk| walk.trouble(at, ShapeProblem::Required { why }));
            }
        }
    }

    fn unknown(&mut self, key: NodeRef<'_>, id: StructId) {
        let name = key.text().unwrap_or_default();
        let similar = nearest(name, SCHEMA.get(id).fields.iter().map(|field| field.name)).map(str::to_owned);
        let elsewhere = SCHEMA.elsewhere(self.kind, name);
        self.trouble(key.span(), ShapeProblem::UnknownField { similar, elsewhere });
    }

    fn free(&mut self, node: NodeRef<'_>, shape: &Type) {
        for (key, value) in node.pairs() {
            let name = key.text().unwrap_or_default();
            self.under(Segment::Key(name.into()), |walk| walk.value(value, key.span(), shape));
        }
    }

    fn list(&mut self, node: NodeRef<'_>, shape: &Type) {
        for (index, item) in node.items().enumerate() {
            self.under(Segment::Index(index), |walk| walk.value(item, item.span(), shape));
        }
    }

    fn scalar(&mut self, node: NodeRef<'_>, scalar: &Scalar, shape: &Type) {
        match (shape, scalar) {
            (Type::Bool, Scalar::Bool(_))
            | (Type::String | Type::IntOrString, Scalar::Text(_))
            | (Type::IntOrString, Scalar::Int(_))
            | (Type::Quantity, Scalar::Int(_) | Scalar::Float(_)) => {}
            (Type::Choice(words), Scalar::Text(word)) => self.choice(node, word, words),
            (Type::Quantity, Scalar::Text(text)) => self.quantity(node, text),
            (Type::Int { min, max }, Scalar::Int(_) | Scalar::Float(_)) => match node.whole() {
                Some(value) if (*min..=*max).contains(&value) => {}
                Some(value) => self.trouble(node.span(), ShapeProblem::OutOfRange { value, min: *min, max: *max }),
                None => self.mismatch(node, node.span(), shape),
            },
            _ => self.mismatch(node, node.span(), shape),
        }
    }

    fn choice(&mut self, node: NodeRef<'_>, word: &str, words: &[&'static str]) {
        // An empty text is what Go has for "not written".
        if !words.contains(&word) && !word.is_empty() {
            let problem = ShapeProblem::Unsupported {
                value: word.into(),
                allowed: words.iter().map(|word| (*word).to_owned()).collect(),
                similar: nearest(word, words.iter().copied()).map(str::to_owned),
            };
            self.trouble(node.span(), problem);
        }
    }

    fn quantity(&mut self, node: NodeRef<'_>, text: &str) {
        if Quantity(text.into()).milli().is_none() {
            self.trouble(node.span(), ShapeProblem::NotAQuantity { value: text.into() });
        }
    }

    /// Items that must differ and do not (list-type map in the API's schema).
    fn distinct(&mut self, node: NodeRef<'_>, field: &Field) {
        if field.keys.is_empty() {
            return;
        }
        let mut seen: Vec<String> = Vec::new();
        for (index, item) in node.items().enumerate() {
            let Some(identity) = identity(item, field) else { continue };
            if seen.contains(&identity) {
                let value = identity.clone();
                let at = field.keys.last().and_then(|(key, _)| item.get(key)).unwrap_or(item).span();
                self.under(Segment::Index(index), |walk| walk.trouble(at, ShapeProblem::Duplicate { value }));
            }
            seen.push(identity);
        }
    }

    fn mismatch(&mut self, node: NodeRef<'_>, at: Span, shape: &Type) {
        let (expected, found) = (expected(shape), found(node));
        let span = if node.scalar().is_some() { node.span() } else { at };
        let problem = ShapeProblem::WrongType { expected, found, value: print(node), mend: mend(expected, node) };
        self.trouble(span, problem);
    }
}

/// What tells an item from its siblings, as the API server prints it: the value of a single key, or all of them.
fn identity(item: NodeRef<'_>, field: &Field) -> Option<String> {
    let values: Option<Vec<(&str, String)>> = field
        .keys
        .iter()
        .map(|(key, default)| {
            let written = item.get(key).filter(|value| !value.is_null()).map(print);
            written.or_else(|| default.map(|word| format!("{word:?}"))).map(|value| (*key, value))
        })
        .collect();
    let values = values?;
    Some(match values.as_slice() {
        [(_, value)] => value.clone(),
        several => {
            let pairs: Vec<String> = several.iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
            format!("{{{}}}", pairs.join(","))
        }
    })
}

/// A scalar as JSON prints it; nothing for collections.
pub(crate) fn print(node: NodeRef<'_>) -> String {
    match node.scalar() {
        Some(Scalar::Text(text)) => format!("\"{text}\""),
        Some(Scalar::Bool(b)) => b.to_string(),
        Some(Scalar::Int(n)) => n.to_string(),
        Some(Scalar::Float(x)) => x.to_string(),
        Some(Scalar::Null) | None => String::new(),
    }
}

const fn expected(shape: &Type) -> JsonType {
    match shape {
        Type::Bool => JsonType::Boolean,
        Type::Choice(_) | Type::String | Type::Any => JsonType::String,
        Type::Int { .. } => JsonType::Integer,
        Type::IntOrString => JsonType::IntOrString,
        Type::List(_) => JsonType::Array,
        Type::Map(_) | Type::Struct(_) => JsonType::Object,
        Type::Quantity => JsonType::Quantity,
    }
}

fn found(node: NodeRef<'_>) -> JsonType {
    match node.content() {
        Content::Scalar(Scalar::Null) => JsonType::Null,
        Content::Scalar(Scalar::Bool(_)) => JsonType::Boolean,
        Content::Scalar(Scalar::Int(_)) => JsonType::Integer,
        Content::Scalar(Scalar::Float(_)) => JsonType::Number,
        Content::Scalar(Scalar::Text(_)) => JsonType::String,
        Content::List(_) => JsonType::Array,
        Content::Map(_) => JsonType::Object,
    }
}

/// The mend, where the mistake tells it.
fn mend(expected: JsonType, node: NodeRef<'_>) -> Option<Mend> {
    let text = node.text().unwrap_or_default().trim();
    match (expected, found(node)) {
        (JsonType::String | JsonType::IntOrString | JsonType::Quantity, JsonType::Boolean) => Some(Mend::QuoteWord),
        (JsonType::String | JsonType::IntOrString, JsonType::Integer | JsonType::Number) => Some(Mend::QuoteNumber),
        (JsonType::Integer, JsonType::String) if text.parse::<f64>().is_ok() => Some(Mend::UnquoteNumber),
        (JsonType::Boolean, JsonType::String) if matches!(text, "true" | "false" | "True" | "False") => {
            Some(Mend::UnquoteBoolean)
        }
        (JsonType::Array, _) => Some(Mend::AddDash),
        (JsonType::Object, JsonType::Array) => Some(Mend::RemoveDash),
        (JsonType::Object, JsonType::String) => Some(Mend::SpaceAfterColon),
        (JsonType::String | JsonType::IntOrString | JsonType::Quantity, JsonType::Array | JsonType::Object) => {
            Some(Mend::OneText)
        }
        _ => None,
    }
}
