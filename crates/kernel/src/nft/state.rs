//! What packets change: elements that rules put into sets, and counting number generators.

use super::datatype::Datum;
use super::table::Ruleset;
use malla_trace::SimTime;
use std::collections::BTreeMap;

/// What packets changed since the rules were loaded.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// Elements, by the set's number.
    sets: BTreeMap<u64, BTreeMap<Vec<Datum>, Held>>,
    /// What `numgen inc` said last, by the rule's number and the place in the rule.
    counts: BTreeMap<(u64, usize), u32>,
}

/// An element that a rule put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// In microseconds.
    pub(crate) timeout: Option<u64>,
    pub(crate) expires: Option<SimTime>,
}

impl State {
    /// The elements of a set that have not expired.
    pub(super) fn held(&self, set: u64, now: SimTime) -> impl Iterator<Item = (&Vec<Datum>, &Held)> {
        let alive = move |(_, held): &(&Vec<Datum>, &Held)| held.expires.is_none_or(|expires| expires > now);
        self.sets.get(&set).into_iter().flatten().filter(alive)
    }

    /// Whether a set has that element now.
    pub(super) fn has(&self, set: u64, key: &[Datum], now: SimTime) -> bool {
        self.timeout(set, key, now).is_some()
    }

    /// The time-out that an element was put in with, if the set has that element now.
    pub(super) fn timeout(&self, set: u64, key: &[Datum], now: SimTime) -> Option<Option<u64>> {
        let held = self.sets.get(&set).and_then(|held| held.get(key))?;
        held.expires.is_none_or(|expires| expires > now).then_some(held.timeout)
    }

    /// How many elements a set has now.
    pub(super) fn count(&self, set: u64, now: SimTime) -> usize {
        self.held(set, now).count()
    }

    pub(super) fn put(&mut self, set: u64, key: Vec<Datum>, held: Held) {
        self.sets.entry(set).or_default().insert(key, held);
    }

    pub(super) fn take(&mut self, set: u64, key: &[Datum]) -> bool {
        self.sets.get_mut(&set).is_some_and(|held| held.remove(key).is_some())
    }

    /// The next number below `modulus` of a generator, beginning with 0 (`nft_ng_inc_gen`).
    pub(super) fn count_up(&mut self, place: (u64, usize), modulus: u32) -> u32 {
        let next = self.counts.get(&place).map_or(0, |last| if last + 1 < modulus { last + 1 } else { 0 });
        self.counts.insert(place, next);
        next
    }

    /// A set was emptied.
    pub(super) fn flush(&mut self, set: u64) {
        self.sets.remove(&set);
    }

    /// Forgets what belongs to sets and rules that are gone.
    pub(super) fn keep(&mut self, rules: &Ruleset) {
        if self.sets.is_empty() && self.counts.is_empty() {
            return;
        }
        let sets: std::collections::BTreeSet<u64> =
            rules.tables.iter().flat_map(|table| table.sets.iter()).map(|set| set.id).collect();
        let handles: std::collections::BTreeSet<u64> = rules
            .tables
            .iter()
            .flat_map(|table| table.chains.iter())
            .flat_map(|chain| &chain.rules)
            .map(|rule| rule.handle)
            .collect();
        self.sets.retain(|set, _| sets.contains(set));
        self.counts.retain(|(rule, _), _| handles.contains(rule));
    }
}
