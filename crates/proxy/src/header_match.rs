//! Conditions on a header: Envoy's `HeaderMatcher`.

use crate::condition::{ABSENT, mismatch};
use crate::{Request, StringMatch};
use malla_trace::Mismatch;
use std::fmt;

/// A condition on a header; `:method`, `:authority`, `:scheme` and `:path` are headers too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderMatch {
    /// Header name.
    pub name: String,
    /// What its value must be; `None`: it must be there.
    pub value: Option<StringMatch>,
    /// Turns the condition round.
    pub invert: bool,
    /// A header that is not there counts as an empty one.
    pub missing_as_empty: bool,
}

impl HeaderMatch {
    /// The header has such a value.
    #[must_use]
    pub fn new(name: &str, value: StringMatch) -> Self {
        Self { name: name.to_ascii_lowercase(), value: Some(value), invert: false, missing_as_empty: false }
    }

    /// The header is there.
    #[must_use]
    pub fn present(name: &str) -> Self {
        Self { name: name.to_ascii_lowercase(), value: None, invert: false, missing_as_empty: false }
    }

    /// The request's method is this.
    #[must_use]
    pub fn method(method: &str) -> Self {
        Self::new(":method", StringMatch::Exact(method.into()))
    }

    /// The request's authority is such.
    #[must_use]
    pub fn authority(value: StringMatch) -> Self {
        Self::new(":authority", value)
    }

    /// The opposite condition.
    #[must_use]
    pub fn inverted(self) -> Self {
        Self { invert: !self.invert, ..self }
    }

    /// Whether the request fulfils the condition (Envoy `header_utility.cc`, `matchHeaders`): a value condition on a missing
    /// header says no even when it is inverted, unless the header counts as empty: then it counts as there, too.
    ///
    /// # Errors
    /// Says what was wanted and what was found.
    pub fn matches(&self, request: &Request) -> Result<(), Mismatch> {
        let found = request.look(&self.name);
        let refusal = || mismatch(&format!("header {}", self.name), &self.wanted(), found.as_deref().unwrap_or(ABSENT));
        if self.fits(request) { Ok(()) } else { Err(refusal()) }
    }

    /// The same, without words.
    pub(crate) fn fits(&self, request: &Request) -> bool {
        match (&self.value, request.look(&self.name)) {
            (None, found) => (found.is_some() || self.missing_as_empty) != self.invert,
            (Some(_), None) if !self.missing_as_empty => false,
            (Some(value), found) => value.matches(found.as_deref().unwrap_or("")) != self.invert,
        }
    }

    fn wanted(&self) -> String {
        let value = self.value.as_ref().map_or_else(|| "present".to_owned(), ToString::to_string);
        if self.invert { format!("not {value}") } else { value }
    }
}

impl fmt::Display for HeaderMatch {
    /// `header end-user exact jason`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "header {} {}", self.name, self.wanted())
    }
}
