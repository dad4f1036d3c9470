//! The rules in force, as `iptables-save` prints them and as a page shows them.

use super::text::policy_text;
use crate::cidr::Family;
use crate::netfilter::{Chain, Table};
use crate::netns::Netns;
use malla_trace::{CauseId, FilterVerdict};
use std::fmt::Write as _;

/// A table as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableView {
    /// `nat`.
    pub name: &'static str,
    /// Whose it is.
    pub family: Family,
    /// Built-in chains first, then the others by name.
    pub chains: Vec<ChainView>,
}

/// A chain as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainView {
    /// Its name.
    pub name: String,
    /// A built-in chain's policy.
    pub policy: Option<FilterVerdict>,
    /// Its rules in order; the first is number 1.
    pub rules: Vec<RuleView>,
}

/// A rule as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleView {
    /// As `iptables-save` prints it.
    pub text: String,
    /// The chain it may call.
    pub calls: Option<String>,
    /// Why it is there.
    pub why: CauseId,
}

impl Netns {
    /// The IPv4 rules, as `iptables-save` of iptables 1.8.9 (nf_tables) prints them, without its comments, which
    /// name the time of day.
    #[must_use]
    pub fn save(&self) -> String {
        self.save_family(Family::V4)
    }

    /// The rules of a family, as `iptables-save` or `ip6tables-save` prints them.
    #[must_use]
    pub fn save_family(&self, family: Family) -> String {
        self.rules_of(family).tables.iter().map(|table| table_text(table)).collect()
    }

    /// All rules, IPv4 first.
    #[must_use]
    pub fn rules(&self) -> Vec<TableView> {
        let of = |family: Family| self.rules_of(family).tables.iter().map(move |t| table_view(t, family));
        of(Family::V4).chain(of(Family::V6)).collect()
    }
}

fn table_text(table: &Table) -> String {
    let mut text = format!("*{}\n", table.kind.name());
    for chain in &table.chains {
        let _ = writeln!(text, ":{} {} [0:0]", chain.name, policy_text(chain.policy));
    }
    for rule in table.chains.iter().flat_map(|c| &c.rules) {
        text.push_str(&rule.text);
        text.push('\n');
    }
    text.push_str("COMMIT\n");
    text
}

fn table_view(table: &Table, family: Family) -> TableView {
    let rules = |chain: &Chain| {
        let view = |r: &crate::netfilter::Rule| RuleView {
            text: r.text.to_string(),
            calls: r.chain.map(|c| table.chain(c).name.to_string()),
            why: r.why,
        };
        chain.rules.iter().map(view).collect()
    };
    let view = |c: &Chain| ChainView { name: c.name.to_string(), policy: c.policy, rules: rules(c) };
    TableView { name: table.kind.name(), family, chains: table.chains.iter().map(view).collect() }
}
