//! A place in a text that somebody wrote.

use serde::{Deserialize, Serialize};

/// A range of a file. Lines and columns count from 1; columns count Unicode scalar values; the end is exclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// File name as the caller gave it (`ingress.yaml`, `-` for standard input).
    pub file: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column just after the last character.
    pub end_column: u32,
}
