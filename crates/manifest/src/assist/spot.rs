//! What the schema knows of an entry: the way to it from the object it is part of.

use super::skim::{Skim, What};
use crate::schema::{Field, Kind, Schema, StructId, Type, find};
use malla_trace::{FieldPath, Segment};

/// A place in the schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) schema: &'static Schema,
    pub(super) kind: &'static Kind,
    /// The struct of the last field on the way.
    pub(super) owner: StructId,
    /// The last field on the way; none for the object itself.
    pub(super) field: Option<&'static Field>,
    /// What it holds: of the field, or of what lies below it in lists and free mappings.
    pub(super) shape: Shape,
}

/// What may stand somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// The fields of the object itself.
    Root(StructId),
    Of(&'static Type),
}

impl Shape {
    /// The type without its bounds.
    pub(super) fn bare(self) -> Option<&'static Type> {
        match self {
            Self::Root(_) => None,
            Self::Of(shape) => Some(bare(shape)),
        }
    }

    /// The type with its bounds.
    pub(super) fn whole(self) -> Option<&'static Type> {
        match self {
            Self::Root(_) => None,
            Self::Of(shape) => Some(shape),
        }
    }

    /// The struct, if it is one.
    pub(super) fn fields(self) -> Option<StructId> {
        match self {
            Self::Root(id) => Some(id),
            Self::Of(shape) => match bare(shape) {
                Type::Struct(id) => Some(*id),
                _ => None,
            },
        }
    }
}

/// A type without its bounds.
pub(super) fn bare(shape: &Type) -> &Type {
    match shape {
        Type::Bounded(inner, _) => bare(inner),
        shape => shape,
    }
}

/// The object that an entry is part of: the document, or an item of a `List`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The item of the `List`; `None` for the document.
    pub(super) root: Option<usize>,
    /// The entries below it on the way, the outermost first.
    pub(super) entries: Vec<usize>,
}

impl Skim<'_> {
    /// The way to an entry from its object.
    pub(super) fn way(&self, entry: Option<usize>) -> Way {
        let mut entries: Vec<usize> = std::iter::successors(entry, |at| self.entries[*at].up).collect();
        entries.reverse();
        let items = entries.first().is_some_and(|first| self.entries[*first].is("items"));
        let is_list = items && self.value(None, "kind") == Some("List");
        if is_list && entries.get(1).is_some_and(|item| matches!(self.entries[*item].what, What::Item(_))) {
            return Way { root: Some(entries[1]), entries: entries.split_off(2) };
        }
        Way { root: None, entries }
    }

    /// The path of an entry in its object.
    pub(super) fn path(&self, way: &Way) -> FieldPath {
        FieldPath(way.entries.iter().filter_map(|at| self.segment(*at)).collect())
    }

    fn segment(&self, entry: usize) -> Option<Segment> {
        match &self.entries[entry].what {
            What::Key(key) => Some(Segment::Key(key.clone())),
            What::Item(index) => Some(Segment::Index(*index)),
            What::Word => None,
        }
    }

    /// The kind of an object, if it tells one that we know.
    pub(super) fn kind(&self, root: Option<usize>) -> Option<Spot> {
        let (schema, kind) = find(self.value(root, "kind")?, self.value(root, "apiVersion"))?;
        Some(Spot { schema, kind, owner: kind.root, field: None, shape: Shape::Root(kind.root) })
    }

    /// The object's name or namespace, if it is written.
    pub(super) fn meta(&self, root: Option<usize>, field: &str) -> Option<&str> {
        let (meta, _) = self.below(root).find(|(_, entry)| entry.is("metadata"))?;
        self.value(Some(meta), field).filter(|word| !word.is_empty())
    }

    /// The keys and values of a free mapping.
    pub(super) fn pairs(&self, map: usize) -> Vec<(String, String)> {
        let entries = self.below(Some(map)).map(|(_, entry)| entry);
        entries
            .filter_map(|entry| Some((entry.key()?.to_owned(), self.word(entry).unwrap_or_default().to_owned())))
            .collect()
    }

    /// What the schema knows of an entry.
    pub(super) fn spot(&self, entry: Option<usize>) -> Option<Spot> {
        let way = self.way(entry);
        let root = self.kind(way.root)?;
        way.entries.iter().try_fold(root, |spot, at| spot.step(&self.entries[*at].what))
    }
}

impl Spot {
    fn step(self, what: &What) -> Option<Self> {
        let below = |shape| Some(Self { shape: Shape::Of(shape), ..self });
        match (what, self.shape.bare()) {
            (What::Word, _) => Some(self),
            (_, Some(Type::Any)) => None,
            (What::Item(_), Some(Type::List(item))) => below(item),
            (What::Key(_), Some(Type::Map(value))) => below(value),
            (What::Key(key), _) => {
                let owner = self.shape.fields()?;
                let field = self.schema.get(owner).field(key)?;
                Some(Self { owner, field: Some(field), shape: Shape::Of(&field.shape), ..self })
            }
            (What::Item(_), _) => None,
        }
    }

    /// The same place, where that stands.
    pub(super) fn within(self, shape: &'static Type) -> Self {
        Self { shape: Shape::Of(shape), ..self }
    }

    /// The name of the struct that has the field.
    pub(super) fn owner_name(self) -> &'static str {
        self.schema.get(self.owner).name
    }

    /// The name of the field; empty for the object itself.
    pub(super) fn field_name(self) -> &'static str {
        self.field.map_or("", |field| field.name)
    }
}
