//! The manifests: files, the editor component with what the language service says, what is wrong.

mod helper;
mod mends;
mod outline;
mod panel;
mod place;
mod problems;
mod text;
mod tools;

pub use panel::{EditorPanel, EditorPanelProps};
