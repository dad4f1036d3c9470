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

/// How a header is written.
#[derive(Clone, Copy)]
enum How {
    Set,
    Add,
    AddIfAbsent,
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
        for (name, value, how) in self.written(facts) {
            match how {
                How::Set => request.set_header(name, &value),
                How::Add if is_line_part(name) => request.set_header(name, &value),
                How::AddIfAbsent if request.header(name).is_some() => {}
                How::Add | How::AddIfAbsent => request.headers.add(name, &value),
            }
        }
    }

    pub(crate) fn apply_to_response(&self, headers: &mut Headers, facts: &Facts<'_>) {
        self.removed().for_each(|name| headers.remove(name));
        for (name, value, how) in self.written(facts) {
            match how {
                How::Set => headers.set(name, &value),
                How::AddIfAbsent if headers.get(name).is_some() => {}
                How::Add | How::AddIfAbsent => headers.add(name, &value),
            }
        }
    }

    /// What is written, filled in. A header that would be empty is not (Envoy `HeadersToAddEntry`, `add_if_empty`).
    fn written(&self, facts: &Facts<'_>) -> Vec<(&str, String, How)> {
        let filled = self.edits.iter().filter_map(|edit| match edit {
            HeaderEdit::Set(name, value) => Some((name.as_str(), value.fill(facts), How::Set)),
            HeaderEdit::Add(name, value) => Some((name.as_str(), value.fill(facts), How::Add)),
            HeaderEdit::AddIfAbsent(name, value) => Some((name.as_str(), value.fill(facts), How::AddIfAbsent)),
            HeaderEdit::Remove(_) => None,
        });
        filled.filter(|(_, value, _)| !value.is_empty()).collect()
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
