//! The stage: a drawing that is a pure function of what there is, what happened, and where the playhead stands.

pub mod cast;
mod details;
mod draw;
pub mod geometry;
mod ground;
mod icons;
pub mod inside;
pub mod layout;
mod legend;
mod machine;
mod node;
mod packet;
pub mod place;
mod pod;
pub mod scene;
mod service;
mod text;
mod trail;
mod view;
pub mod wires;

pub use icons::lock_sign;
pub use legend::{Legend, LegendProps};
pub use text::{MONO, SMALL, fit, pod_name};
pub use view::{Stage, StageProps};
