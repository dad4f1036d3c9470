//! An HTTP request and response as a proxy sees them: head only (RFC 9110).

use malla_trace::{Change, Field};
use std::borrow::Cow;
use std::sync::Arc;

/// Headers that are kept as one field (some of Envoy's `INLINE_*_HEADERS`).
const SINGLE: [&str; 7] =
    ["content-type", "server", "user-agent", "via", "x-forwarded-for", "x-forwarded-proto", "x-request-id"];

/// A request's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: String,
    /// `http` or `https`.
    pub scheme: String,
    /// The `Host` header, or `:authority`: host, and port where the client wrote one.
    pub authority: String,
    /// Path and query.
    pub path: String,
    /// The other headers.
    pub headers: Headers,
}

/// A response's head, and its body where it matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: Headers,
    /// Body, shortened.
    pub body: String,
}

/// Header fields in order; names are kept in lower case (RFC 9110 section 5.1: they are case-insensitive).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    // Shared: a request is copied with every hop, its headers seldom change.
    fields: Vec<(Arc<str>, Arc<str>)>,
}

impl Request {
    /// A request without headers.
    #[must_use]
    pub fn new(method: &str, scheme: &str, authority: &str, path: &str) -> Self {
        let (method, scheme) = (method.to_owned(), scheme.to_owned());
        Self { method, scheme, authority: authority.into(), path: path.into(), headers: Headers::default() }
    }

    /// A `GET` by plain HTTP.
    #[must_use]
    pub fn get(authority: &str, path: &str) -> Self {
        Self::new("GET", "http", authority, path)
    }

    /// The same request with one header more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.add(name, value);
        self
    }

    /// A header's value, several joined by commas; `:method`, `:scheme`, `:path` and `:authority` (also `host`) name the
    /// request line's parts, as Envoy has them.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.look(name).map(Cow::into_owned)
    }

    /// As [`Request::header`], copied only where several values are joined.
    pub(crate) fn look(&self, name: &str) -> Option<Cow<'_, str>> {
        let line = [
            (":method", &self.method),
            (":scheme", &self.scheme),
            (":path", &self.path),
            (":authority", &self.authority),
            ("host", &self.authority),
        ];
        let part = line.into_iter().find(|(part, _)| part.eq_ignore_ascii_case(name));
        part.map_or_else(|| self.headers.look(name), |(_, value)| Some(Cow::Borrowed(value.as_str())))
    }

    /// The first of a header's values, or the part of the request line that [`Request::header`] reads under that name: what a
    /// template sees (Envoy `HeaderFormatter`).
    pub(crate) fn first_value(&self, name: &str) -> Option<String> {
        self.headers.first(name).map(str::to_owned).or_else(|| self.header(name))
    }

    /// Writes a header, or the part of the request line that [`Request::header`] reads under that name.
    pub fn set_header(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            ":method" => self.method = value.into(),
            ":scheme" => self.scheme = value.into(),
            ":path" => self.path = value.into(),
            ":authority" | "host" => self.authority = value.into(),
            other => self.headers.set(other, value),
        }
    }

    /// The path without query and fragment: what path conditions look at.
    #[must_use]
    pub fn bare_path(&self) -> &str {
        let end = self.path.find(['?', '#']).unwrap_or(self.path.len());
        &self.path[..end]
    }

    /// The query without its question mark; empty when there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        let whole = self.path.split('#').next().unwrap_or("");
        whole.split_once('?').map_or("", |(_, query)| query)
    }

    /// What differs between this request and a later look at it.
    #[must_use]
    pub fn changes_to(&self, after: &Self) -> Vec<Change> {
        let mut pairs = vec![
            (Field::Host, self.authority.clone(), after.authority.clone()),
            (Field::Path, self.path.clone(), after.path.clone()),
        ];
        pairs.extend(self.headers.pairs_with(&after.headers));
        pairs
            .into_iter()
            .filter(|(_, from, to)| from != to)
            .map(|(field, from, to)| Change { field, from, to })
            .collect()
    }
}

impl Response {
    /// A response with a body and no headers.
    #[must_use]
    pub fn new(status: u16, body: &str) -> Self {
        Self { status, headers: Headers::default(), body: body.into() }
    }

    /// The same response with one header more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.add(name, value);
        self
    }
}

impl Headers {
    /// The value of a header; several are joined by commas (RFC 9110 section 5.3), without a space as Envoy joins them.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.look(name).map(Cow::into_owned)
    }

    /// As [`Headers::get`], copied only where several values are joined.
    fn look(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut values = self.fields.iter().filter(|f| f.0.eq_ignore_ascii_case(name)).map(|f| &*f.1);
        let first = Cow::Borrowed(values.next()?);
        Some(values.fold(first, |list, value| Cow::Owned(format!("{list},{value}"))))
    }

    /// The first value of a header.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|f| f.0.eq_ignore_ascii_case(name)).map(|f| &*f.1)
    }

    /// Adds a field behind the others; the values of some headers become one field (Envoy `header_map_impl.cc`,
    /// `appendToHeader`; RFC 9110 section 5.3 allows it for all of them).
    pub fn add(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        let there = self.fields.iter_mut().find(|f| *f.0 == *name && SINGLE.contains(&name.as_str()));
        match there {
            Some((_, there)) => *there = format!("{there},{value}").into(),
            None => self.fields.push((name.into(), value.into())),
        }
    }

    /// Replaces every field of that name by one, at the place of the first.
    pub fn set(&mut self, name: &str, value: &str) {
        let at = self.fields.iter().position(|f| f.0.eq_ignore_ascii_case(name)).unwrap_or(self.fields.len());
        self.remove(name);
        self.fields.insert(at.min(self.fields.len()), (name.to_ascii_lowercase().into(), value.into()));
    }

    /// Takes every field of that name away.
    pub fn remove(&mut self, name: &str) {
        self.fields.retain(|f| !f.0.eq_ignore_ascii_case(name));
    }

    /// The fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The fields as pairs, for the boundary.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        self.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// What differs between these headers and a later look at them.
    #[must_use]
    pub fn changes_to(&self, after: &Self) -> Vec<Change> {
        let pairs = self.pairs_with(after).into_iter().filter(|(_, from, to)| from != to);
        pairs.map(|(field, from, to)| Change { field, from, to }).collect()
    }

    fn pairs_with(&self, after: &Self) -> Vec<(Field, String, String)> {
        let mut names: Vec<&str> = self.iter().chain(after.iter()).map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        let value = |headers: &Self, name: &str| headers.get(name).unwrap_or_default();
        names.into_iter().map(|n| (Field::Header(n.into()), value(self, n), value(after, n))).collect()
    }
}

impl FromIterator<(String, String)> for Headers {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        let mut headers = Self::default();
        pairs.into_iter().for_each(|(name, value)| headers.add(&name, &value));
        headers
    }
}
