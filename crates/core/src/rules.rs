//! A node's packet filter as the page shows it: tables, chains, rules, and the line behind every rule.

use malla_kernel::{Netns, NftTableView};
use malla_trace::{CauseId, FilterVerdict, Ledger, Place};
use serde::Serialize;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableView {
    /// Name: `nat`; of a table of nftables, with its family: `ip kube-proxy`.
    pub name: String,
    /// Its chains, in the order of iptables-save; of nftables, its sets and maps before them.
    pub chains: Vec<ChainView>,
}

/// A chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChainView {
    /// Name; of a set or map of nftables, with the sign that rules ask it by: `@service-ips`.
    pub name: String,
    /// Policy of a built-in chain: `ACCEPT` or `DROP`; of nftables, what `nft list` says in the head of a base chain, a
    /// set or a map; empty for others.
    pub policy: String,
    /// Its rules in order; a set's or map's elements.
    pub rules: Vec<RuleView>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Number in its chain, from 1.
    pub number: u32,
    /// As iptables-save prints it, or `nft list`.
    pub text: String,
    /// Why it is there.
    pub why: CauseId,
    /// The line it rests on.
    pub place: Option<Place>,
}

/// All tables of a namespace.
pub(crate) fn tables(netns: &Netns, ledger: &Ledger) -> Vec<TableView> {
    let chain = |chain: malla_kernel::ChainView| ChainView {
        policy: chain.policy.map_or("", policy).into(),
        rules: (1..).zip(chain.rules).map(|(number, rule)| view(number, rule, ledger)).collect(),
        name: chain.name,
    };
    let table = |table: malla_kernel::TableView| TableView {
        name: table.name.into(),
        chains: table.chains.into_iter().map(chain).collect(),
    };
    let nft = netns.nft_tables().into_iter().map(|table| nft_table(table, ledger));
    netns.rules().into_iter().map(table).chain(nft).collect()
}

/// A table of nftables: a set or map is shown as a chain of elements.
fn nft_table(table: NftTableView, ledger: &Ledger) -> TableView {
    let rules = |rules: Vec<malla_kernel::RuleView>| {
        (1..).zip(rules).map(|(number, rule)| view(number, rule, ledger)).collect::<Vec<_>>()
    };
    let sets = table.sets.into_iter().map(|set| ChainView {
        name: format!("@{}", set.name),
        policy: set.kind,
        rules: rules(set.elements),
    });
    let chains = table.chains.into_iter().map(|chain| ChainView {
        name: chain.name,
        policy: chain.base.unwrap_or_default(),
        rules: rules(chain.rules),
    });
    TableView { name: table.name, chains: sets.chain(chains).collect() }
}

/// How many rules a namespace has, all tables together.
pub(crate) fn count(netns: &Netns) -> usize {
    let rules = netns.rules().iter().flat_map(|table| &table.chains).map(|chain| chain.rules.len()).sum::<usize>();
    let nft = netns.nft_tables();
    rules + nft.iter().flat_map(|table| &table.chains).map(|chain| chain.rules.len()).sum::<usize>()
}

fn view(number: u32, rule: malla_kernel::RuleView, ledger: &Ledger) -> RuleView {
    RuleView { number, text: rule.text, why: rule.why, place: place(ledger, rule.why) }
}

const fn policy(verdict: FilterVerdict) -> &'static str {
    match verdict {
        FilterVerdict::Accept => "ACCEPT",
        FilterVerdict::Drop => "DROP",
    }
}

/// The line that a cause rests on: the nearest written one, else the nearest other place.
pub(crate) fn place(ledger: &Ledger, id: CauseId) -> Option<Place> {
    let chain = ledger.closure(id);
    let causes = || chain.iter().filter_map(|id| ledger.get(*id));
    let written = causes().find(|c| matches!(c, malla_trace::Cause::Written { .. })).and_then(|c| c.place());
    written.or_else(|| causes().find_map(|c| c.place())).cloned()
}
