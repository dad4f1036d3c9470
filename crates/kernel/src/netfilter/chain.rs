//! A chain: rules in order, and a policy where it is built in.

use super::rule::Rule;
use crate::cidr::Family;
use malla_trace::FilterVerdict;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Chains longer than this are indexed.
const INDEXED_FROM: usize = 16;

/// A chain's place in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ChainId(pub(crate) usize);

/// A chain.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) name: Arc<str>,
    /// `None` for a user's chain.
    pub(crate) policy: Option<FilterVerdict>,
    pub(crate) rules: Vec<Rule>,
    index: Option<Arc<Index>>,
}

/// Which rules a packet for one destination can match at all. A rule that names another address says no before any
/// condition that counts, draws or remembers is looked at, so leaving it out changes nothing but the time.
#[derive(Clone, Debug)]
struct Index {
    /// Rules for exactly one destination.
    by_destination: BTreeMap<u128, Vec<usize>>,
    /// All others.
    rest: Vec<usize>,
}

impl Chain {
    pub(crate) fn new(name: Arc<str>, policy: Option<FilterVerdict>, rules: Vec<Rule>, family: Family) -> Self {
        let index = (rules.len() > INDEXED_FROM).then(|| Arc::new(Index::of(&rules, family)));
        Self { name, policy, rules, index }
    }

    /// The rules from a given one on that a packet for `destination` may match, in order.
    pub(crate) fn candidates(&self, from: usize, destination: u128) -> Candidates<'_> {
        match &self.index {
            None => Candidates::All(from..self.rules.len()),
            Some(index) => {
                let named = index.by_destination.get(&destination).map_or(&[][..], Vec::as_slice);
                Candidates::Some { named: after(named, from), rest: after(&index.rest, from) }
            }
        }
    }
}

fn after(sorted: &[usize], from: usize) -> &[usize] {
    &sorted[sorted.partition_point(|i| *i < from)..]
}

impl Index {
    fn of(rules: &[Rule], family: Family) -> Self {
        let mut index = Self { by_destination: BTreeMap::new(), rest: vec![] };
        for (i, rule) in rules.iter().enumerate() {
            match rule.head.only_destination(family) {
                Some(address) => index.by_destination.entry(address).or_default().push(i),
                None => index.rest.push(i),
            }
        }
        index
    }
}

/// Rule numbers (from 0) in order.
pub(crate) enum Candidates<'a> {
    All(std::ops::Range<usize>),
    Some { named: &'a [usize], rest: &'a [usize] },
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        match self {
            Self::All(range) => range.next(),
            Self::Some { named, rest } => {
                let take_named = match (named.first(), rest.first()) {
                    (Some(n), Some(r)) => n < r,
                    (Some(_), None) => true,
                    (None, _) => false,
                };
                let (first, tail) = if take_named { named.split_first()? } else { rest.split_first()? };
                if take_named {
                    *named = tail;
                } else {
                    *rest = tail;
                }
                Some(*first)
            }
        }
    }
}
