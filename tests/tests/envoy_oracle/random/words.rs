//! The few words that random route tables and requests are made of, so that they meet often.

use super::Pool;

/// What requests to random tables are made of.
pub(crate) const POOL: Pool = Pool {
    paths: &PATHS,
    behind: &["", "", "", "/x", "x", "/", "//", "/../b", "/%61/."],
    queries: &["", "", "", "?q=1", "?q=2&r=x", "?q", "?r=%61", "?q=1&q=2", "?Q=1", "?=", "?r=a/b?c"],
    authorities: &[
        "a.example",
        "a.example",
        "A.Example",
        "b.example",
        "b.example:80",
        "x.a.example",
        "x.y.a.example",
        "y-z.example",
        ".example",
        "web.io",
        "web.io:81",
        "web.io.evil",
        "a.example:8080",
        "10.0.0.1",
        "other",
    ],
    headers: &HEADERS,
    values: &VALUES,
};

/// Beginnings of paths, and paths.
pub(crate) const PATHS: [&str; 13] =
    ["/", "/a", "/a/", "/a/b", "/ab", "/A", "/A/b", "/a/b/c", "/b", "/b/1", "/b/22/", "/c.d", "/a%20b"];

/// Patterns for paths.
pub(crate) const PATH_PATTERNS: [&str; 8] =
    ["/a.*", "/a|/b", "/b/[0-9]+", ".*", "/a/?", "/[^/]+/b", "/(a|c\\.d)(/.*)?", "(?i)/A/B"];

/// Patterns for values.
pub(crate) const PATTERNS: [&str; 6] = ["a.*", "[0-9]", "a|b", ".*", "(a)?", "(?i)AB"];

/// Names of headers.
pub(crate) const HEADERS: [&str; 3] = ["x-1", "x-2", "X-Three"];

/// Values of headers and parameters.
pub(crate) const VALUES: [&str; 8] = ["", "a", "ab", "A", "1", "a,b", "b", "a b"];

/// Names of query parameters.
pub(crate) const PARAMETERS: [&str; 3] = ["q", "r", "Q"];

/// Methods.
pub(crate) const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// Domains.
pub(crate) const DOMAINS: [&str; 10] = [
    "a.example",
    "b.example",
    "*.example",
    "*.a.example",
    "*-z.example",
    "web.*",
    "web.io*",
    "a.example:8080",
    "Web.io",
    "10.0.0.1",
];
