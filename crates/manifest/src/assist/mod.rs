//! What an editor of manifests asks: completion, hover, definition, outline, format. A language server without a
//! server: pure functions of a text, a byte in it, and the objects that exist.
//!
//! All of it works on text that is not YAML yet: [`skim`] reads indentation and brackets alone. Words for people are not
//! here: a [`DocKey`] says where they stand in the `.docs` files, which the caller loads ([`Docs`]).

mod complete;
mod cursor;
mod definition;
mod docs;
mod fields;
mod flow;
mod format;
mod heads;
mod hover;
mod known;
mod outline;
mod skim;
mod spot;
mod values;

pub use complete::{Completion, CompletionKind, Completions, Edit, complete};
pub use definition::{Place, definition};
pub use docs::{DocKey, Docs};
pub use format::{FormatProblem, format};
pub use hover::{Hover, hover};
pub use known::Known;
pub use outline::{OutlineItem, outline};

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
