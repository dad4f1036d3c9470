//! The manifests: files as tabs, the text, and what is wrong with it.

mod panel;
mod problems;
mod text;

pub use panel::{EditorPanel, EditorPanelProps};
