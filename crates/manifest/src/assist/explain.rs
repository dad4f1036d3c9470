//! A kind, a struct or a field and what is below it, as `kubectl explain` asks the API server's schema.

use super::defaults::default_of;
use super::docs::DocKey;
use super::spot::{Shape, Spot, bare};
use crate::schema::{StructId, Type, find, group_of, kinds, nearest, type_name, versions_of, words_of};

/// How deep fields are told.
const MAX_DEPTH: usize = 24;

/// A kind or one of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The kind: `Service`.
    pub kind: &'static str,
    /// The group of its API version; empty for `v1`.
    pub group: String,
    /// The version in its group: `v1`.
    pub version: String,
    /// The field asked for; `None` for the kind itself.
    pub field: Option<ExplainedField>,
    /// The words about the struct below: of the kind, or what the field is made of.
    pub about: Option<DocKey>,
    /// What is below.
    pub fields: Vec<ExplainedField>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedField {
    /// Its name.
    pub name: &'static str,
    /// Its type, as `kubectl explain` prints it.
    pub shape: String,
    /// The words or numbers it may hold, if they are a closed list.
    pub words: Vec<String>,
    /// Whether it must be there.
    pub required: bool,
    /// What holds when nobody writes it.
    pub default: Option<&'static str>,
    /// Where the words about it stand.
    pub doc: Option<DocKey>,
    /// What is below it; empty unless all levels were asked for.
    pub fields: Vec<Self>,
}

/// Why nothing can be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExplainProblem {
    /// No such kind.
    Kind {
        /// The kind probably meant.
        similar: Option<&'static str>,
    },
    /// The kind is not in that API version.
    Version {
        /// Those it is in.
        known: Vec<&'static str>,
    },
    /// No such field.
    Field {
        /// The path up to it, which exists.
        above: String,
        /// The field.
        name: String,
        /// The field probably meant.
        similar: Option<&'static str>,
    },
}

/// Explains a field of a kind, given by its name as `kubectl` takes it (`service`, `services`, `Service`), its path without
/// indices, and the API version if it matters.
///
/// # Errors
/// There is no such kind, version or field.
pub fn explain(kind: &str, version: Option<&str>, path: &[&str], recursive: bool) -> Result<Explained, ExplainProblem> {
    let root = root(kind, version)?;
    let mut spot = root;
    for (depth, name) in path.iter().enumerate() {
        spot = step(spot, name).ok_or_else(|| problem(&spot, &path[..depth], name))?;
    }
    let below = spot.shape.bare().map_or(Some(spot.owner), below);
    let depth = if recursive { MAX_DEPTH } else { 1 };
    let version = spot.kind.api_version;
    Ok(Explained {
        kind: spot.kind.name,
        group: group_of(version).into(),
        version: version.rsplit('/').next().unwrap_or(version).into(),
        field: spot.field.map(|_| field_of(&spot, 0)),
        about: below.map(|id| about(&spot, id)),
        fields: below.map(|id| fields(&spot, id, depth)).unwrap_or_default(),
    })
}

/// The kind that is meant.
fn root(name: &str, version: Option<&str>) -> Result<Spot, ExplainProblem> {
    let lower = name.to_lowercase();
    let is_meant = |kind: &str| {
        let kind = kind.to_lowercase();
        let plural = kind.strip_suffix('y').filter(|stem| !stem.ends_with('a'));
        let plural = plural.map_or_else(|| format!("{kind}s"), |stem| format!("{stem}ies"));
        lower == kind || lower == plural || lower == format!("{kind}es")
    };
    let similar = || nearest(name, kinds().map(|(kind, _)| kind));
    let kind = kinds().find(|(kind, _)| is_meant(kind)).ok_or_else(|| ExplainProblem::Kind { similar: similar() })?.0;
    let known = versions_of(kind);
    if version.is_some_and(|version| !known.contains(&version)) {
        return Err(ExplainProblem::Version { known });
    }
    let (schema, kind) = find(kind, version).ok_or(ExplainProblem::Kind { similar: None })?;
    Ok(Spot { schema, kind, owner: kind.root, field: None, shape: Shape::Root(kind.root) })
}

fn step(spot: Spot, name: &str) -> Option<Spot> {
    let owner = spot.shape.bare().map_or(Some(spot.owner), below)?;
    let field = spot.schema.get(owner).field(name)?;
    Some(Spot { owner, field: Some(field), shape: Shape::Of(&field.shape), ..spot })
}

fn problem(spot: &Spot, above: &[&str], name: &str) -> ExplainProblem {
    let owner = spot.shape.bare().map_or(Some(spot.owner), below);
    let fields = owner.into_iter().flat_map(|id| &spot.schema.get(id).fields);
    let similar = nearest(name, fields.map(|field| field.name));
    ExplainProblem::Field { above: above.join("."), name: name.to_owned(), similar }
}

/// The struct that a field leads to, lists and free mappings seen through.
fn below(shape: &Type) -> Option<StructId> {
    match bare(shape) {
        Type::Struct(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) => below(inner),
        _ => None,
    }
}

fn about(spot: &Spot, id: StructId) -> DocKey {
    let shape = spot.schema.get(id);
    DocKey { group: shape.group, owner: shape.name.into(), field: String::new() }
}

fn fields(spot: &Spot, id: StructId, depth: usize) -> Vec<ExplainedField> {
    if depth == 0 {
        return Vec::new();
    }
    let all = spot.schema.get(id).fields.iter();
    all.map(|field| Spot { owner: id, field: Some(field), shape: Shape::Of(&field.shape), ..*spot })
        .map(|spot| field_of(&spot, depth - 1))
        .collect()
}

fn field_of(spot: &Spot, depth: usize) -> ExplainedField {
    let shape = spot.shape.whole();
    let below = shape.and_then(below).filter(|_| depth > 0);
    ExplainedField {
        name: spot.field_name(),
        shape: shape.map(|shape| type_name(spot.schema, shape)).unwrap_or_default(),
        words: shape.map(item_words).unwrap_or_default(),
        required: spot.field.is_some_and(|field| field.required),
        default: default_of(spot),
        doc: DocKey::of_field(spot),
        fields: below.map(|id| fields(spot, id, depth)).unwrap_or_default(),
    }
}

/// The closed list of a field or of the items of a list.
fn item_words(shape: &Type) -> Vec<String> {
    match bare(shape) {
        Type::List(item) => item_words(item),
        shape => words_of(shape),
    }
}
