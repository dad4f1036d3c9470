//! Header edits: what a level of the configuration does to the headers of a request or response.

use crate::{Facts, Headers, Request, Template};

/// The edits of one level. What is removed goes first, whatever the order (Envoy `header_parser.cc`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderEdits {
    /// In order.
    pub edits: Vec<HeaderEdit>,
}

/// One edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderEdit {
    /// Replaces the header, or adds it.
    Set(String, Template),
    /// Adds one more.
    Add(String, Template),
    /// Adds it where there is none.
    AddIfAbsent(String, Template),
    /// Takes it away.
    Remove(String),
}

impl HeaderEdits {
    /// These edits.
    #[must_use]
    pub const fn new(edits: Vec<HeaderEdit>) -> Self {
        Self { edits }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    pub(crate) fn apply_to_request(&self, request: &mut Request, facts: &Facts<'_>) {
        self.removed().for_each(|name| request.headers.remove(name));
        for edit in &self.edits {
            match edit {
                HeaderEdit::Set(name, value) => request.set_header(name, &value.fill(facts)),
                HeaderEdit::Add(name, value) if is_line_part(name) => request.set_header(name, &value.fill(facts)),
                HeaderEdit::Add(name, value) => request.headers.add(name, &value.fill(facts)),
                HeaderEdit::AddIfAbsent(name, value) if request.header(name).is_none() => {
                    request.headers.add(name, &value.fill(facts));
                }
                HeaderEdit::AddIfAbsent(..) | HeaderEdit::Remove(_) => {}
            }
        }
    }

    pub(crate) fn apply_to_response(&self, headers: &mut Headers, facts: &Facts<'_>) {
        self.removed().for_each(|name| headers.remove(name));
        for edit in &self.edits {
            match edit {
                HeaderEdit::Set(name, value) => headers.set(name, &value.fill(facts)),
                HeaderEdit::Add(name, value) => headers.add(name, &value.fill(facts)),
                HeaderEdit::AddIfAbsent(name, value) if headers.get(name).is_none() => {
                    headers.add(name, &value.fill(facts));
                }
                HeaderEdit::AddIfAbsent(..) | HeaderEdit::Remove(_) => {}
            }
        }
    }

    fn removed(&self) -> impl Iterator<Item = &str> {
        self.edits.iter().filter_map(|edit| match edit {
            HeaderEdit::Remove(name) => Some(name.as_str()),
            HeaderEdit::Set(..) | HeaderEdit::Add(..) | HeaderEdit::AddIfAbsent(..) => None,
        })
    }
}

/// Parts of the request line exist once: adding to them replaces.
fn is_line_part(name: &str) -> bool {
    name.starts_with(':') || name.eq_ignore_ascii_case("host")
}
