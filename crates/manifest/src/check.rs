//! Everything that is asked of one document: what it is, its fields, its kind's rules.

use crate::finding::Trouble;
use crate::problem::{Problem, ShapeProblem};
use crate::rules;
use crate::schema::{Kind, Schema, find, group_of, is_foreign, kinds_of, names, nearest, versions_of};
use crate::walk::{asked, walk};
use crate::yaml::{Content, NodeRef};
use malla_trace::FieldPath;

/// Checks a document and tells its kind, if it has one.
pub(crate) fn check<'a>(root: NodeRef<'a>) -> (Option<&'a str>, Vec<Trouble>) {
    if !matches!(root.content(), Content::Map(_)) {
        return (None, vec![Trouble::new(root.span(), ShapeProblem::NotAnObject)]);
    }
    let (kind, version) = (word(root, "kind"), word(root, "apiVersion"));
    let mut troubles = missing(root, kind, version);
    let Some(kind) = kind else { return (None, troubles) };
    troubles.extend(version.and_then(|version| identity(root, kind, version)));
    match find(kind, version) {
        Some((schema, known)) => {
            troubles.extend(known.is_kept.then(|| unknown(root, kind, None)));
            let shape = walk(root, schema, known.root);
            let definition = definition(schema, known, root, &shape);
            let lawful = lawful(known, root, &shape, &definition);
            troubles.extend(shape.into_iter().filter(|trouble| !is_head(&trouble.path)));
            troubles.extend(lawful);
            troubles.extend(definition);
        }
        None => troubles.extend(rules::nameless(root)),
    }
    (Some(kind), troubles)
}

/// A field of the head, if it holds a text with something in it.
fn word<'a>(root: NodeRef<'a>, key: &str) -> Option<&'a str> {
    root.get(key).and_then(NodeRef::text).filter(|text| !text.is_empty())
}

/// The fields [`missing`] and [`identity`] have spoken about.
fn is_head(path: &FieldPath) -> bool {
    matches!(path.to_string().as_str(), "apiVersion" | "kind")
}

fn missing(root: NodeRef<'_>, kind: Option<&str>, version: Option<&str>) -> Vec<Trouble> {
    let at = |key: &str| root.get_pair(key).map_or_else(|| root.span(), |(key, _)| key.span());
    let mut troubles = Vec::new();
    if root.tree.broken {
        return troubles;
    }
    if version.is_none() {
        let right = kind.map(versions_of).unwrap_or_default().into_iter().map(str::to_owned).collect();
        let path = FieldPath::root().key("apiVersion");
        troubles.push(Trouble::at(at("apiVersion"), ShapeProblem::ApiVersionMissing { right }, path));
    }
    if kind.is_none() {
        troubles.push(Trouble::at(at("kind"), ShapeProblem::KindMissing, FieldPath::root().key("kind")));
    }
    troubles
}

/// Whether there is such a kind in such a version: the API server's discovery, as kubectl's REST mapper asks it.
fn identity(root: NodeRef<'_>, kind: &str, version: &str) -> Option<Trouble> {
    if is_foreign(version) && names().any(|known| known == kind) {
        return Some(unknown(root, kind, None));
    }
    let right = versions_of(kind);
    if right.contains(&version) {
        return find(kind, Some(version)).is_none().then(|| unknown(root, kind, None));
    }
    let similar = nearest(kind, names());
    match (kinds_of(version), right.is_empty()) {
        (None, true) => Some(unknown(root, kind, similar)),
        (kinds, _) => {
            let similar = kinds.and_then(|kinds| nearest(kind, kinds)).filter(|_| right.is_empty());
            let key = if right.is_empty() { "kind" } else { "apiVersion" };
            let same: Vec<&str> = right.iter().copied().filter(|each| group_of(each) == group_of(version)).collect();
            let right = if same.is_empty() { right } else { same };
            let problem = ShapeProblem::ApiVersionWrong {
                kind: kind.into(),
                api_version: version.into(),
                right: right.into_iter().map(str::to_owned).collect(),
                similar: similar.map(str::to_owned),
            };
            let span = root.get(key).map_or_else(|| root.span(), NodeRef::span);
            Some(Trouble::at(span, problem, FieldPath::root().key(key)))
        }
    }
}

fn unknown(root: NodeRef<'_>, kind: &str, similar: Option<&str>) -> Trouble {
    let span = root.get("kind").map_or_else(|| root.span(), NodeRef::span);
    let problem = ShapeProblem::KindUnknown { kind: kind.into(), similar: similar.map(str::to_owned) };
    Trouble::at(span, problem, FieldPath::root().key("kind"))
}

/// The rules of the kind's definition, where its fields are of the right shape: the API server asks them last.
fn definition(schema: &'static Schema, kind: &Kind, root: NodeRef<'_>, shape: &[Trouble]) -> Vec<Trouble> {
    if !kind.is_asked || root.tree.broken {
        return Vec::new();
    }
    let spoken = |trouble: &Trouble| shape.iter().any(|wrong| are_kin(&wrong.path, &trouble.path));
    asked(root, schema, kind.root).into_iter().filter(|trouble| !spoken(trouble)).collect()
}

/// The kind's own rules, without those about fields whose shape is wrong already, and without what a webhook would say of
/// a field that the definition refuses before it.
fn lawful(kind: &Kind, root: NodeRef<'_>, shape: &[Trouble], definition: &[Trouble]) -> Vec<Trouble> {
    let said = |wrong: &&Trouble| !matches!(wrong.problem, Problem::Shape(ShapeProblem::Duplicate { .. }));
    let spoken = |trouble: &Trouble| shape.iter().filter(said).any(|wrong| are_kin(&wrong.path, &trouble.path));
    let found = rules::check(kind.name, kind.api_version, root);
    let refused = |trouble: &Trouble, path: &FieldPath| {
        let by_definition = match &trouble.problem {
            Problem::Webhook(problem) => problem.is_of_schema(),
            Problem::Shape(_) => true,
            Problem::Reading(_) | Problem::Rule(_) | Problem::Cluster(_) | Problem::Mesh(_) => false,
        };
        by_definition && trouble.path == *path
    };
    let behind = |trouble: &Trouble| {
        matches!(&trouble.problem, Problem::Webhook(problem) if !problem.is_of_schema())
            && found.iter().chain(shape).chain(definition).any(|other| refused(other, &trouble.path))
    };
    found.iter().filter(|trouble| !spoken(trouble) && !behind(trouble)).cloned().collect()
}

/// What Istio's webhook says of an object by itself, as `istioctl validate` asks it: the definition's own rules left out.
pub(crate) fn webhook(root: NodeRef<'_>) -> Vec<Trouble> {
    let (kind, version) = (word(root, "kind"), word(root, "apiVersion"));
    let Some((_, known)) = kind.and_then(|kind| find(kind, version)) else { return Vec::new() };
    let of_webhook = |trouble: &Trouble| matches!(&trouble.problem, Problem::Webhook(said) if !said.is_of_schema());
    rules::check(known.name, known.api_version, root).into_iter().filter(of_webhook).collect()
}

/// Whether one path leads through the other.
fn are_kin(a: &FieldPath, b: &FieldPath) -> bool {
    a.0.starts_with(&b.0) || b.0.starts_with(&a.0)
}
