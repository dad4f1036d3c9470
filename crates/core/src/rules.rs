//! A node's packet filter as the page shows it: tables, chains, rules, and the line behind every rule.

use malla_kernel::Netns;
use malla_trace::{CauseId, FilterVerdict, Ledger, Place};
use serde::Serialize;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableView {
    /// Name, `nat`.
    pub name: String,
    /// Its chains, in the order of iptables-save.
    pub chains: Vec<ChainView>,
}

/// A chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChainView {
    /// Name.
    pub name: String,
    /// Policy of a built-in chain: `ACCEPT` or `DROP`; empty for others.
    pub policy: String,
    /// Its rules in order.
    pub rules: Vec<RuleView>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Number in its chain, from 1.
    pub number: u32,
    /// As iptables-save prints it.
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
    netns.rules().into_iter().map(table).collect()
}

/// How many rules a namespace has, all tables together.
pub(crate) fn count(netns: &Netns) -> usize {
    netns.rules().iter().flat_map(|table| &table.chains).map(|chain| chain.rules.len()).sum()
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
