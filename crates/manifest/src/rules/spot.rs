//! A spot in an object: a field that may or may not be written, its path, and where to point.

use crate::walk::print;
use crate::yaml::{Content, NodeRef, Scalar, Span};
use malla_trace::{FieldPath, Segment};
use std::rc::Rc;

/// A field, written or not.
#[derive(Clone, Debug)]
pub(crate) struct Spot<'a> {
    node: Option<NodeRef<'a>>,
    path: Path<'a>,
    span: Span,
}

/// The way to a field, shared by the fields below it: most are looked at and never told of.
type Path<'a> = Option<Rc<Step<'a>>>;

/// One step of the way.
#[derive(Debug)]
struct Step<'a> {
    before: Path<'a>,
    part: Part<'a>,
}

/// A key or the number of an item.
#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Spot<'a> {
    /// The object itself.
    pub(crate) fn root(node: NodeRef<'a>) -> Self {
        Self { node: Some(node), path: None, span: node.span() }
    }

    fn step(&self, part: Part<'a>) -> Path<'a> {
        Some(Rc::new(Step { before: self.path.clone(), part }))
    }

    /// The field under a key. What nobody wrote stands where its nearest written ancestor stands.
    pub(crate) fn key(&self, key: &'static str) -> Self {
        let pair = self.node.and_then(|node| node.get_pair(key));
        let span = pair.map_or(self.span, |(key, value)| pointed(key, value));
        let node = pair.map(|(_, value)| value).filter(|value| !value.is_null());
        Self { node, path: self.step(Part::Key(key)), span }
    }

    /// A field below a field.
    pub(crate) fn keys(&self, keys: &[&'static str]) -> Self {
        keys.iter().fold(self.clone(), |at, key| at.key(key))
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Vec<Self> {
        let items = self.node.into_iter().flat_map(NodeRef::items).enumerate();
        items.map(|(i, node)| Self { node: Some(node), path: self.step(Part::Index(i)), span: node.span() }).collect()
    }

    /// The keys and fields of a mapping.
    pub(crate) fn entries(&self) -> Vec<(&'a str, Self)> {
        let pairs = self.node.into_iter().flat_map(NodeRef::pairs);
        pairs
            .map(|(key, value)| {
                let name = key.text().unwrap_or_default();
                let node = Some(value).filter(|value| !value.is_null());
                (name, Self { node, path: self.step(Part::Key(name)), span: pointed(key, value) })
            })
            .collect()
    }

    /// The same place under another path: the API server blames a mapping for one of its keys.
    pub(crate) fn blaming(&self, owner: &Self) -> Self {
        Self { node: self.node, path: owner.path.clone(), span: self.span }
    }

    /// Whether it is written.
    pub(crate) const fn exists(&self) -> bool {
        self.node.is_some()
    }

    /// Whether it is a list with something in it.
    pub(crate) fn has_items(&self) -> bool {
        self.node.is_some_and(|node| node.items().next().is_some())
    }

    /// Its text, if it holds one.
    pub(crate) fn text(&self) -> Option<&'a str> {
        self.node.and_then(NodeRef::text)
    }

    /// Its text, or nothing.
    pub(crate) fn word(&self) -> &'a str {
        self.text().unwrap_or_default()
    }

    /// Its number, if it holds a whole one.
    pub(crate) fn whole(&self) -> Option<i64> {
        self.node.and_then(NodeRef::whole)
    }

    /// Its number, whole or not.
    pub(crate) fn number(&self) -> Option<f64> {
        match self.node?.scalar()? {
            #[allow(clippy::cast_precision_loss)]
            Scalar::Int(n) => Some(*n as f64),
            Scalar::Float(x) => Some(*x),
            Scalar::Null | Scalar::Bool(_) | Scalar::Text(_) => None,
        }
    }

    /// Whether it is a true boolean.
    pub(crate) fn is_true(&self) -> bool {
        self.node.is_some_and(|node| matches!(node.scalar(), Some(Scalar::Bool(true))))
    }

    /// Its path.
    pub(crate) fn path(&self) -> FieldPath {
        let steps = std::iter::successors(self.path.as_deref(), |step| step.before.as_deref());
        let mut segments: Vec<Segment> = steps
            .map(|step| match step.part {
                Part::Key(key) => Segment::Key(key.into()),
                Part::Index(index) => Segment::Index(index),
            })
            .collect();
        segments.reverse();
        FieldPath(segments)
    }

    /// Where to point.
    pub(crate) const fn span(&self) -> Span {
        self.span
    }

    /// Its node.
    pub(crate) const fn node(&self) -> Option<NodeRef<'a>> {
        self.node
    }

    /// Its value as JSON prints it; an empty text when it is not written.
    pub(crate) fn print(&self) -> String {
        self.node.map_or_else(|| "\"\"".into(), json)
    }
}

/// A scalar is pointed at itself, anything else at its key.
fn pointed(key: NodeRef<'_>, value: NodeRef<'_>) -> Span {
    let shown = value.scalar().is_some() && !value.is_null() && key.span().end <= value.span().start;
    if shown { value.span() } else { key.span() }
}

/// A value as JSON.
fn json(node: NodeRef<'_>) -> String {
    match node.content() {
        Content::Scalar(_) => print(node),
        Content::List(_) => format!("[{}]", node.items().map(json).collect::<Vec<_>>().join(",")),
        Content::Map(_) => {
            let pairs: Vec<String> = node.entries().map(|(key, value)| format!("{key:?}:{}", json(value))).collect();
            format!("{{{}}}", pairs.join(","))
        }
    }
}
