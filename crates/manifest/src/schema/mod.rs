//! Which fields each kind has and what they may hold: facts of the API, in our own notation, one file a group.

mod describe;
mod groups;
mod nearest;
mod notation;

pub use describe::{FieldFact, describe, kinds};
pub(crate) use groups::{kinds_of, versions_of};
pub(crate) use nearest::nearest;
pub(crate) use notation::{Field, Kind, Schema, StructId, Type};

use std::sync::LazyLock;

/// The groups' files.
const TEXTS: &[&str] = &[
    include_str!("meta.schema"),
    include_str!("core.schema"),
    include_str!("apps.schema"),
    include_str!("discovery.schema"),
    include_str!("networking.schema"),
    include_str!("malla.schema"),
];

/// Every kind we know, read at first use.
pub(crate) static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::parse(TEXTS));

impl Schema {
    /// The kind of that name.
    pub(crate) fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// Where under a struct there is a field of that name, level by level.
    pub(crate) fn find(&self, root: StructId, name: &str) -> Option<String> {
        let mut seen = vec![false; self.len()];
        let mut level = vec![(root, String::new())];
        while !level.is_empty() {
            let mut below = Vec::new();
            for (id, path) in level {
                if std::mem::replace(&mut seen[id.0], true) {
                    continue;
                }
                let fields = &self.get(id).fields;
                if fields.iter().any(|field| field.name == name) {
                    return Some(join(&path, name));
                }
                below.extend(fields.iter().filter_map(|field| {
                    let (id, suffix) = below_of(&field.shape)?;
                    Some((id, join(&path, field.name) + suffix))
                }));
            }
            level = below;
        }
        None
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.into() } else { format!("{path}.{name}") }
}

/// The struct a field leads to, and how its path goes on.
fn below_of(shape: &Type) -> Option<(StructId, &'static str)> {
    match shape {
        Type::Struct(id) => Some((*id, "")),
        Type::List(item) => below_of(item).map(|(id, _)| (id, "[]")),
        Type::Map(value) => below_of(value).map(|(id, _)| (id, "[]")),
        Type::Any
        | Type::Bool
        | Type::Choice(_)
        | Type::Int { .. }
        | Type::IntOrString
        | Type::Quantity
        | Type::String => None,
    }
}
