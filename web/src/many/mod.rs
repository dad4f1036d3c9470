//! Many requests: the split that came out against the split that is written.

mod open;
mod panel;
mod shares;
mod splits;

pub use panel::{ManyPanel, ManyPanelProps};
