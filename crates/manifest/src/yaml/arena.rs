//! A document as an arena of nodes, each with the bytes it came from.

/// A node's number in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

/// A range of bytes of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// What a plain or quoted word means.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(Box<str>),
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A word.
    Scalar(Scalar),
    /// A list.
    List(Vec<NodeId>),
    /// A mapping: keys (always texts) and values, in the order written.
    Map(Vec<(NodeId, NodeId)>),
}

/// One node.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) content: Content,
    pub(crate) span: Span,
    /// Written without quotes.
    pub(crate) plain: bool,
    /// How many nodes this one stands for, aliases followed.
    pub(crate) weight: u32,
    /// How many levels lie below this one, aliases followed.
    pub(crate) height: u32,
}

/// The nodes of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) root: Option<NodeId>,
    /// Whether some of its lines could not be read, so that what is missing may have been there.
    pub(crate) broken: bool,
}

impl Tree {
    /// The outermost node; `None` for an empty document.
    #[must_use]
    pub fn root(&self) -> Option<NodeRef<'_>> {
        self.root.map(|id| NodeRef { tree: self, id })
    }

    pub(crate) fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(super::source::offset(self.nodes.len() - 1))
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The text of a key.
    pub(crate) fn key(&self, id: NodeId) -> &str {
        match &self.node(id).content {
            Content::Scalar(Scalar::Text(text)) => text,
            Content::Scalar(_) | Content::List(_) | Content::Map(_) => "",
        }
    }
}

/// A node in its tree.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) id: NodeId,
}

impl<'a> NodeRef<'a> {
    /// What it holds.
    #[must_use]
    pub fn content(self) -> &'a Content {
        &self.tree.node(self.id).content
    }

    /// Where it stands.
    #[must_use]
    pub fn span(self) -> Span {
        self.tree.node(self.id).span
    }

    /// Whether it was written without quotes.
    #[must_use]
    pub fn is_plain(self) -> bool {
        self.tree.node(self.id).plain
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.scalar(), Some(Scalar::Null))
    }

    /// The word it holds, if it holds one.
    #[must_use]
    pub fn scalar(self) -> Option<&'a Scalar> {
        match self.content() {
            Content::Scalar(scalar) => Some(scalar),
            Content::List(_) | Content::Map(_) => None,
        }
    }

    /// The text it holds, if it holds one.
    #[must_use]
    pub fn text(self) -> Option<&'a str> {
        match self.scalar()? {
            Scalar::Text(text) => Some(text),
            Scalar::Null | Scalar::Bool(_) | Scalar::Int(_) | Scalar::Float(_) => None,
        }
    }

    /// The whole number it holds, if it holds one. Go's JSON writes the float `1e3` as `1000`, so that counts too.
    #[must_use]
    pub fn whole(self) -> Option<i64> {
        match self.scalar()? {
            Scalar::Int(n) => Some(*n),
            #[allow(clippy::cast_possible_truncation)]
            Scalar::Float(x) if x.fract() == 0.0 && x.abs() < 9e15 => Some(*x as i64),
            Scalar::Float(_) | Scalar::Null | Scalar::Bool(_) | Scalar::Text(_) => None,
        }
    }

    /// The value under a key of a mapping.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.pairs().find(|(k, _)| self.tree.key(k.id) == key).map(|(_, value)| value)
    }

    /// The key's own node and the value under a key of a mapping.
    #[must_use]
    pub fn get_pair(self, key: &str) -> Option<(Self, Self)> {
        self.pairs().find(|(k, _)| self.tree.key(k.id) == key)
    }

    /// The items of a list; none of anything else.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let items: &'a [NodeId] = match self.content() {
            Content::List(items) => items,
            Content::Scalar(_) | Content::Map(_) => &[],
        };
        items.iter().map(move |id| Self { tree: self.tree, id: *id })
    }

    /// The keys and values of a mapping, each as a node; none of anything else.
    pub fn pairs(self) -> impl Iterator<Item = (Self, Self)> {
        let pairs: &'a [(NodeId, NodeId)] = match self.content() {
            Content::Map(pairs) => pairs,
            Content::Scalar(_) | Content::List(_) => &[],
        };
        pairs.iter().map(move |(k, v)| (Self { tree: self.tree, id: *k }, Self { tree: self.tree, id: *v }))
    }

    /// The keys and values of a mapping; none of anything else.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, Self)> {
        self.pairs().map(|(key, value)| (key.tree.key(key.id), value))
    }
}
