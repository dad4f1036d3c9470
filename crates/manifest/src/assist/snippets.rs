//! Whole objects to begin with, one of each kind that is taught, each valid as it stands.

use super::complete::{Completion, CompletionKind};
use super::docs::DocKey;
use crate::schema::find;

/// The objects, parted by lines of three dashes.
const OBJECTS: &str = include_str!("snippets.yaml");

/// What the cursor goes to.
const NAME: &str = "  name: ";

/// Every object.
pub(super) fn all() -> Vec<Completion> {
    OBJECTS.split("---\n").filter_map(|text| snippet(text.trim_start())).collect()
}

fn snippet(text: &str) -> Option<Completion> {
    let word = |key: &str| text.lines().find_map(|line| line.strip_prefix(key));
    let (kind, version) = (word("kind: ")?, word("apiVersion: ")?);
    let (schema, known) = find(kind, Some(version))?;
    let shape = schema.get(known.root);
    let doc = DocKey { group: shape.group, owner: shape.name.into(), field: String::new() };
    Some(Completion {
        cursor: text.find(NAME).map_or(text.len(), |at| at + NAME.len()),
        insert: text.to_owned(),
        doc: Some(doc),
        ..Completion::word(kind, CompletionKind::Snippet, version)
    })
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::{Finding, SourceFile, parse};

    #[test]
    fn every_object_is_valid_at_once() {
        for item in all() {
            let file = SourceFile { name: "s.yaml".into(), text: item.insert.clone() };
            let errors: Vec<Finding> = parse(&[file]).findings.into_iter().filter(Finding::is_error).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", item.insert);
        }
        assert!(all().len() > 20, "{}", all().len());
    }
}
