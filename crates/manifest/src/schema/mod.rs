//! Which fields each kind has and what they may hold: facts of the API, in our own notation, one file a group.

mod describe;
mod groups;
mod nearest;
mod notation;

pub use describe::{FieldFact, describe, kinds};
pub(crate) use describe::{bounds_of, structs, type_name, words_of};
pub(crate) use groups::{group_of, is_foreign, kinds_of, names, versions_of};
pub(crate) use nearest::nearest;
pub use notation::Asked;
pub(crate) use notation::{Bounds, Field, Kind, Pattern, Schema, Struct, StructId, Type};

use std::sync::LazyLock;

/// A group's file: its name and its text.
macro_rules! text {
    ($name:literal) => {
        ($name, include_str!(concat!($name, ".schema")))
    };
}

/// What every kind has.
const META: (&str, &str) = text!("meta");

/// The kinds packets meet, those made of the same pods, and our own; read at first use.
static CORE: LazyLock<Schema> = LazyLock::new(|| {
    let texts =
        [META, text!("core"), text!("apps"), text!("batch"), text!("discovery"), text!("networking"), text!("malla")];
    Schema::parse(&texts, false)
});

/// What else a cluster has, read when the first of it turns up.
static REST: LazyLock<Schema> = LazyLock::new(|| {
    let texts = [META, text!("autoscaling"), text!("policy"), text!("rbac"), text!("storage")];
    Schema::parse(&texts, false)
});

/// The kinds of the Gateway API, read when the first of them turns up.
static GATEWAY: LazyLock<Schema> = LazyLock::new(|| Schema::parse(&[META, text!("gateway")], true));

/// What OpenShift has, read when the first of it turns up. Its own API server checks it, without a definition.
static OPENSHIFT: LazyLock<Schema> = LazyLock::new(|| Schema::parse(&[META, text!("route")], false));

/// The kinds of Istio, read when the first of them turns up.
static ISTIO: LazyLock<Schema> = LazyLock::new(|| {
    let texts =
        [META, text!("istio_networking"), text!("istio_security"), text!("istio_telemetry"), text!("istio_extensions")];
    Schema::parse(&texts, true)
});

/// The schema that has the kinds of a group.
fn of_group(group: &str) -> &'static Schema {
    match group {
        "autoscaling" | "policy" | "rbac.authorization.k8s.io" | "storage.k8s.io" => &REST,
        "gateway.networking.k8s.io" => &GATEWAY,
        "route.openshift.io" => &OPENSHIFT,
        istio if istio.ends_with("istio.io") => &ISTIO,
        _ => &CORE,
    }
}

/// The kind of that name in that version. Where no version of it is written, or a wrong one, the first group that has
/// such a kind is meant.
pub(crate) fn find(kind: &str, version: Option<&str>) -> Option<(&'static Schema, &'static Kind)> {
    if version.is_some_and(is_foreign) {
        return None;
    }
    let versions = versions_of(kind);
    let version = versions.iter().find(|known| Some(**known) == version).or_else(|| versions.first())?;
    let schema = of_group(group_of(version));
    let named = || schema.kinds.iter().filter(|known| known.name == kind);
    let same = |known: &&Kind| group_of(known.api_version) == group_of(version);
    let found = named().find(|known| known.api_version == *version).or_else(|| named().find(same));
    found.map(|kind| (schema, kind))
}

impl Schema {
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
        Type::Bounded(inner, _) => below_of(inner),
        Type::Any
        | Type::Bool
        | Type::Choice(_)
        | Type::Duration
        | Type::Int { .. }
        | Type::IntOrString
        | Type::Number
        | Type::Numbers(_)
        | Type::Pattern(_)
        | Type::Quantity
        | Type::String => None,
    }
}
