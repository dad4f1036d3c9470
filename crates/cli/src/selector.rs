//! `-l`: which labels an object must have (`k8s.io/apimachinery/pkg/labels`, `Parse`).

use crate::BadInput;
use std::collections::BTreeMap;

/// What is asked of the labels, all of it at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selector(Vec<Requirement>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Absent(String),
}

impl Selector {
    /// Reads `app=web,tier!=db,env in (a,b),!canary`.
    pub(crate) fn parse(text: &str) -> Result<Self, BadInput> {
        let parts = parts(text);
        parts.into_iter().map(|part| requirement(part.trim(), text)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether the labels are as asked.
    pub(crate) fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.0.iter().all(|requirement| requirement.matches(labels))
    }
}

impl Requirement {
    fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        match self {
            Self::In(key, values) => labels.get(key).is_some_and(|value| values.contains(value)),
            Self::NotIn(key, values) => labels.get(key).is_none_or(|value| !values.contains(value)),
            Self::Exists(key) => labels.contains_key(key),
            Self::Absent(key) => !labels.contains_key(key),
        }
    }
}

/// Cut at commas, but not inside brackets.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (vec![], 0, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn requirement(part: &str, whole: &str) -> Result<Requirement, BadInput> {
    let wrong = || BadInput::new(format!("unable to parse requirement: {whole:?}"));
    let key = |text: &str| {
        let text = text.trim();
        let good = |c: char| c.is_ascii_alphanumeric() || "-._/".contains(c);
        if !text.is_empty() && text.chars().all(good) { Ok(text.to_owned()) } else { Err(wrong()) }
    };
    if let Some((name, value)) = part.split_once("!=") {
        return Ok(Requirement::NotIn(key(name)?, vec![value.trim().into()]));
    }
    if let Some((name, value)) = part.split_once('=') {
        let value = value.strip_prefix('=').unwrap_or(value);
        return Ok(Requirement::In(key(name)?, vec![value.trim().into()]));
    }
    if let Some(absent) = part.strip_prefix('!') {
        return key(absent).map(Requirement::Absent);
    }
    let listed = part.strip_suffix(')').and_then(|part| part.split_once('('));
    match listed {
        None => key(part).map(Requirement::Exists),
        Some((head, values)) => {
            let values = values.split(',').map(|value| value.trim().to_owned()).collect();
            match head.trim().rsplit_once(' ') {
                Some((name, "in")) => Ok(Requirement::In(key(name)?, values)),
                Some((name, "notin")) => Ok(Requirement::NotIn(key(name)?, values)),
                Some(_) | None => Err(wrong()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(text: &str) -> Option<bool> {
        let labels = BTreeMap::from([("app".to_owned(), "web".to_owned()), ("env".to_owned(), "a".to_owned())]);
        Selector::parse(text).ok().map(|selector| selector.matches(&labels))
    }

    #[test]
    fn labels_are_as_asked_or_not() {
        for text in ["app=web", "app==web,env", "env in (a, b)", "env notin (c)", "tier!=db", "!tier"] {
            assert_eq!(matches(text), Some(true), "{text}");
        }
        for text in ["app=db", "tier", "env in (c,b)", "app notin (web)", "!app", "app=web,tier=db"] {
            assert_eq!(matches(text), Some(false), "{text}");
        }
        for text in ["", "a b", "app in web", "=x", "x y (a)"] {
            assert_eq!(matches(text), None, "{text}");
        }
    }
}
