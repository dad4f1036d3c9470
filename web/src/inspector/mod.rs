//! One moment under the glass: what happened, to which packet, by which rule, and why.

mod causes;
mod considered;
mod draw;
mod message;
mod packet_table;
mod panel;
mod security;
mod steps;

pub use panel::{Inspector, InspectorProps};
