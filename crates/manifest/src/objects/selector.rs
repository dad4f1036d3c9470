//! `LabelSelector` (apimachinery `pkg/apis/meta/v1`): which objects are meant, by their labels.

use super::field::{choice, record};
use std::collections::BTreeMap;

record! {
    /// Labels an object must have and conditions its labels must meet; all of them.
    LabelSelector {
        /// Labels with their exact values.
        match_labels: BTreeMap<String, String> = "matchLabels",
        /// Conditions.
        match_expressions: Vec<Requirement> = "matchExpressions",
    }
}

record! {
    /// A condition on one label.
    Requirement {
        /// The label's key.
        key: String = "key",
        /// The comparison.
        operator: SelectorOperator = "operator",
        /// What to compare with.
        values: Vec<String> = "values",
    }
}

choice! {
    /// How a [`Requirement`] compares. `Gt` and `Lt` are for nodes only.
    SelectorOperator {
        /// The value is one of them.
        In = "In",
        /// The key is missing or its value is none of them.
        NotIn = "NotIn",
        /// The key is there.
        Exists = "Exists",
        /// The key is missing.
        DoesNotExist = "DoesNotExist",
        /// The value is a number greater than the one given.
        Gt = "Gt",
        /// The value is a number less than the one given.
        Lt = "Lt",
    }
}

impl LabelSelector {
    /// Whether nothing is asked for. Such a selector matches everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }

    /// Whether the labels meet every condition.
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.match_labels.iter().all(|(key, value)| labels.get(key) == Some(value))
            && self.match_expressions.iter().all(|requirement| requirement.matches(labels))
    }
}

impl Requirement {
    /// Whether the labels meet it (apimachinery `pkg/labels/selector.go`, `Requirement.Matches`).
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        let value = labels.get(&self.key);
        match self.operator {
            SelectorOperator::In => value.is_some_and(|v| self.values.contains(v)),
            SelectorOperator::NotIn => value.is_none_or(|v| !self.values.contains(v)),
            SelectorOperator::Exists => value.is_some(),
            SelectorOperator::DoesNotExist => value.is_none(),
            SelectorOperator::Gt => self.compares(value, |a, b| a > b),
            SelectorOperator::Lt => self.compares(value, |a, b| a < b),
        }
    }

    fn compares(&self, value: Option<&String>, holds: fn(i64, i64) -> bool) -> bool {
        let (Some(value), [bound]) = (value, self.values.as_slice()) else { return false };
        matches!((value.parse(), bound.parse()), (Ok(a), Ok(b)) if holds(a, b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect()
    }

    fn requirement(key: &str, operator: SelectorOperator, values: &[&str]) -> Requirement {
        Requirement { key: key.into(), operator, values: values.iter().map(|v| (*v).into()).collect() }
    }

    #[test]
    fn every_operator_agrees_and_disagrees() {
        use SelectorOperator::{DoesNotExist, Exists, Gt, In, Lt, NotIn};
        let here = labels(&[("tier", "web"), ("rank", "7")]);
        for (key, operator, values, expected) in [
            ("tier", In, &["db", "web"][..], true),
            ("tier", In, &["db"], false),
            ("none", In, &["db"], false),
            ("tier", NotIn, &["web"], false),
            ("none", NotIn, &["web"], true),
            ("tier", Exists, &[], true),
            ("none", Exists, &[], false),
            ("none", DoesNotExist, &[], true),
            ("tier", DoesNotExist, &[], false),
            ("rank", Gt, &["6"], true),
            ("rank", Gt, &["7"], false),
            ("rank", Lt, &["8"], true),
            ("tier", Lt, &["8"], false),
            ("none", Lt, &["8"], false),
        ] {
            assert_eq!(requirement(key, operator, values).matches(&here), expected, "{key} {operator} {values:?}");
        }
    }

    #[test]
    fn an_empty_selector_matches_everything_and_a_full_one_needs_all() {
        assert!(LabelSelector::default().matches(&labels(&[])));
        let both = LabelSelector {
            match_labels: labels(&[("a", "1")]),
            match_expressions: vec![requirement("b", SelectorOperator::Exists, &[])],
        };
        assert!(both.matches(&labels(&[("a", "1"), ("b", "x")])));
        assert!(!both.matches(&labels(&[("a", "1")])));
        assert!(!both.matches(&labels(&[("a", "2"), ("b", "x")])));
    }
}
