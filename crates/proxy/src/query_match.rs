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
        let yes = match (&self.value, found.as_deref()) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(value), Some(found)) => value.matches(found),
        };
        let refusal = || mismatch(&format!("query {}", self.name), &self.wanted(), found.as_deref().unwrap_or(ABSENT));
        if yes { Ok(()) } else { Err(refusal()) }
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

fn first_value(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(key, value)| (decode(key), decode(value))).find(|(key, _)| key == name).map(|(_, value)| value)
}

/// Percent-decoding (RFC 3986 section 2.1); a broken escape stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = (*first == b'%').then(|| tail.get(..2).and_then(hex)).flatten();
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok().filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(text, 16).ok()
}
