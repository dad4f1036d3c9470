//! Everything that can be said about a manifest, as data with a code; the words in both languages stand beside it,
//! one file a group. English follows kubectl and the API server.

mod action;
mod cluster;
mod mesh;
mod reading;
mod rule;
mod rule_words;
mod shape;
pub(crate) mod webhook;

pub use action::Action;
pub use cluster::ClusterProblem;
pub use mesh::MeshProblem;
pub use reading::{Reading, Syntax};
pub use rule::{Form, RuleProblem};
pub use rule_words::Rule;
pub use shape::{JsonType, Measure, Mend, ShapeProblem};
pub use webhook::{Law, WebhookProblem};

use malla_trace::{FieldPath, Lang, Severity};

/// What a finding says.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The text is no YAML that kubectl would take.
    Reading(Reading),
    /// The fields are not those of the kind.
    Shape(ShapeProblem),
    /// The fields break a rule of the kind.
    Rule(RuleProblem),
    /// The fields break a rule of Istio's.
    Webhook(WebhookProblem),
    /// The object does not fit the cluster.
    Cluster(ClusterProblem),
    /// The object does not fit the mesh.
    Mesh(MeshProblem),
}

impl Problem {
    /// Stable code, `FIELD-UNKNOWN`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Reading(problem) => problem.code(),
            Self::Shape(problem) => problem.code(),
            Self::Rule(problem) => problem.code(),
            Self::Webhook(problem) => problem.code(),
            Self::Cluster(problem) => problem.code(),
            Self::Mesh(problem) => problem.code(),
        }
    }

    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Reading(problem) => problem.severity(),
            Self::Shape(problem) => problem.severity(),
            Self::Rule(problem) => problem.severity(),
            Self::Webhook(problem) => problem.severity(),
            Self::Cluster(problem) => problem.severity(),
            Self::Mesh(_) => MeshProblem::severity(),
        }
    }

    /// The sentence for a reader, about the field at `path`.
    #[must_use]
    pub fn message(&self, path: &FieldPath, lang: Lang) -> String {
        match self {
            Self::Reading(problem) => problem.message(lang),
            Self::Shape(problem) => problem.message(path, lang),
            Self::Rule(problem) => problem.message(path, lang),
            Self::Webhook(problem) => problem.message(path, lang),
            Self::Cluster(problem) => problem.message(path, lang),
            Self::Mesh(problem) => problem.message(path, lang),
        }
    }

    /// How to mend the field at `path`, likeliest first.
    #[must_use]
    pub fn hints(&self, path: &FieldPath, lang: Lang) -> Vec<String> {
        match self {
            Self::Reading(problem) => problem.hints(lang),
            Self::Shape(problem) => problem.hints(path, lang),
            Self::Rule(problem) => problem.hints(lang),
            Self::Webhook(problem) => problem.hints(lang),
            Self::Cluster(problem) => problem.hints(lang),
            Self::Mesh(problem) => problem.hints(lang),
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

impl From<RuleProblem> for Problem {
    fn from(problem: RuleProblem) -> Self {
        Self::Rule(problem)
    }
}

impl From<WebhookProblem> for Problem {
    fn from(problem: WebhookProblem) -> Self {
        Self::Webhook(problem)
    }
}

impl From<MeshProblem> for Problem {
    fn from(problem: MeshProblem) -> Self {
        Self::Mesh(problem)
    }
}

impl From<ClusterProblem> for Problem {
    fn from(problem: ClusterProblem) -> Self {
        Self::Cluster(problem)
    }
}

/// The hint of a word that is nearly right.
fn did_you_mean(word: &str, lang: Lang) -> String {
    lang.pick(format!("¿querías decir \"{word}\"?"), format!("did you mean \"{word}\"?"))
}

/// Words as the API server lists them.
fn list(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}
