//! The story as a line to run along, and as a list to read.

mod controls;
mod hops;
mod strip;

pub use controls::{Timeline, TimelineProps};
pub use hops::{Hops, HopsProps};
