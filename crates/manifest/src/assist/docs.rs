//! The `.docs` files: what kinds, structs and fields do, in one language, one file a group of the schema.
//!
//! ```text
//! # A comment.
//! ServicePort                a kind or a struct of the group's schema
//!   . What it is.            about itself
//!   port What the field is.  about a field
//! ```
//!
//! Nothing here embeds them: the page fetches a file when it first needs one.

use super::spot::Spot;
use crate::schema::structs;
use std::collections::{BTreeMap, BTreeSet};

/// Where the words about something stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocKey {
    /// The file, without folder, language and ending: `networking`.
    pub group: &'static str,
    /// The kind or struct: `IngressSpec`.
    pub owner: String,
    /// The field; empty for the kind or struct itself.
    pub field: String,
}

/// What every kind has, told once for all of them: `meta.docs`, `TypeMeta`.
const COMMON: [&str; 3] = ["apiVersion", "kind", "metadata"];

impl DocKey {
    /// Where the words about a field of a struct stand.
    pub(super) fn of_field(spot: &Spot) -> Option<Self> {
        let field = spot.field?.name;
        let owner = spot.schema.get(spot.owner);
        let is_common = spot.owner == spot.kind.root && COMMON.contains(&field);
        let (group, owner) = if is_common { ("meta", "TypeMeta") } else { (owner.group, owner.name) };
        Some(Self { group, owner: owner.into(), field: field.into() })
    }

    /// Where the words about the kind itself stand.
    pub(super) fn of_kind(spot: &Spot) -> Self {
        let root = spot.schema.get(spot.kind.root);
        Self { group: root.group, owner: root.name.into(), field: String::new() }
    }
}

/// Everything of the schema that may have words, each once.
#[must_use]
pub fn doc_keys() -> BTreeSet<DocKey> {
    let common = DocKey { group: "meta", owner: "TypeMeta".into(), field: String::new() };
    let mut keys = BTreeSet::from([common]);
    for (schema, shape) in structs() {
        let key =
            |group: &'static str, owner: &str, field: &str| DocKey { group, owner: owner.into(), field: field.into() };
        let is_kind = schema.kinds.iter().any(|kind| std::ptr::eq(schema.get(kind.root), shape));
        keys.insert(key(shape.group, shape.name, ""));
        for field in &shape.fields {
            let is_common = is_kind && COMMON.contains(&field.name);
            let (group, owner) = if is_common { ("meta", "TypeMeta") } else { (shape.group, shape.name) };
            keys.insert(key(group, owner, field.name));
        }
    }
    keys
}

/// The texts of a `.docs` file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    texts: BTreeMap<String, BTreeMap<String, String>>,
}

impl Docs {
    /// Reads a file. A line that is none of the notation's is left out.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut texts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let mut owner = String::new();
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty()) {
            match line.strip_prefix("  ").and_then(|line| line.trim().split_once(' ')) {
                Some((field, words)) => {
                    let field = if field == "." { "" } else { field };
                    texts.entry(owner.clone()).or_default().insert(field.into(), words.trim().into());
                }
                None => owner = line.trim().into(),
            }
        }
        Self { texts }
    }

    /// The words about a field, or about the kind or struct itself when the field is empty.
    #[must_use]
    pub fn get(&self, owner: &str, field: &str) -> Option<&str> {
        self.texts.get(owner)?.get(field).map(String::as_str)
    }

    /// Every text: the kind or struct, the field, the words.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let texts = self.texts.iter();
        texts.flat_map(|(owner, fields)| fields.iter().map(move |(field, words)| (&**owner, &**field, &**words)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_indentation_opens_and_the_others_tell() {
        let docs =
            Docs::parse("# Comment\nServicePort\n  . A port of it.\n  port The `port` itself: 1 to 65535.\nOther\n");
        assert_eq!(docs.get("ServicePort", ""), Some("A port of it."));
        assert_eq!(docs.get("ServicePort", "port"), Some("The `port` itself: 1 to 65535."));
        assert_eq!(docs.get("ServicePort", "name"), None);
        assert_eq!(docs.get("Other", ""), None);
        assert_eq!(docs.iter().count(), 2);
    }
}
