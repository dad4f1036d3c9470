//! Conditions on a query parameter: Envoy's `QueryParameterMatcher`.

use crate::condition::{ABSENT, mismatch};
use crate::{Request, StringMatch};
use malla_trace::Mismatch;
use std::fmt;

/// A condition on a query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryMatch {
    /// Parameter name.
    pub name: String,
    /// What its first value must be; `None`: it must be there.
    pub value: Option<StringMatch>,
}

impl QueryMatch {
    /// Whether the request fulfils the condition.
    ///
    /// # Errors
    /// Says what was wanted and what was found.
    pub fn matches(&self, request: &Request) -> Result<(), Mismatch> {
        let found = first_value(request.query(), &self.name);
        let refusal = || mismatch(&format!("query {}", self.name), &self.wanted(), found.unwrap_or(ABSENT));
        if self.fits(request) { Ok(()) } else { Err(refusal()) }
    }

    /// The same, without words.
    pub(crate) fn fits(&self, request: &Request) -> bool {
        match (&self.value, first_value(request.query(), &self.name)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(value), Some(found)) => value.matches(found),
        }
    }

    fn wanted(&self) -> String {
        self.value.as_ref().map_or_else(|| "present".to_owned(), ToString::to_string)
    }
}

impl fmt::Display for QueryMatch {
    /// `query version exact 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "query {} {}", self.name, self.wanted())
    }
}

/// As it is written: escapes are not read (Envoy `config_utility.cc`, `matchQueryParams`).
fn first_value<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}
