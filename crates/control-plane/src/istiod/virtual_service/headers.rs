//! Header edits of a VirtualService as Envoy's (`TranslateHeadersOperations`): set, then added, each by name, then removed;
//! the Host header is no header but the authority.

use malla_manifest::{HeaderEdits as Written, HeaderOperations};
use malla_proxy::{HeaderEdit, HeaderEdits, Template};
use std::collections::BTreeMap;

/// The edits of one level, and the authority it sets.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    /// Of requests.
    pub request: Vec<HeaderEdit>,
    /// Of responses.
    pub response: Vec<HeaderEdit>,
    /// The new authority.
    pub authority: Option<String>,
}

impl Edits {
    /// As they are written.
    #[must_use]
    pub fn of(written: Option<&Written>) -> Self {
        let request = written.and_then(|written| written.request.as_ref());
        let response = written.and_then(|written| written.response.as_ref());
        let authority = request.and_then(|request| authority(&request.set).or_else(|| authority(&request.add)));
        Self { request: edits(request), response: edits(response), authority }
    }

    /// The edits of requests, with the authority as one of them: how a weighted cluster sets it.
    #[must_use]
    pub fn request_with_authority(&self) -> HeaderEdits {
        let authority = self.authority.iter().map(|text| HeaderEdit::Set(":authority".into(), Template::plain(text)));
        HeaderEdits::new(self.request.iter().cloned().chain(authority).collect())
    }
}

fn edits(operations: Option<&HeaderOperations>) -> Vec<HeaderEdit> {
    let Some(operations) = operations else { return Vec::new() };
    let ordinary = |(name, _): &(&String, &String)| !is_internal(name);
    let set = operations.set.iter().filter(ordinary).map(|(name, text)| HeaderEdit::Set(name.clone(), template(text)));
    let add = operations.add.iter().filter(ordinary).map(|(name, text)| HeaderEdit::Add(name.clone(), template(text)));
    let removed = operations.remove.iter().filter(|name| !is_internal(name)).cloned().map(HeaderEdit::Remove);
    set.chain(add).chain(removed).collect()
}

/// A value may hold Envoy's operators; what it cannot read stands there as it is.
fn template(text: &str) -> Template {
    Template::parse(text).unwrap_or_else(|_| Template::plain(text))
}

/// Headers that Envoy does not let anybody edit (`isInternalHeader`).
fn is_internal(name: &str) -> bool {
    name.starts_with(':') || name.eq_ignore_ascii_case("host")
}

fn authority(values: &BTreeMap<String, String>) -> Option<String> {
    let names = |name: &str| name.eq_ignore_ascii_case(":authority") || name.eq_ignore_ascii_case("host");
    values.iter().filter(|(name, _)| names(name)).map(|(_, value)| value.clone()).next_back()
}
