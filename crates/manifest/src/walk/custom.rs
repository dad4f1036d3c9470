//! What the validation of a CustomResourceDefinition asks beyond types (apiextensions-apiserver `pkg/apiserver/validation`,
//! kube-openapi `pkg/validation/validate`): bounds, fields that exclude each other, durations, and nulls that stay.

use super::Walk;
use crate::objects::istio::nanoseconds;
use crate::problem::{Measure, ShapeProblem};
use crate::schema::{Bounds, Pattern, Struct, Type};
use crate::yaml::{Content, NodeRef, Scalar, Span};
use malla_trace::Segment;
use regex_lite::Regex;

/// The shortest time a duration may be.
const SHORTEST: i64 = 1_000_000;

impl Walk {
    /// A value of a list or of free keys. There a null stays, and is of the wrong type; as a field's value it is pruned
    /// (`PruneNonNullableNullsWithoutDefaults` in `pkg/apiserver/schema/defaulting`).
    pub(super) fn element(&mut self, node: NodeRef<'_>, at: Span, shape: &Type) {
        let inside = matches!(self.path.first(), Some(Segment::Key(key)) if key == "spec");
        if node.is_null() && inside && self.schema.is_custom {
            self.mismatch(node, at, shape);
        } else {
            self.value(node, at, shape);
        }
    }

    /// A number, a length or a count outside its bounds.
    pub(super) fn bounds(&mut self, node: NodeRef<'_>, at: Span, bounds: Bounds) {
        let Some((measure, size)) = measured(node) else { return };
        let span = if node.scalar().is_some() { node.span() } else { at };
        #[allow(clippy::cast_precision_loss)]
        let (low, high) = (bounds.min.filter(|min| size < *min as f64), bounds.max.filter(|max| size > *max as f64));
        for (limit, least) in low.map(|limit| (limit, true)).into_iter().chain(high.map(|limit| (limit, false))) {
            let value = if measure == Measure::Number { super::print(node) } else { size.to_string() };
            self.trouble(span, ShapeProblem::OutOfBounds { measure, value, limit, least });
        }
    }

    /// Fields that exclude each other.
    pub(super) fn one_of(&mut self, node: NodeRef<'_>, shape: &Struct) {
        for fields in &shape.one_of {
            let written = fields.iter().filter_map(|name| Some((*name, node.get_pair(name)?.0)));
            let written: Vec<_> = written.collect();
            if let [first, .., (_, last)] = written.as_slice() {
                let names = std::iter::once(first).chain(&written[1..]).map(|(name, _)| (*name).to_owned()).collect();
                self.trouble(last.span(), ShapeProblem::OnlyOneOf { fields: names });
            }
        }
    }

    /// A text that is not of its form (`pattern`).
    pub(super) fn pattern(&mut self, node: NodeRef<'_>, text: &str, pattern: Pattern) {
        // The forms are the schema's own; tests compile them all.
        let ready = self.patterns.entry(pattern.regex).or_insert_with(|| Regex::new(pattern.regex).ok());
        if ready.as_ref().is_some_and(|ready| !ready.is_match(text)) {
            let problem =
                ShapeProblem::PatternMismatch { value: text.into(), pattern: pattern.regex, example: pattern.example };
            self.trouble(node.span(), problem);
        }
    }

    /// `duration(self) >= duration('1ms')`.
    pub(super) fn duration(&mut self, node: NodeRef<'_>, text: &str) {
        let length = nanoseconds(text);
        if length.is_none_or(|length| length < SHORTEST) {
            self.trouble(node.span(), ShapeProblem::NotADuration { value: text.into(), is_short: length.is_some() });
        }
    }
}

/// What is counted in a value, and how much of it there is.
fn measured(node: NodeRef<'_>) -> Option<(Measure, f64)> {
    #[allow(clippy::cast_precision_loss)]
    match node.content() {
        Content::Scalar(Scalar::Int(n)) => Some((Measure::Number, *n as f64)),
        Content::Scalar(Scalar::Float(x)) => Some((Measure::Number, *x)),
        Content::Scalar(Scalar::Text(text)) => Some((Measure::Letters, text.chars().count() as f64)),
        Content::List(items) => Some((Measure::Items, items.len() as f64)),
        Content::Map(pairs) => Some((Measure::Properties, pairs.len() as f64)),
        Content::Scalar(Scalar::Null | Scalar::Bool(_)) => None,
    }
}
