//! A manifest: one object, the text it came from, and the line of every field.

use crate::finding::{Finding, Trouble};
use crate::objects::Object;
use crate::rules;
use crate::value::Value;
use crate::yaml::{Content, NodeId, NodeRef, Scalar, Source, Span, Tree};
use malla_trace::{FieldPath, ObjectRef, Place, Segment};
use std::sync::Arc;

/// A text with a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFile {
    /// Name, as diagnostics and causes will cite it.
    pub name: String,
    /// Text.
    pub text: String,
}

/// One object as somebody wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// Kind, namespace in force and name.
    pub reference: ObjectRef,
    /// API version.
    pub api_version: String,
    /// The object.
    pub object: Object,
    /// Where its fields stand.
    pub source: SourceMap,
}

impl Manifest {
    /// What the API server's validation, which runs behind its defaulting, would miss in the object as it is written: of
    /// an object that is said to be defaulted, what is not.
    #[must_use]
    pub fn undefaulted(&self) -> Vec<Finding> {
        let troubles = rules::defaulted::check(self.object.reference().kind.as_str(), self.source.root());
        let place = |trouble: &Trouble| self.source.source.place(trouble.span);
        troubles
            .into_iter()
            .map(|trouble| Finding::new(trouble.problem.clone(), place(&trouble), trouble.path))
            .collect()
    }
}

/// Where every field of a manifest stands. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceMap {
    source: Arc<Source>,
    tree: Arc<Tree>,
    root: NodeId,
}

/// What [`SourceMap::resolve`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The line: from the key (or the list item) to the end of the value or of the line, whichever comes first.
    pub place: Place,
    /// Whether the field itself was written; otherwise the place is its nearest written ancestor's.
    pub exact: bool,
}

impl SourceMap {
    pub(crate) const fn new(source: Arc<Source>, tree: Arc<Tree>, root: NodeId) -> Self {
        Self { source, tree, root }
    }

    /// The object's outermost node.
    #[must_use]
    pub fn root(&self) -> NodeRef<'_> {
        NodeRef { tree: &self.tree, id: self.root }
    }

    /// Where a field stands, or its nearest written ancestor.
    #[must_use]
    pub fn resolve(&self, path: &FieldPath) -> Resolved {
        let (mut key, mut node, mut exact) = (None, self.root(), true);
        for segment in &path.0 {
            match step(node, segment) {
                Some((its_key, value)) => (key, node) = (its_key, value),
                None => {
                    exact = false;
                    break;
                }
            }
        }
        let start = key.map_or_else(|| node.span(), NodeRef::span).start;
        let span = self.source.first_line(Span { start, end: node.span().end.max(start) });
        Resolved { place: self.source.place(span), exact }
    }

    /// The field's node, if it was written.
    #[must_use]
    pub fn node(&self, path: &FieldPath) -> Option<NodeRef<'_>> {
        path.0.iter().try_fold(self.root(), |node, segment| step(node, segment).map(|(_, value)| value))
    }

    /// The whole object as written, as a value.
    #[must_use]
    pub fn value(&self) -> Value {
        self.root().value()
    }
}

/// One segment further: the key's node, if it is a key, and the value's.
fn step<'a>(node: NodeRef<'a>, segment: &Segment) -> Option<(Option<NodeRef<'a>>, NodeRef<'a>)> {
    match segment {
        Segment::Index(index) => match node.content() {
            // Dotted text cannot tell a list's index from a mapping's key that is a number.
            Content::Map(_) => node.get_pair(&index.to_string()).map(|(key, value)| (Some(key), value)),
            Content::List(_) | Content::Scalar(_) => node.items().nth(*index).map(|item| (None, item)),
        },
        Segment::Key(key) => node.get_pair(key).map(|(key, value)| (Some(key), value)),
    }
}

impl NodeRef<'_> {
    /// The node as a value.
    #[must_use]
    pub fn value(self) -> Value {
        match self.content() {
            Content::Scalar(Scalar::Null) => Value::Null,
            Content::Scalar(Scalar::Bool(b)) => Value::Bool(*b),
            Content::Scalar(Scalar::Int(n)) => Value::Int(*n),
            Content::Scalar(Scalar::Float(x)) => Value::Float(*x),
            Content::Scalar(Scalar::Text(text)) => Value::String(text.as_ref().into()),
            Content::List(_) => Value::List(self.items().map(Self::value).collect()),
            Content::Map(_) => Value::Map(self.entries().map(|(key, value)| (key.to_owned(), value.value())).collect()),
        }
    }
}
