//! The tables as a page shows them: everything with its text and its cause.

use super::list::base_text;
use super::set::{SetRef, element_text};
use super::statement::Rule;
use super::table::{Chain, Table};
use super::transaction::targets;
use super::{element::Element, set::Set};
use crate::cidr::Family;
use crate::iptables::RuleView;
use crate::netns::Netns;
use malla_trace::CauseId;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NftTableView {
    /// Whose packets it sees.
    pub family: Family,
    /// `ip NAME`, as traces name it.
    pub name: String,
    /// Sets and maps, oldest first.
    pub sets: Vec<NftSetView>,
    /// Chains, oldest first.
    pub chains: Vec<NftChainView>,
    /// Why it is there.
    pub why: CauseId,
}

/// A set or map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NftSetView {
    /// Its name.
    pub name: String,
    /// `type ipv4_addr . inet_service : verdict`.
    pub kind: String,
    /// What scripts put into it, in the order of the list.
    pub elements: Vec<RuleView>,
    /// Why it is there.
    pub why: CauseId,
}

/// A chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NftChainView {
    /// Its name.
    pub name: String,
    /// Of a base chain: `type nat hook prerouting priority dstnat; policy accept;`.
    pub base: Option<String>,
    /// Its rules in order; the first is number 1.
    pub rules: Vec<RuleView>,
    /// Why it is there.
    pub why: CauseId,
}

impl Netns {
    /// The tables of nf_tables' own, oldest first.
    #[must_use]
    pub fn nft_tables(&self) -> Vec<NftTableView> {
        self.nft.tables.iter().map(table_view).collect()
    }
}

fn table_view(table: &Table) -> NftTableView {
    NftTableView {
        family: table.family,
        name: table.full_name.to_string(),
        sets: table.sets.in_order().into_iter().map(set_view).collect(),
        chains: table.chains.in_order().into_iter().map(|chain| chain_view(table, chain)).collect(),
        why: table.why,
    }
}

fn set_view(set: &Set) -> NftSetView {
    let element = |element: &Element| RuleView {
        text: element_text(element, &set.spec),
        calls: element.chain().map(ToString::to_string),
        why: element.why,
    };
    let elements = set.elements.sorted(&set.spec.key).into_iter().map(element).collect();
    NftSetView { name: set.name.to_string(), kind: set.spec.type_text(), elements, why: set.why }
}

fn chain_view(table: &Table, chain: &Chain) -> NftChainView {
    let rules = chain.rules.iter().map(|rule| rule_view(table, rule)).collect();
    NftChainView { name: chain.name.to_string(), base: chain.base.as_ref().map(base_text), rules, why: chain.why }
}

/// A rule; of several chains that it may call, the first.
fn rule_view(table: &Table, rule: &Rule) -> RuleView {
    let own = rule.statements.iter().flat_map(targets).next();
    let mapped = rule.statements.iter().find_map(|statement| match statement.set() {
        Some(SetRef::Named(name)) => table.sets.get(name)?.elements.iter().find_map(Element::chain),
        Some(SetRef::Anonymous(_)) | None => None,
    });
    RuleView { text: rule.text.to_string(), calls: own.or(mapped).map(ToString::to_string), why: rule.why }
}
