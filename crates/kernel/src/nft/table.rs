//! Tables, which anybody may make under any name: chains, sets and maps (`struct nft_table`).

use super::priority::ChainType;
use super::set::Set;
use super::statement::Rule;
use crate::cidr::Family;
use crate::netfilter::Hook;
use malla_trace::{CauseId, FilterVerdict};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) family: Family,
    pub(crate) name: Arc<str>,
    /// `ip NAME`, as a trace names it.
    pub(crate) full_name: Arc<str>,
    pub(super) comment: Option<String>,
    pub(crate) chains: Named<Chain>,
    pub(crate) sets: Named<Set>,
    pub(crate) why: CauseId,
}

/// A chain.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) name: Arc<str>,
    pub(crate) base: Option<Base>,
    pub(super) comment: Option<String>,
    pub(crate) rules: Vec<Rule>,
    /// How many rules and elements lead here.
    pub(super) uses: usize,
    pub(crate) why: CauseId,
}

/// What makes a chain a base chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    pub(crate) kind: ChainType,
    pub(crate) hook: Hook,
    pub(crate) priority: i32,
    pub(crate) policy: FilterVerdict,
    /// Whether somebody wrote the policy.
    pub(crate) policy_written: bool,
    /// How many base chains were made before: among equals the youngest looks first (`nf_hook_entries_grow`).
    pub(crate) age: u64,
}

/// Things by name that remember in which order they came. A clone shares them.
#[derive(Clone, Debug)]
pub(crate) struct Named<T> {
    by_name: BTreeMap<Arc<str>, (u64, Arc<T>)>,
    next: u64,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { by_name: BTreeMap::new(), next: 0 }
    }
}

impl<T: Clone> Named<T> {
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.by_name.get(name).map(|(_, thing)| &**thing)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.by_name.get_mut(name).map(|(_, thing)| Arc::make_mut(thing))
    }

    pub(super) fn insert(&mut self, name: Arc<str>, thing: T) {
        self.by_name.insert(name, (self.next, Arc::new(thing)));
        self.next += 1;
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.by_name.remove(name);
    }

    /// In no particular order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.by_name.values().map(|(_, thing)| &**thing)
    }

    /// Oldest first.
    pub(super) fn in_order(&self) -> Vec<&T> {
        let mut all: Vec<&(u64, Arc<T>)> = self.by_name.values().collect();
        all.sort_by_key(|(age, _)| *age);
        all.into_iter().map(|(_, thing)| &**thing).collect()
    }
}

/// All tables, oldest first, and who looks at packets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ruleset {
    pub(crate) tables: Vec<Table>,
    /// The base chains, by family and hook, in order of priority.
    bases: BTreeMap<(Family, Hook), Vec<Seat>>,
    /// Numbers given to rules, sets and base chains so far.
    numbers: u64,
}

/// A base chain's place on its hook.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) base: Base,
    /// The table's place.
    pub(crate) table: usize,
    pub(crate) chain: Arc<str>,
}

impl Ruleset {
    /// The base chains on a hook, in order.
    pub(crate) fn seats(&self, family: Family, hook: Hook) -> &[Seat] {
        self.bases.get(&(family, hook)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// A number that nothing else has.
    pub(super) fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub(super) fn table(&self, family: Family, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.family == family && &*table.name == name)
    }

    pub(super) fn table_mut(&mut self, family: Family, name: &str) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.family == family && &*table.name == name)
    }

    /// Puts the base chains on their hooks.
    pub(super) fn seat(&mut self) {
        let mut bases: BTreeMap<(Family, Hook), Vec<Seat>> = BTreeMap::new();
        for (place, table) in self.tables.iter().enumerate() {
            for (chain, base) in table.chains.iter().filter_map(|chain| Some((chain, chain.base?))) {
                let seat = Seat { base, table: place, chain: Arc::clone(&chain.name) };
                bases.entry((table.family, base.hook)).or_default().push(seat);
            }
        }
        bases.values_mut().for_each(|seats| {
            seats.sort_by_key(|seat| (seat.base.priority, std::cmp::Reverse(seat.base.age)));
        });
        self.bases = bases;
    }
}
