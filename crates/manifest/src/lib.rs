//! Manifests as text and as objects, and the line every field came from.
//!
//! [`parse`] is the only way in: text to events to an arena of nodes with their bytes (`yaml`), then one walk against
//! the kinds' own schema, then the API server's rules, and only what survives is read into plain structs ([`Object`]).
//! Every mistake is reported at once, each on its line, with a mend where one is known ([`Finding`]).

pub mod assist;
mod base64;
mod cel;
mod check;
mod finding;
mod fix;
mod ip;
mod manifest;
pub mod objects;
mod parse;
mod problem;
mod rules;
mod schema;
mod value;
mod walk;
mod write;
mod yaml;

pub use finding::Finding;
pub use fix::{Fix, TextEdit};
pub use manifest::{Manifest, Resolved, SourceFile, SourceMap};
pub use objects::*;
pub use parse::{Parsed, istioctl_validate, parse, read_value};
pub use problem::{
    Action, ClusterProblem, Form, JsonType, Law, Measure, Mend, MeshProblem, Problem, Reading, Rule, RuleProblem,
    ShapeProblem, Syntax, WebhookProblem,
};
pub use schema::{Asked, FieldFact, describe, kinds};
pub use value::Value;
pub use write::to_yaml;
pub use yaml::{Content, NodeId, NodeRef, Scalar, Span, Tree};
