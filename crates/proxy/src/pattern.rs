//! Conditions on a text: Envoy's `StringMatcher`, with RE2-like patterns that must match the whole text.

use regex_lite::Regex;
use std::fmt;

/// A regular expression. The engine is `regex-lite`: like RE2 it never backtracks; unlike RE2 its `\d \s \w` and `(?i)` know
/// ASCII only and it has no `\p{..}`.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    whole: Regex,
    part: Regex,
}

/// A text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternRefusal {
    /// The text.
    pub text: String,
    /// What the engine said.
    pub problem: String,
}

/// A condition on a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringMatch {
    /// Equal.
    Exact(String),
    /// Equal but for ASCII case.
    ExactIgnoreCase(String),
    /// Begins so.
    Prefix(String),
    /// Begins so but for ASCII case.
    PrefixIgnoreCase(String),
    /// Ends so.
    Suffix(String),
    /// Has it inside.
    Contains(String),
    /// The whole text matches the pattern.
    Regex(Pattern),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When the text is no pattern.
    pub fn new(text: &str) -> Result<Self, PatternRefusal> {
        let compile = |full: &str| {
            Regex::new(full).map_err(|error| PatternRefusal { text: text.into(), problem: error.to_string() })
        };
        Ok(Self { part: compile(text)?, whole: compile(&format!("^(?:{text})$"))?, text: text.into() })
    }

    /// Whether the whole text matches (`RE2::FullMatch`).
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.whole.is_match(text)
    }

    /// Every match replaced (`RE2::GlobalReplace`): in `substitution`, `\1` is the first group, `\0` the match.
    #[must_use]
    pub fn replace_all(&self, text: &str, substitution: &str) -> String {
        self.part.replace_all(text, &|groups: &regex_lite::Captures<'_>| fill(groups, substitution)).into_owned()
    }

    /// The pattern as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// RE2's rewrite text: a backslash before a digit is a group, before another backslash itself.
fn fill(groups: &regex_lite::Captures<'_>, substitution: &str) -> String {
    let mut out = String::new();
    let mut rest = substitution.chars();
    while let Some(c) = rest.next() {
        match (c, if c == '\\' { rest.next() } else { None }) {
            ('\\', Some(digit)) if digit.is_ascii_digit() => {
                let group = digit.to_digit(10).and_then(|n| groups.get(n as usize));
                out.push_str(group.map_or("", |found| found.as_str()));
            }
            ('\\', Some(other)) => out.push(other),
            (c, _) => out.push(c),
        }
    }
    out
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl StringMatch {
    /// Whether the text fulfils the condition.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(wanted) => text == wanted,
            Self::ExactIgnoreCase(wanted) => text.eq_ignore_ascii_case(wanted),
            Self::Prefix(wanted) => text.starts_with(wanted.as_str()),
            Self::PrefixIgnoreCase(wanted) => starts_with_ignoring_case(text, wanted),
            Self::Suffix(wanted) => text.ends_with(wanted.as_str()),
            Self::Contains(wanted) => text.contains(wanted.as_str()),
            Self::Regex(pattern) => pattern.matches(text),
        }
    }
}

/// Whether `text` begins with `wanted` but for ASCII case.
pub(crate) fn starts_with_ignoring_case(text: &str, wanted: &str) -> bool {
    text.as_bytes().get(..wanted.len()).is_some_and(|head| head.eq_ignore_ascii_case(wanted.as_bytes()))
}

impl fmt::Display for StringMatch {
    /// `exact reviews`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(wanted) => write!(f, "exact {wanted}"),
            Self::ExactIgnoreCase(wanted) => write!(f, "exact {wanted} (ignore_case)"),
            Self::Prefix(wanted) => write!(f, "prefix {wanted}"),
            Self::PrefixIgnoreCase(wanted) => write!(f, "prefix {wanted} (ignore_case)"),
            Self::Suffix(wanted) => write!(f, "suffix {wanted}"),
            Self::Contains(wanted) => write!(f, "contains {wanted}"),
            Self::Regex(pattern) => write!(f, "safe_regex {}", pattern.text()),
        }
    }
}
