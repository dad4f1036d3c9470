//! Where the words of a lesson's text lead: the glossary, an object, a thing on the stage, a line of a manifest.

use malla_manifest::{Manifest, SourceFile, parse};
use malla_trace::{FieldPath, ObjectRef, Place, VertexId};
use std::fmt;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// `term:dnat`: a glossary entry.
    Term(String),
    /// `vertex:client/MenchuPC`: a thing on the stage.
    Vertex(VertexId),
    /// `object:Service/default/wp-service` or `object:Service/default/wp-service#spec.ports[0].port`: an object, or a
    /// field of it.
    Object(ObjectRef, Option<FieldPath>),
    /// `file:ingress.yaml` or `file:ingress.yaml#spec.rules[0].host`: a file, or a field of the first object in it
    /// that has the field.
    File(String, Option<FieldPath>),
    /// Anything else.
    Unknown(String),
}

impl Target {
    /// Reads the part of a link in parentheses.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let unknown = || Self::Unknown(text.into());
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        let (name, path) =
            rest.split_once('#').map_or((rest, None), |(name, path)| (name, Some(FieldPath::parse(path))));
        match scheme {
            "term" => Self::Term(rest.into()),
            "vertex" => Self::Vertex(VertexId(rest.into())),
            "file" => Self::File(name.into(), path),
            "object" => object_ref(name).map_or_else(unknown, |object| Self::Object(object, path)),
            _ => unknown(),
        }
    }

    /// The line of these manifests that the link means, for a target that means one: a field's line, or the
    /// beginning of an object or file.
    #[must_use]
    pub fn place(&self, files: &[SourceFile]) -> Option<Place> {
        match self {
            Self::File(name, path) => {
                let file = files.iter().find(|file| file.name == *name)?;
                let Some(path) = path else { return Some(beginning(name)) };
                parse(std::slice::from_ref(file)).manifests.iter().find_map(|manifest| written(manifest, path))
            }
            Self::Object(object, path) => {
                let parsed = parse(files);
                let manifest = parsed.manifests.iter().find(|manifest| manifest.reference == *object)?;
                let Some(path) = path else { return Some(manifest.source.resolve(&FieldPath::root()).place) };
                written(manifest, path)
            }
            Self::Term(_) | Self::Vertex(_) | Self::Unknown(_) => None,
        }
    }
}

fn beginning(file: &str) -> Place {
    Place { file: file.into(), line: 1, column: 1, end_line: 1, end_column: 1 }
}

/// The place of a field that is really written there.
fn written(manifest: &Manifest, path: &FieldPath) -> Option<Place> {
    let found = manifest.source.resolve(path);
    found.exact.then_some(found.place)
}

/// `Service/default/wp-service`, or `IngressClass/nginx` for a kind without namespace.
fn object_ref(text: &str) -> Option<ObjectRef> {
    let parts: Vec<&str> = text.split('/').collect();
    let (kind, namespace, name) = match parts.as_slice() {
        [kind, namespace, name] => (*kind, *namespace, *name),
        [kind, name] => (*kind, "", *name),
        _ => return None,
    };
    let complete = !kind.is_empty() && !name.is_empty();
    complete.then(|| ObjectRef { kind: kind.into(), namespace: namespace.into(), name: name.into() })
}

impl fmt::Display for Target {
    /// As a text writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = |path: &Option<FieldPath>| path.as_ref().map(|path| format!("#{path}")).unwrap_or_default();
        match self {
            Self::Term(term) => write!(f, "term:{term}"),
            Self::Vertex(id) => write!(f, "vertex:{id}"),
            Self::Object(object, path) if object.namespace.is_empty() => {
                write!(f, "object:{}/{}{}", object.kind, object.name, field(path))
            }
            Self::Object(object, path) => {
                write!(f, "object:{}/{}/{}{}", object.kind, object.namespace, object.name, field(path))
            }
            Self::File(name, path) => write!(f, "file:{name}{}", field(path)),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_prints_as_it_was_read() {
        let texts = [
            "term:dnat",
            "vertex:client/MenchuPC",
            "object:Service/default/wp-service",
            "object:IngressClass/nginx#spec.controller",
            "file:ingress.yaml",
            "file:ingress.yaml#spec.rules[0].host",
        ];
        for text in texts {
            assert_eq!(Target::parse(text).to_string(), text);
            assert!(!matches!(Target::parse(text), Target::Unknown(_)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_kept_as_unknown() {
        for text in ["https://example.com/", "dnat", "object:Service", "object:a/b/c/d", "object:/x"] {
            assert_eq!(Target::parse(text), Target::Unknown(text.into()));
        }
    }

    #[test]
    fn a_field_leads_to_its_line_and_an_unwritten_one_nowhere() {
        let text = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 80\n";
        let files = [SourceFile { name: "a.yaml".into(), text: text.into() }];
        let line = |target: &str| Target::parse(target).place(&files).map(|place| place.line);
        assert_eq!(line("file:a.yaml#spec.ports[0].port"), Some(7));
        assert_eq!(line("object:Service/default/web#metadata.name"), Some(4));
        assert_eq!(line("file:a.yaml"), Some(1));
        assert_eq!(line("file:a.yaml#spec.type"), None);
        assert_eq!(line("object:Service/default/other"), None);
    }
}
