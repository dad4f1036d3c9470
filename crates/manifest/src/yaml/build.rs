//! From the parser's events to the arena: aliases followed, merge keys merged, repeated keys refused, all of it within
//! a budget.

use super::scalar::resolve;
use super::source::offset;
use super::{Content, Node, NodeId, Scalar, Span, Tree};
use crate::problem::{Reading, Syntax};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, Tag, options};
use std::collections::BTreeMap;
use std::ops::Range;

/// How deep a document may be. Everything that walks a tree relies on it.
const MAX_DEPTH: usize = 100;
/// How many nodes a document may stand for once its aliases are followed.
const MAX_NODES: u32 = 50_000;

/// Something wrong with the text, at some of its bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    pub(crate) span: Span,
    pub(crate) reading: Reading,
}

impl Fault {
    pub(crate) const fn new(span: Span, reading: Reading) -> Self {
        Self { span, reading }
    }
}

/// What came out of a text that could be read to its end.
pub(crate) struct Built {
    pub(crate) tree: Tree,
    pub(crate) faults: Vec<Fault>,
}

/// Builds the first document of `text`, whose first byte is byte `base` of the file.
///
/// # Errors
/// The syntax error, or the broken budget, that made the parser stop.
pub(crate) fn build(text: &str, base: usize) -> Result<Built, Fault> {
    let limits = options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        block_nesting_limit: MAX_DEPTH,
        flow_nesting_limit: MAX_DEPTH,
    };
    let mut builder = Builder { base, ..Builder::default() };
    for event in Parser::new_from_str_with_options(text, limits) {
        let (event, span) = event.map_err(|error| syntax(&error, text, base))?;
        let span = builder.span(span.byte_range().unwrap_or(0..0));
        if builder.done && !matches!(event, Event::StreamEnd) {
            builder.fault(span, Reading::RestIgnored);
            break;
        }
        builder.take(event, span)?;
    }
    Ok(Built { tree: builder.tree, faults: builder.faults })
}

/// The parser's error at the byte it names.
fn syntax(error: &ScanError, text: &str, base: usize) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let span = Span { start: offset(base + at), end: offset(base + at) };
    Fault::new(span, Reading::Syntax(Syntax::of(error.kind())))
}

#[derive(Default)]
struct Builder {
    tree: Tree,
    faults: Vec<Fault>,
    base: usize,
    open: Vec<Frame>,
    anchors: BTreeMap<usize, NodeId>,
    /// Nodes and copies made so far, of [`MAX_NODES`].
    spent: u32,
    done: bool,
}

/// A collection whose end has not been seen.
struct Frame {
    shape: Shape,
    start: u32,
    anchor: usize,
}

enum Shape {
    List(Vec<NodeId>),
    Map { pairs: Vec<(NodeId, NodeId)>, key: Option<NodeId> },
}

impl Builder {
    fn span(&self, bytes: Range<usize>) -> Span {
        Span { start: offset(self.base + bytes.start), end: offset(self.base + bytes.end) }
    }

    fn fault(&mut self, span: Span, problem: Reading) {
        self.faults.push(Fault::new(span, problem));
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let scalar = meaning(text.into(), plain, tag.as_deref());
                self.close(leaf(scalar, span, plain), anchor)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(Shape::List(Vec::new()), span, anchor),
            Event::MappingStart(_, anchor, _) => self.begin(Shape::Map { pairs: Vec::new(), key: None }, span, anchor),
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::UnresolvedAlias(name) => {
                let text = format!("*{name}");
                self.fault(span, Reading::UnknownAlias { name: name.into() });
                self.close(leaf(Scalar::Text(text.into()), span, true), 0)
            }
            Event::DocumentEnd => {
                self.done = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, shape: Shape, span: Span, anchor: usize) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::new(span, Reading::TooDeep { limit: MAX_DEPTH }));
        }
        self.open.push(Frame { shape, start: span.start, anchor });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Fault> {
        let Some(frame) = self.open.pop() else { return Ok(()) };
        let (content, children) = match frame.shape {
            Shape::List(items) => (Content::List(items.clone()), items),
            Shape::Map { pairs, .. } => {
                let pairs = self.distinct(pairs)?;
                let children = pairs.iter().flat_map(|(key, value)| [*key, *value]).collect();
                (Content::Map(pairs), children)
            }
        };
        let nodes = children.iter().map(|id| self.tree.node(*id));
        let weight = nodes.clone().fold(1_u32, |sum, node| sum.saturating_add(node.weight));
        let height = nodes.clone().map(|node| node.height + 1).max().unwrap_or(1);
        let last = nodes.map(|node| node.span.end).filter(|end| *end <= span.end).max();
        let end = if span.end > span.start { span.end } else { last.unwrap_or(span.end) };
        let span = Span { start: frame.start, end: end.max(frame.start) };
        self.close(Node { content, span, plain: false, weight, height }, frame.anchor)
    }

    /// A copy of an anchored node. Its children are shared, its weight counts.
    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Fault> {
        let Some(target) = self.anchors.get(&anchor) else {
            return Err(Fault::new(span, Reading::AnchorLoop));
        };
        let node = Node { span, plain: false, ..self.tree.node(*target).clone() };
        if self.open.len() + node.height as usize > MAX_DEPTH {
            return Err(Fault::new(span, Reading::TooDeep { limit: MAX_DEPTH }));
        }
        self.spend(node.weight, span)?;
        self.close(node, 0)
    }

    fn spend(&mut self, nodes: u32, span: Span) -> Result<(), Fault> {
        self.spent = self.spent.saturating_add(nodes);
        if self.spent > MAX_NODES {
            return Err(Fault::new(span, Reading::TooManyNodes { limit: MAX_NODES }));
        }
        Ok(())
    }

    /// Hands a finished node to whatever contains it.
    fn close(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        let span = node.span;
        self.spend(1, span)?;
        let id = self.tree.push(node);
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        let Some(mut frame) = self.open.pop() else {
            self.tree.root = Some(id);
            return Ok(());
        };
        match &mut frame.shape {
            Shape::List(items) => items.push(id),
            Shape::Map { pairs, key } => match key.take() {
                Some(key) => {
                    self.beside(id, key);
                    pairs.push((key, id));
                }
                None => *key = Some(self.as_key(id, span)?),
            },
        }
        self.open.push(frame);
        Ok(())
    }

    /// A value nobody wrote stands right behind its key.
    fn beside(&mut self, value: NodeId, key: NodeId) {
        let end = self.tree.node(key).span.end;
        if let Some(node) = self.tree.nodes.get_mut(value.0 as usize)
            && node.span.start == node.span.end
            && matches!(node.content, Content::Scalar(Scalar::Null))
        {
            node.span = Span { start: end, end };
        }
    }

    /// JSON's keys are texts: `convertToJSONableObject` in `sigs.k8s.io/yaml` prints numbers and booleans.
    fn as_key(&mut self, id: NodeId, span: Span) -> Result<NodeId, Fault> {
        let node = self.tree.node(id);
        let text = match &node.content {
            Content::Scalar(Scalar::Text(_)) => return Ok(id),
            Content::Scalar(Scalar::Bool(b)) => b.to_string(),
            Content::Scalar(Scalar::Int(n)) => n.to_string(),
            Content::Scalar(Scalar::Float(x)) => x.to_string(),
            Content::Scalar(Scalar::Null) | Content::List(_) | Content::Map(_) => {
                return Err(Fault::new(span, Reading::KeyNotText));
            }
        };
        let plain = node.plain;
        Ok(self.tree.push(leaf(Scalar::Text(text.into()), span, plain)))
    }

    /// The pairs of a mapping with merge keys (YAML 1.1 `tag:yaml.org,2002:merge`) merged: what is written wins, then
    /// earlier sources win. A repeated key is refused, and its last value kept for the rest of the checks.
    fn distinct(&mut self, pairs: Vec<(NodeId, NodeId)>) -> Result<Vec<(NodeId, NodeId)>, Fault> {
        let (merges, written): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| self.is_merge(*key));
        let mut index: BTreeMap<Box<str>, usize> = BTreeMap::new();
        let mut out: Vec<(NodeId, NodeId)> = Vec::with_capacity(written.len());
        for (key, value) in written {
            let name = self.tree.key(key);
            match index.get(name) {
                Some(at) => {
                    let (span, name) = (self.tree.node(key).span, name.to_owned());
                    out[*at] = (key, value);
                    self.fault(span, Reading::DuplicateKey { key: name });
                }
                None => {
                    index.insert(name.into(), out.len());
                    out.push((key, value));
                }
            }
        }
        for (key, value) in merges {
            let span = self.tree.node(key).span;
            for (key, value) in self.sources(value) {
                self.spend(1, span)?;
                let name = self.tree.key(key);
                if !index.contains_key(name) {
                    index.insert(name.into(), out.len());
                    out.push((key, value));
                }
            }
        }
        Ok(out)
    }

    fn is_merge(&self, key: NodeId) -> bool {
        self.tree.key(key) == "<<" && self.tree.node(key).plain
    }

    /// The pairs a merge key brings in: of a mapping, or of the mappings in a list.
    fn sources(&self, value: NodeId) -> Vec<(NodeId, NodeId)> {
        let pairs = |id: &NodeId| match &self.tree.node(*id).content {
            Content::Map(pairs) => pairs.clone(),
            Content::Scalar(_) | Content::List(_) => Vec::new(),
        };
        match &self.tree.node(value).content {
            Content::List(items) => items.iter().take(MAX_DEPTH).flat_map(pairs).collect(),
            Content::Map(_) | Content::Scalar(_) => pairs(&value),
        }
    }
}

fn leaf(scalar: Scalar, span: Span, plain: bool) -> Node {
    Node { content: Content::Scalar(scalar), span, plain, weight: 1, height: 1 }
}

/// What a scalar means, its style and tag considered (go-yaml v2 `decode.go`, `scalar`).
fn meaning(text: String, plain: bool, tag: Option<&Tag>) -> Scalar {
    match tag.map(|tag| tag.core_suffix()) {
        Some(Some("int" | "float" | "bool" | "null")) => resolve(&text),
        Some(_) => Scalar::Text(text.into()),
        None if plain => resolve(&text),
        None => Scalar::Text(text.into()),
    }
}
