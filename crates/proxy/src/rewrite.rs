//! What a route changes in a request's path and authority.

use crate::{PathMatch, Pattern, Request};

/// What a route changes in a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewrite {
    /// The path.
    pub path: PathRewrite,
    /// The authority, if it changes.
    pub authority: Option<String>,
}

/// How a route changes a path. The query stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PathRewrite {
    /// Not at all.
    #[default]
    Keep,
    /// What the route's condition matched is replaced: the prefix, or the whole path.
    Prefix(String),
    /// The whole path is replaced.
    Whole(String),
    /// Every match of the pattern is replaced; `\1` is its first group.
    Regex {
        /// The pattern.
        pattern: Pattern,
        /// What stands there instead.
        substitution: String,
    },
}

impl Rewrite {
    /// Changes the request: authority, then path (Envoy `config_impl.cc`, `finalizeRequestHeaders`).
    pub(crate) fn apply(&self, condition: &PathMatch, request: &mut Request) {
        if let Some(authority) = &self.authority {
            request.authority.clone_from(authority);
        }
        request.path = self.path.apply(condition, request);
    }
}

impl PathRewrite {
    /// The new path and query.
    pub(crate) fn apply(&self, condition: &PathMatch, request: &Request) -> String {
        let path = request.bare_path();
        let behind = &request.path[path.len()..];
        match self {
            Self::Keep => request.path.clone(),
            Self::Prefix(new) => format!("{new}{}", &request.path[condition.matched_part(path).len()..]),
            Self::Whole(new) => format!("{new}{behind}"),
            Self::Regex { pattern, substitution } => format!("{}{behind}", pattern.replace_all(path, substitution)),
        }
    }
}
