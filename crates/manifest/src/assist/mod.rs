//! What an editor of manifests asks: completion, hover, definition, outline, format. A language server without a
//! server: pure functions of a text, a byte in it, and the objects that exist.
//!
//! All of it works on text that is not YAML yet: [`skim`] reads indentation and brackets alone. Words for people are not
//! here: a [`DocKey`] says where they stand in the `.docs` files, which the caller loads ([`Docs`]).

mod candidates;
mod complete;
mod cursor;
mod defaults;
mod definition;
mod docs;
mod explain;
mod fields;
mod flow;
mod format;
mod heads;
mod hover;
mod known;
mod outline;
mod reference;
mod skim;
mod snippets;
mod spot;
mod users;
mod values;

pub use complete::{Completion, CompletionKind, Completions, Edit, complete};
pub use definition::{Place, definition};
pub use docs::{DocKey, Docs, doc_keys};
pub use explain::{ExplainProblem, Explained, ExplainedField, explain};
pub use format::{FormatProblem, format};
pub use hover::{Hover, hover};
pub use known::Known;
pub use outline::{OutlineItem, outline};

use crate::yaml::{Source, Tree, read, split};

/// The parser's trees of the documents of a text, those left out that cannot be read. What is said by indentation alone
/// can be compared with them.
#[must_use]
pub fn trees(text: &str) -> Vec<Tree> {
    let source = Source::new("", text);
    let readable = |chunk| Some(read(&source, &chunk)).filter(|(_, faults)| faults.is_empty());
    split(text).into_iter().filter_map(readable).map(|(tree, _)| tree).collect()
}

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
