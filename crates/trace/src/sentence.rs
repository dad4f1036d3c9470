//! An explanation: a coded sentence whose words link to lines, objects, things on the stage and the glossary.

use crate::{ObjectRef, Place, VertexId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A sentence or two in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Stable code, `NET-DNAT`.
    pub code: String,
    /// The words in order, spaces included.
    pub fragments: Vec<Fragment>,
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fragments.iter().try_for_each(|fragment| f.write_str(fragment.text()))
    }
}

/// Some words of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fragment", rename_all = "snake_case")]
pub enum Fragment {
    /// Plain words.
    Text {
        /// The words.
        text: String,
    },
    /// Something a machine would print: an address, a rule, a field.
    Code {
        /// The text.
        text: String,
    },
    /// Words that lead somewhere.
    Link {
        /// The words.
        text: String,
        /// Where they lead.
        target: LinkTarget,
    },
}

impl Fragment {
    /// The words themselves.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text { text } | Self::Code { text } | Self::Link { text, .. } => text,
        }
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "link", rename_all = "snake_case")]
pub enum LinkTarget {
    /// A line in the editor.
    Place(Place),
    /// An API object.
    Object(ObjectRef),
    /// A thing on the stage.
    Vertex {
        /// Which.
        id: VertexId,
    },
    /// A glossary entry.
    Term {
        /// The entry's stable name (`dnat`).
        term: String,
    },
}
