//! How much of the rules the packets reached.

use crate::forced::{RuleId, numbered};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Rules that were hit, and the options and targets in them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    hit: usize,
    all: usize,
    words: BTreeMap<String, bool>,
}

impl Reach {
    /// Counts the rules of a set, and those that were hit.
    pub(super) fn count(&mut self, rules: &str, hit: &BTreeSet<RuleId>) {
        for (id, rule) in numbered(rules) {
            let was_hit = hit.contains(&id);
            self.hit += usize::from(was_hit);
            self.all += 1;
            for word in words(rule) {
                *self.words.entry(word).or_insert(false) |= was_hit;
            }
        }
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let never: Vec<&str> = self.words.iter().filter(|(_, hit)| !**hit).map(|(word, _)| word.as_str()).collect();
        let (words, hit) = (self.words.len(), self.words.len() - never.len());
        write!(f, "of {} random rules {} were hit, of {words} options and targets {hit}", self.all, self.hit)?;
        if never.is_empty() { Ok(()) } else { write!(f, "; never: {}", never.join(", ")) }
    }
}

/// A rule's options, and its target; the names of chains that only these rules have are left out.
fn words(rule: &str) -> Vec<String> {
    let (conditions, target) = rule.rsplit_once(" -j ").unwrap_or((rule, ""));
    let options = conditions.split(' ').skip(2).filter(|word| word.starts_with('-')).map(str::to_owned);
    let target = target.split(' ').next().filter(|target| target.len() > 2).map(|target| format!("-j {target}"));
    options.chain(target).collect()
}
