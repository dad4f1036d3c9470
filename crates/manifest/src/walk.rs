//! One walk of a tree beside its kind's schema: every field that does not exist, is missing, or holds something else.
//!
//! Upstream these are several programs (kubectl's strict decoding, the API server's decoder and its validation); the
//! sentences are theirs, the places and the mends ours.

mod custom;
mod definition;

pub(crate) use definition::check as asked;

use crate::finding::{MAX_FINDINGS, Trouble};
use crate::objects::Quantity;
use crate::problem::{Form, JsonType, Mend, Problem, Rule, RuleProblem, ShapeProblem};
use crate::schema::{Field, Schema, StructId, Type, nearest};
use crate::yaml::{Content, NodeRef, Scalar, Span};
use malla_trace::{FieldPath, Segment};
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Where the API server says more than "Required value" (`pkg/apis/networking/validation`).
const REQUIRED_BECAUSE: &[(&str, Rule)] = &[("pathType", Rule::IngressPathTypeMissing)];

/// Fields that had other names in versions long gone (`extensions/v1beta1` Ingress), which old tutorials still use.
const FORMERLY: &[(&str, &str)] = &[("serviceName", "service.name"), ("servicePort", "service.port.number")];

/// Walks an object of a kind.
pub(crate) fn walk(root: NodeRef<'_>, schema: &'static Schema, kind: StructId) -> Vec<Trouble> {
    let broken = root.tree.broken;
    let (open, path, troubles, patterns) = (Vec::new(), Vec::new(), Vec::new(), BTreeMap::new());
    let mut walk = Walk { schema, open, path, troubles, broken, patterns };
    walk.object(root, root.span(), kind);
    walk.troubles
}

struct Walk {
    schema: &'static Schema,
    /// The structs on the way from the object to here, and how long the path was at each.
    open: Vec<(StructId, usize)>,
    path: Vec<Segment>,
    troubles: Vec<Trouble>,
    broken: bool,
    /// The patterns met so far, ready for use.
    patterns: BTreeMap<&'static str, Option<Regex>>,
}

impl Walk {
    fn trouble(&mut self, span: Span, problem: impl Into<Problem>) {
        if self.troubles.len() < MAX_FINDINGS {
            self.troubles.push(Trouble::at(span, problem, FieldPath(self.path.clone())));
        }
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
            (Type::Bounded(inner, bounds), _) => {
                self.value(node, at, inner);
                self.bounds(node, at, *bounds);
            }
            (Type::Struct(id), Content::Map(_)) => self.object(node, at, *id),
            (Type::Map(value), Content::Map(_)) => self.free(node, value),
            (Type::List(item), Content::List(_)) => self.list(node, item),
            (Type::Struct(_) | Type::Map(_) | Type::List(_), _) => self.mismatch(node, at, shape),
            (_, Content::Scalar(scalar)) => self.scalar(node, scalar, shape),
            (_, Content::Map(_) | Content::List(_)) => self.mismatch(node, at, shape),
        }
    }

    fn object(&mut self, node: NodeRef<'_>, at: Span, id: StructId) {
        let shape = self.schema.get(id);
        self.open.push((id, self.path.len()));
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
        self.open.pop();
        self.one_of(node, shape);
        for field in shape.fields.iter().filter(|field| field.required) {
            if !self.broken && node.get(field.name).is_none_or(NodeRef::is_null) {
                self.under(Segment::Key(field.name.into()), |walk| walk.trouble(at, required(field.name)));
            }
        }
    }

    fn unknown(&mut self, key: NodeRef<'_>, id: StructId) {
        if self.troubles.len() >= MAX_FINDINGS {
            return;
        }
        let name = key.text().unwrap_or_default();
        let shape = self.schema.get(id);
        let formerly = FORMERLY.iter().find(|(old, _)| *old == name).map(|(_, new)| *new);
        let similar = formerly.or_else(|| nearest(name, shape.fields.iter().map(|field| field.name)));
        let under = (shape.name == "LabelSelector" && similar.is_none()).then(|| "matchLabels".to_owned());
        let elsewhere = self.elsewhere(name).filter(|_| under.is_none());
        self.trouble(key.span(), ShapeProblem::UnknownField { similar: similar.map(str::to_owned), elsewhere, under });
    }

    /// The nearest place for a field of that name: below the struct it stands in, then below the one around it.
    fn elsewhere(&self, name: &str) -> Option<String> {
        self.open.iter().rev().find_map(|(id, length)| {
            let found = self.schema.find(*id, name)?;
            let around = FieldPath(self.path[..*length].to_vec()).to_string();
            Some(if around.is_empty() { found } else { format!("{around}.{found}") })
        })
    }

    fn free(&mut self, node: NodeRef<'_>, shape: &Type) {
        for (key, value) in node.pairs() {
            let name = key.text().unwrap_or_default();
            self.under(Segment::Key(name.into()), |walk| walk.element(value, key.span(), shape));
        }
    }

    fn list(&mut self, node: NodeRef<'_>, shape: &Type) {
        for (index, item) in node.items().enumerate() {
            self.under(Segment::Index(index), |walk| walk.element(item, item.span(), shape));
        }
    }

    fn scalar(&mut self, node: NodeRef<'_>, scalar: &Scalar, shape: &Type) {
        match (shape, scalar) {
            (Type::Bool, Scalar::Bool(_))
            | (Type::String | Type::IntOrString, Scalar::Text(_))
            | (Type::IntOrString, Scalar::Int(_))
            | (Type::Quantity | Type::Number, Scalar::Int(_) | Scalar::Float(_)) => {}
            (Type::Duration, Scalar::Text(text)) => self.duration(node, text),
            (Type::Choice(words), Scalar::Text(word)) => self.choice(node, word, words),
            (Type::Numbers(numbers), Scalar::Int(_) | Scalar::Float(_)) => self.number(node, numbers),
            (Type::Pattern(pattern), Scalar::Text(text)) => self.pattern(node, text, *pattern),
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
        // An empty text is what Go has for "not written"; the schema of a CustomResourceDefinition lists its words.
        if !words.contains(&word) && (!word.is_empty() || self.schema.is_custom) {
            let problem = ShapeProblem::Unsupported {
                value: print(node),
                allowed: words.iter().map(|word| (*word).to_owned()).collect(),
                similar: nearest(word, words.iter().copied()).map(str::to_owned),
            };
            self.trouble(node.span(), problem);
        }
    }

    fn number(&mut self, node: NodeRef<'_>, numbers: &[i64]) {
        if !node.whole().is_some_and(|number| numbers.contains(&number)) {
            let allowed = numbers.iter().map(i64::to_string).collect();
            self.trouble(node.span(), ShapeProblem::Unsupported { value: print(node), allowed, similar: None });
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
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (index, item) in node.items().enumerate() {
            let Some(identity) = identity(item, field) else { continue };
            if seen.contains(&identity) {
                let value = identity.clone();
                self.under(Segment::Index(index), |walk| walk.repeated(item, field, value));
            }
            seen.insert(identity);
        }
    }

    /// A single key is blamed itself, several together are the item's.
    fn repeated(&mut self, item: NodeRef<'_>, field: &Field, value: String) {
        let at = field.keys.last().and_then(|(key, _)| item.get(key)).unwrap_or(item).span();
        let problem = ShapeProblem::Duplicate { value };
        match field.keys.as_slice() {
            [(key, _)] => self.under(Segment::Key((*key).into()), |walk| walk.trouble(at, problem)),
            _ => self.trouble(at, problem),
        }
    }

    fn mismatch(&mut self, node: NodeRef<'_>, at: Span, shape: &Type) {
        let (expected, found) = (expected(shape), found(node));
        let span = if node.scalar().is_some() { node.span() } else { at };
        let mend = mend(shape, node);
        let fields = self.fields(shape).filter(|_| mend == Some(Mend::Fields)).unwrap_or_default();
        let is_custom = self.schema.is_custom;
        let problem = ShapeProblem::WrongType { expected, found, value: print(node), mend, fields, is_custom };
        self.trouble(span, problem);
    }

    /// The fields of a small object, for a hint.
    fn fields(&self, shape: &Type) -> Option<Vec<String>> {
        let Type::Struct(id) = shape else { return None };
        let fields = &self.schema.get(*id).fields;
        (fields.len() <= 6).then(|| fields.iter().map(|field| field.name.to_owned()).collect())
    }
}

fn required(name: &str) -> Problem {
    let rule = REQUIRED_BECAUSE.iter().find(|(field, _)| *field == name).map(|(_, rule)| *rule);
    rule.map_or_else(
        || ShapeProblem::Required.into(),
        |rule| RuleProblem { rule, form: Form::Required, detail: String::new() }.into(),
    )
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

fn expected(shape: &Type) -> JsonType {
    match shape {
        Type::Bounded(inner, _) => expected(inner),
        Type::Number => JsonType::Number,
        Type::Bool => JsonType::Boolean,
        Type::Choice(_) | Type::Duration | Type::Pattern(_) | Type::String | Type::Any => JsonType::String,
        Type::Int { .. } | Type::Numbers(_) => JsonType::Integer,
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
fn mend(shape: &Type, node: NodeRef<'_>) -> Option<Mend> {
    let expected = expected(shape);
    let text = node.text().unwrap_or_default().trim();
    match (expected, found(node)) {
        (_, JsonType::Integer | JsonType::Number) if *shape == Type::Duration => Some(Mend::AddUnit),
        (JsonType::String | JsonType::IntOrString | JsonType::Quantity, JsonType::Boolean) => Some(Mend::QuoteWord),
        (JsonType::String | JsonType::IntOrString, JsonType::Integer | JsonType::Number) => Some(Mend::QuoteNumber),
        (JsonType::Integer | JsonType::Number, JsonType::String) if text.parse::<f64>().is_ok() => {
            Some(Mend::UnquoteNumber)
        }
        (JsonType::Integer, _) => Some(Mend::WholeNumber),
        (_, JsonType::Null) => Some(Mend::RemoveField),
        (JsonType::Boolean, _) => Some(Mend::TrueOrFalse),
        (JsonType::Array, _) => Some(Mend::AddDash),
        (JsonType::Object, JsonType::Array) => Some(Mend::RemoveDash),
        (JsonType::Object, _) => Some(Mend::Fields),
        (JsonType::String | JsonType::IntOrString | JsonType::Quantity, JsonType::Array | JsonType::Object) => {
            Some(Mend::OneText)
        }
        _ => None,
    }
}
