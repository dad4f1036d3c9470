//! Everything that can be said about a manifest, as data with a code; the words in both languages stand beside it,
//! one file a group. English follows kubectl and the API server.

mod cluster;
mod reading;
mod shape;

pub use cluster::ClusterProblem;
pub use reading::{Reading, Syntax};
pub use shape::ShapeProblem;

use malla_trace::{FieldPath, Lang, Severity};

/// What a finding says.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The text is no YAML that kubectl would take.
    Reading(Reading),
    /// The fields are not those of the kind.
    Shape(ShapeProblem),
    /// The object does not fit the cluster.
    Cluster(ClusterProblem),
}

impl Problem {
    /// Stable code, `FIELD-UNKNOWN`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Reading(problem) => problem.code(),
            Self::Shape(problem) => problem.code(),
            Self::Cluster(problem) => problem.code(),
        }
    }

    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Reading(problem) => problem.severity(),
            Self::Shape(problem) => problem.severity(),
            Self::Cluster(problem) => problem.severity(),
        }
    }

    /// The sentence for a reader, about the field at `path`.
    #[must_use]
    pub fn message(&self, path: &FieldPath, lang: Lang) -> String {
        match self {
            Self::Reading(problem) => problem.message(lang),
            Self::Shape(problem) => problem.message(path, lang),
            Self::Cluster(problem) => problem.message(path, lang),
        }
    }

    /// How to mend it, likeliest first.
    #[must_use]
    pub fn hints(&self, lang: Lang) -> Vec<String> {
        match self {
            Self::Reading(problem) => problem.hints(lang),
            Self::Shape(problem) => problem.hints(lang),
            Self::Cluster(problem) => problem.hints(lang),
        }
    }
}

impl From<Reading> for Problem {
    fn from(problem: Reading) -> Self {
        Self::Reading(problem)
    }
}

impl From<ShapeProblem> for Problem {
    fn from(problem: ShapeProblem) -> Self {
        Self::Shape(problem)
    }
}

impl From<ClusterProblem> for Problem {
    fn from(problem: ClusterProblem) -> Self {
        Self::Cluster(problem)
    }
}
