//! A route that sends the client elsewhere: Envoy's `RedirectAction`.

use crate::route_table::without_port;
use crate::{PathMatch, PathRewrite, Request};
use std::borrow::Cow;

/// Where a client is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirect {
    /// Status, 301 unless changed.
    pub status: u16,
    /// Scheme, if it changes.
    pub scheme: Option<String>,
    /// Host, if it changes.
    pub host: Option<String>,
    /// Port, if it changes.
    pub port: Option<u16>,
    /// Path.
    pub path: RedirectPath,
    /// Drops the request's query.
    pub strip_query: bool,
}

/// What becomes of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectPath {
    /// It stays.
    Keep,
    /// It is replaced; a query in the new one replaces the request's.
    Whole(String),
    /// What the route's condition matched is replaced.
    Prefix(String),
}

impl Redirect {
    /// A 301 to the same place.
    #[must_use]
    pub const fn new() -> Self {
        Self { status: 301, scheme: None, host: None, port: None, path: RedirectPath::Keep, strip_query: false }
    }

    /// A 301 to the same place by https.
    #[must_use]
    pub fn to_https() -> Self {
        Self { scheme: Some("https".into()), ..Self::new() }
    }

    /// The `location` header (Envoy `config_impl.cc`, `newUri`).
    #[must_use]
    pub fn location(&self, condition: &PathMatch, request: &Request) -> String {
        let scheme = self.scheme.as_deref().unwrap_or(&request.scheme);
        let host = self.host.as_deref().unwrap_or_else(|| self.kept_host(request, scheme));
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{scheme}://{host}{port}{}", self.new_path(condition, request))
    }

    /// The request's host; its port goes when another is set, or when it was the old scheme's own
    /// (`processRequestHost`).
    fn kept_host<'r>(&self, request: &'r Request, scheme: &str) -> &'r str {
        let bare = without_port(&request.authority);
        // What a proxy in front said of the scheme counts, even where it is none.
        let told = request.look("x-forwarded-proto").unwrap_or(Cow::Borrowed(&request.scheme));
        let own = matches!((&*told, &request.authority[bare.len()..]), ("http", ":80") | ("https", ":443"));
        if self.port.is_some() || (own && scheme != told) { bare } else { &request.authority }
    }

    /// The request with its prefix replaced, where that is what the redirect does.
    pub(crate) fn rewritten(&self, condition: &PathMatch, request: &Request) -> Option<Request> {
        let RedirectPath::Prefix(new) = &self.path else { return None };
        let mut rewritten = request.clone();
        rewritten.headers.set("x-envoy-original-path", &request.path);
        rewritten.path = PathRewrite::Prefix(new.clone()).apply(condition, request);
        Some(rewritten)
    }

    fn new_path(&self, condition: &PathMatch, request: &Request) -> String {
        let query = if self.strip_query { "" } else { &request.path[request.bare_path().len()..] };
        match &self.path {
            RedirectPath::Whole(path) if path.contains('?') => path.clone(),
            RedirectPath::Whole(path) => format!("{path}{query}"),
            RedirectPath::Keep => format!("{}{query}", request.bare_path()),
            RedirectPath::Prefix(new) => {
                let bare = Request { path: request.bare_path().into(), ..request.clone() };
                format!("{}{query}", PathRewrite::Prefix(new.clone()).apply(condition, &bare))
            }
        }
    }
}

impl Default for Redirect {
    fn default() -> Self {
        Self::new()
    }
}
