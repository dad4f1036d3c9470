//! `Endpoints`, the older way to say what `EndpointSlice` says. Nobody here needs those of the endpoints controller;
//! kubectl's warning says so too.

use super::Question;

/// What the API server answers with.
pub(super) fn warn(questions: &[Question<'_>]) {
    if questions.iter().any(|question| question.resource.kind == "Endpoints") {
        eprintln!("Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    }
}
