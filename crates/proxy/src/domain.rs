//! The domains of a virtual host: Envoy's exact names, suffix and prefix wildcards, and `*`.

use std::fmt;

/// A domain that a virtual host answers for. Case does not matter; texts are kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain {
    /// `web.example.com`.
    Exact(String),
    /// `*.example.com` or `*-web.example.com`: ends so, with at least one character in front. The text is the end.
    Suffix(String),
    /// As [`Domain::Suffix`], but the star is exactly one label (no dot in it). The text is the end.
    OneLabel(String),
    /// `web.*`: begins so, with at least one character behind. The text is the beginning.
    Prefix(String),
    /// `*`.
    Any,
}

/// How specific a matching domain is: the greater wins (Envoy `config_impl.cc`, `findVirtualHost`: exact, then the longest
/// suffix wildcard, then the longest prefix wildcard, then `*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DomainRank {
    /// `*`.
    Any,
    /// A prefix wildcard of that length.
    Prefix(usize),
    /// A suffix wildcard of that length.
    Suffix(usize),
    /// The name itself.
    Exact,
}

impl Domain {
    /// Reads a domain as Envoy's configuration writes it. (`OneLabel` has no spelling of its own there.)
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        match (lower.strip_prefix('*'), lower.strip_suffix('*')) {
            (Some(""), _) => Self::Any,
            (Some(end), _) => Self::Suffix(end.into()),
            (None, Some(start)) => Self::Prefix(start.into()),
            (None, None) => Self::Exact(lower),
        }
    }

    /// `*.suffix` with exactly one label for the star; anything else as [`Domain::parse`] reads it.
    #[must_use]
    pub fn parse_one_label(text: &str) -> Self {
        match Self::parse(text) {
            Self::Suffix(end) => Self::OneLabel(end),
            other @ (Self::Exact(_) | Self::OneLabel(_) | Self::Prefix(_) | Self::Any) => other,
        }
    }

    /// How well the host (in lower case) matches; `None` when it does not.
    #[must_use]
    pub fn matches(&self, host: &str) -> Option<DomainRank> {
        match self {
            Self::Exact(name) => (host == name).then_some(DomainRank::Exact),
            Self::Suffix(end) => star(host.strip_suffix(end.as_str())).map(|_| DomainRank::Suffix(end.len())),
            Self::OneLabel(end) => {
                let label = star(host.strip_suffix(end.as_str())).filter(|star| !star.contains('.'));
                label.map(|_| DomainRank::Suffix(end.len()))
            }
            Self::Prefix(start) => star(host.strip_prefix(start.as_str())).map(|_| DomainRank::Prefix(start.len())),
            Self::Any => Some(DomainRank::Any),
        }
    }
}

/// What the star stands for: at least one character.
fn star(rest: Option<&str>) -> Option<&str> {
    rest.filter(|star| !star.is_empty())
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(name) => f.write_str(name),
            Self::Suffix(end) | Self::OneLabel(end) => write!(f, "*{end}"),
            Self::Prefix(start) => write!(f, "{start}*"),
            Self::Any => f.write_str("*"),
        }
    }
}
