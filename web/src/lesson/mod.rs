//! The lesson: its text, its goals as they are met, its hint.

pub mod embedded;
mod goals;
mod markdown;
mod panel;

pub use panel::{LessonPanel, LessonPanelProps};
