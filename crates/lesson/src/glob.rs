//! A pattern for names: `*` stands for any run of characters, everything else for itself.

use serde::Deserialize;
use std::fmt;

/// A pattern: `pod/default/wordpress-*`, `mariadb:*`, `*:3307`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Glob(pub String);

impl Glob {
    /// Whether the whole of `text` fits the pattern.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
        skip_each(rest, middle).is_some_and(|rest| rest.ends_with(last))
    }
}

/// What is left of `text` after its first occurrences of `parts`, in order.
fn skip_each<'a>(text: &'a str, parts: &[&str]) -> Option<&'a str> {
    parts.iter().try_fold(text, |rest, part| rest.find(part).map(|at| &rest[at + part.len()..]))
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn a_star_stands_for_any_run() {
        let cases = [
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("*", "", true),
            ("*:3307", "mariadb-service:3307", true),
            ("*:3307", "mariadb-service:33070", false),
            ("pod/*/wp-*-x", "pod/default/wp-1-2-x", true),
            ("pod/*/wp-*-x", "pod/default/wp-x", false),
            ("a*a", "a", false),
        ];
        for (pattern, text, fits) in cases {
            assert_eq!(Glob(pattern.into()).matches(text), fits, "{pattern} on {text}");
        }
    }
}
