//! Conditions on a path: Envoy's route path specifiers. The query never counts.

use crate::Pattern;
use crate::condition::mismatch;
use crate::pattern::starts_with_ignoring_case;
use malla_trace::Mismatch;
use std::fmt;

/// A condition on a request's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathMatch {
    /// The path begins so, wherever that ends: `/foo` matches `/foobar`.
    Prefix {
        /// The beginning.
        value: String,
        /// Whether ASCII case does not matter.
        ignore_case: bool,
    },
    /// The path is this or lies below it by whole elements: `/foo` matches `/foo/bar`, not `/foobar`.
    PathSeparatedPrefix {
        /// The beginning, without a slash at its end.
        value: String,
        /// Whether ASCII case does not matter.
        ignore_case: bool,
    },
    /// The path is this.
    Exact {
        /// The path.
        value: String,
        /// Whether ASCII case does not matter.
        ignore_case: bool,
    },
    /// The whole path matches the pattern.
    Regex(Pattern),
}

impl PathMatch {
    /// Begins so.
    #[must_use]
    pub fn prefix(value: &str) -> Self {
        Self::Prefix { value: value.into(), ignore_case: false }
    }

    /// Is this or lies below it. A slash at the end is dropped; of `/` everything is left, so it matches all.
    #[must_use]
    pub fn path_separated_prefix(value: &str) -> Self {
        match value.trim_end_matches('/') {
            "" => Self::prefix("/"),
            bare => Self::PathSeparatedPrefix { value: bare.into(), ignore_case: false },
        }
    }

    /// Is this.
    #[must_use]
    pub fn exact(value: &str) -> Self {
        Self::Exact { value: value.into(), ignore_case: false }
    }

    /// Whether the path (without query) fulfils the condition.
    ///
    /// # Errors
    /// Says what was wanted and what was found.
    pub fn matches(&self, path: &str) -> Result<(), Mismatch> {
        if self.fits(path) { Ok(()) } else { Err(mismatch(self.word(), self.value(), path)) }
    }

    /// The same, without words.
    pub(crate) fn fits(&self, path: &str) -> bool {
        match self {
            Self::Prefix { value, ignore_case } => starts(path, value, *ignore_case),
            Self::PathSeparatedPrefix { value, ignore_case } => {
                starts(path, value, *ignore_case) && matches!(path.as_bytes().get(value.len()), None | Some(b'/'))
            }
            Self::Exact { value, ignore_case } => path.len() == value.len() && starts(path, value, *ignore_case),
            Self::Regex(pattern) => pattern.matches(path),
        }
    }

    /// What of a matching path a prefix rewrite replaces: the prefix, or everything (Envoy `config_impl.cc`,
    /// `finalizePathHeader`).
    #[must_use]
    pub fn matched_part<'p>(&self, path: &'p str) -> &'p str {
        match self {
            Self::Prefix { value, .. } | Self::PathSeparatedPrefix { value, .. } => {
                path.get(..value.len()).unwrap_or(path)
            }
            Self::Exact { .. } | Self::Regex(_) => path,
        }
    }

    const fn word(&self) -> &'static str {
        match self {
            Self::Prefix { .. } => "prefix",
            Self::PathSeparatedPrefix { .. } => "path_separated_prefix",
            Self::Exact { .. } => "path",
            Self::Regex(_) => "safe_regex",
        }
    }

    fn value(&self) -> &str {
        match self {
            Self::Prefix { value, .. } | Self::PathSeparatedPrefix { value, .. } | Self::Exact { value, .. } => value,
            Self::Regex(pattern) => pattern.text(),
        }
    }
}

fn starts(path: &str, value: &str, ignore_case: bool) -> bool {
    if ignore_case { starts_with_ignoring_case(path, value) } else { path.starts_with(value) }
}

impl fmt::Display for PathMatch {
    /// `prefix /foo`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.word(), self.value())
    }
}
