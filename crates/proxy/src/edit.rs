//! Header edits: what a level of the configuration does to the headers of a request or response.

use crate::{Connection, Facts, Outcome, Request, Response, Template};

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

/// Name, value, and how it is written.
type Written<'e> = (&'e str, String, How);

/// How a header is written.
#[derive(Clone, Copy, PartialEq, Eq)]
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

    /// What is written sees the request as the levels before left it.
    pub(crate) fn apply_to_request(&self, request: &mut Request, connection: &Connection) {
        if self.is_empty() {
            return;
        }
        self.removed().for_each(|name| request.headers.remove(name));
        let outcome = Outcome::default();
        let written = self.written(&Facts { request, connection, response: None, outcome: &outcome });
        let absent = |name: &str| request.header(name).is_none();
        for (name, value, how) in in_order(written, absent) {
            match how {
                How::Set => request.set_header(name, &value),
                How::Add | How::AddIfAbsent if is_line_part(name) => request.set_header(name, &value),
                How::Add | How::AddIfAbsent => request.headers.add(name, &value),
            }
        }
    }

    pub(crate) fn apply_to_response(&self, response: &mut Response, request: &Request, connection: &Connection) {
        self.removed().for_each(|name| response.headers.remove(name));
        let outcome = Outcome { status: Some(response.status), ..Outcome::default() };
        let written = self.written(&Facts { request, connection, response: Some(response), outcome: &outcome });
        let absent = |name: &str| response.headers.get(name).is_none();
        for (name, value, how) in in_order(written, absent) {
            match how {
                How::Set => response.headers.set(name, &value),
                How::Add | How::AddIfAbsent => response.headers.add(name, &value),
            }
        }
    }

    /// What is written, filled in. A header that would be empty is not (Envoy `HeadersToAddEntry`, `add_if_empty`).
    fn written(&self, facts: &Facts<'_>) -> Vec<Written<'_>> {
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

/// What replaces goes before what adds; whether a header is there is asked before both (Envoy `header_parser.cc`,
/// `evaluateHeaders`).
fn in_order<'e>(written: Vec<Written<'e>>, absent: impl Fn(&str) -> bool) -> Vec<Written<'e>> {
    let wanted = written.into_iter().filter(|(name, _, how)| *how != How::AddIfAbsent || absent(name));
    let (sets, adds): (Vec<_>, Vec<_>) = wanted.partition(|(_, _, how)| *how == How::Set);
    sets.into_iter().chain(adds).collect()
}

/// Parts of the request line exist once: adding to them replaces.
fn is_line_part(name: &str) -> bool {
    name.starts_with(':') || name.eq_ignore_ascii_case("host")
}
