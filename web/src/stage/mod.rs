//! The stage: a drawing that is a pure function of what there is, what happened, and where the playhead stands.

pub mod geometry;
pub mod cast;
pub mod layout;
pub mod scene;
pub mod wires;
