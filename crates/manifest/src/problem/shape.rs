//! Problems of the fields: what the kind does not have, or has otherwise.

use super::cluster::did_you_mean;
use malla_trace::{FieldPath, Lang, Severity};

/// A problem of the fields.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeProblem {
    /// A manifest is a mapping, and this is not.
    NotAnObject,
    /// No `kind`.
    KindMissing,
    /// No `apiVersion`.
    ApiVersionMissing,
    /// A kind that Malla keeps and does nothing with.
    KindUnknown {
        /// The kind.
        kind: String,
        /// A kind we simulate with a similar name.
        similar: Option<String>,
    },
    /// A kind we know in a version it does not have.
    ApiVersionWrong {
        /// The kind.
        kind: String,
        /// The version written.
        api_version: String,
        /// The version it has.
        right: String,
    },
    /// A field that must be there and is not.
    Required,
}

impl ShapeProblem {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NotAnObject => "DOC-NOT-AN-OBJECT",
            Self::KindMissing => "DOC-KIND-MISSING",
            Self::ApiVersionMissing => "DOC-API-VERSION-MISSING",
            Self::KindUnknown { .. } => "DOC-KIND-UNKNOWN",
            Self::ApiVersionWrong { .. } => "DOC-API-VERSION",
            Self::Required => "FIELD-REQUIRED",
        }
    }

    pub(super) const fn severity(&self) -> Severity {
        match self {
            Self::KindUnknown { .. } => Severity::Warning,
            Self::NotAnObject
            | Self::KindMissing
            | Self::ApiVersionMissing
            | Self::ApiVersionWrong { .. }
            | Self::Required => Severity::Error,
        }
    }

    pub(super) fn message(&self, path: &FieldPath, lang: Lang) -> String {
        let (es, en) = self.words(path);
        lang.pick(es, en)
    }

    fn words(&self, path: &FieldPath) -> (String, String) {
        match self {
            Self::NotAnObject => (
                "un manifiesto es un objeto con apiVersion, kind y metadata".into(),
                "a manifest is an object with apiVersion, kind and metadata".into(),
            ),
            Self::KindMissing => ("falta kind".into(), "kind not set".into()),
            Self::ApiVersionMissing => ("falta apiVersion".into(), "apiVersion not set".into()),
            Self::KindUnknown { kind, .. } => (
                format!("Malla no simula objetos {kind}: se acepta y aquí no hace nada"),
                format!("Malla does not simulate {kind} objects: accepted, does nothing here"),
            ),
            Self::ApiVersionWrong { kind, api_version, .. } => (
                format!("no hay ningún {kind} en la versión \"{api_version}\""),
                format!("no matches for kind \"{kind}\" in version \"{api_version}\""),
            ),
            Self::Required => (format!("{path}: falta y es obligatorio"), format!("{path}: Required value")),
        }
    }

    pub(super) fn hints(&self, lang: Lang) -> Vec<String> {
        match self {
            Self::KindUnknown { similar: Some(kind), .. } => vec![did_you_mean(kind, lang)],
            Self::ApiVersionWrong { right, .. } => {
                vec![lang.pick(format!("usa apiVersion: {right}"), format!("use apiVersion: {right}"))]
            }
            Self::NotAnObject
            | Self::KindMissing
            | Self::ApiVersionMissing
            | Self::KindUnknown { similar: None, .. }
            | Self::Required => Vec::new(),
        }
    }
}
