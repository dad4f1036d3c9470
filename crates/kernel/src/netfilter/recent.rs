//! Lists of addresses seen lately (`net/netfilter/xt_recent.c`).

use crate::cidr::{Family, address_bits};
use malla_trace::SimTime;
use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

/// Addresses a list remembers (`ip_list_tot`).
const LIST_TOTAL: usize = 100;
/// Stamps an address keeps (`ip_pkt_list_tot`).
const STAMPS_TOTAL: usize = 20;

/// What a `recent` match does with the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecentOperation {
    Set,
    Check,
    Update,
    Remove,
}

/// A `recent` match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecentMatch {
    pub(crate) operation: RecentOperation,
    pub(crate) seconds: u32,
    pub(crate) reap: bool,
    pub(crate) hits: u32,
    pub(crate) ttl: bool,
    pub(crate) name: String,
    pub(crate) mask: IpAddr,
    /// The destination is looked up, not the source.
    pub(crate) destination: bool,
    pub(crate) invert: bool,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    stamps: VecDeque<SimTime>,
    ttl: u8,
    /// Position in the order of last use.
    used: u64,
}

#[derive(Clone, Debug, Default)]
struct List {
    seen: BTreeMap<IpAddr, Seen>,
    uses: u64,
}

/// All lists of a namespace, by name (`/proc/net/xt_recent/`).
#[derive(Clone, Debug, Default)]
pub(crate) struct RecentLists(BTreeMap<String, List>);

impl RecentLists {
    /// Evaluates a match, updating its list (`recent_mt`).
    pub(crate) fn holds(&mut self, rule: &RecentMatch, address: IpAddr, ttl: u8, now: SimTime) -> bool {
        let family = Family::of(address);
        let address = family.address(address_bits(address) & address_bits(rule.mask));
        let list = self.0.entry(rule.name.clone()).or_default();
        let known = list.seen.get(&address).filter(|seen| !rule.ttl || seen.ttl == ttl);
        let found = match (rule.operation, known) {
            (RecentOperation::Set, _) => true,
            (_, None) => false,
            (RecentOperation::Remove, Some(_)) => true,
            (RecentOperation::Check | RecentOperation::Update, Some(seen)) => seen.within(rule, now),
        };
        let updates = rule.operation == RecentOperation::Update && found != rule.invert;
        if known.is_some() && rule.reap && matches!(rule.operation, RecentOperation::Check | RecentOperation::Update) {
            list.reap(rule.seconds, now, updates.then_some(address));
        }
        match rule.operation {
            RecentOperation::Remove if found => drop(list.seen.remove(&address)),
            RecentOperation::Set => list.stamp(address, ttl, now),
            RecentOperation::Update if updates && list.seen.contains_key(&address) => list.stamp(address, ttl, now),
            RecentOperation::Remove | RecentOperation::Check | RecentOperation::Update => {}
        }
        found != rule.invert
    }

    /// Forgets the lists no rule names any more: they go with their last rule (`recent_mt_destroy`).
    pub(crate) fn keep(&mut self, named: impl Fn(&str) -> bool) {
        self.0.retain(|name, _| named(name));
    }
}

impl Seen {
    fn within(&self, rule: &RecentMatch, now: SimTime) -> bool {
        let since = SimTime(now.0.saturating_sub(u64::from(rule.seconds) * 1_000_000));
        let hits = self.stamps.iter().filter(|s| rule.seconds == 0 || **s >= since).count();
        hits >= (rule.hits.max(1) as usize)
    }
}

impl List {
    fn stamp(&mut self, address: IpAddr, ttl: u8, now: SimTime) {
        self.uses += 1;
        if !self.seen.contains_key(&address) && self.seen.len() >= LIST_TOTAL {
            self.forget_oldest();
        }
        let seen = self.seen.entry(address).or_default();
        if seen.stamps.len() >= STAMPS_TOTAL {
            seen.stamps.pop_front();
        }
        seen.stamps.push_back(now);
        (seen.ttl, seen.used) = (ttl, self.uses);
    }

    fn oldest(&self) -> Option<(IpAddr, &Seen)> {
        self.seen.iter().min_by_key(|(_, seen)| seen.used).map(|(address, seen)| (*address, seen))
    }

    fn forget_oldest(&mut self) {
        if let Some((address, _)) = self.oldest() {
            self.seen.remove(&address);
        }
    }

    /// `recent_entry_reap`: only the least recently used entry is looked at, and one about to be updated is spared.
    fn reap(&mut self, seconds: u32, now: SimTime, spared: Option<IpAddr>) {
        let since = now.0.saturating_sub(u64::from(seconds) * 1_000_000);
        let stale = self.oldest().filter(|(_, seen)| seen.stamps.back().is_some_and(|s| s.0 < since));
        if let Some(address) = stale.map(|(a, _)| a).filter(|a| Some(*a) != spared) {
            self.seen.remove(&address);
        }
    }
}
