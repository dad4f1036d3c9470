//! YAML as kubectl reads it: documents, events, an arena of nodes with the bytes they came from.

mod arena;
mod blame;
mod build;
mod documents;
mod recovery;
mod scalar;
mod source;

pub(crate) use arena::Node;
pub use arena::{Content, NodeId, NodeRef, Scalar, Span, Tree};
pub(crate) use build::Fault;
pub(crate) use documents::{Chunk, split};
pub(crate) use recovery::read;
pub(crate) use scalar::resolve;
pub(crate) use source::{Source, offset};
