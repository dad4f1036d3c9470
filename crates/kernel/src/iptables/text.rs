//! What `iptables-restore` is fed, line by line, each line with its cause.

use crate::cidr::Family;
use malla_trace::{CauseId, FilterVerdict};
use std::fmt;

/// Some tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// In the order of the text.
    pub tables: Vec<TableText>,
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableText {
    /// `nat`.
    pub name: String,
    /// Whose rules these are: `iptables` or `ip6tables`.
    pub family: Family,
    /// The chain lines. Built-in chains need none.
    pub chains: Vec<ChainLine>,
    /// The rule lines.
    pub rules: Vec<RuleLine>,
    /// Chains to delete (`-X`).
    pub deleted: Vec<String>,
}

/// A chain line, `:NAME POLICY [0:0]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLine {
    /// The chain.
    pub name: String,
    /// A built-in chain's policy; `None` prints `-`.
    pub policy: Option<FilterVerdict>,
}

/// A rule line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// `-A CHAIN ...`.
    pub text: String,
    /// Why the rule is there.
    pub why: CauseId,
}

impl fmt::Display for RuleText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tables.iter().try_for_each(|table| table.fmt(f))
    }
}

impl fmt::Display for TableText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "*{}", self.name)?;
        for chain in &self.chains {
            writeln!(f, ":{} {} [0:0]", chain.name, policy_text(chain.policy))?;
        }
        for rule in &self.rules {
            writeln!(f, "{}", rule.text)?;
        }
        for chain in &self.deleted {
            writeln!(f, "-X {chain}")?;
        }
        writeln!(f, "COMMIT")
    }
}

/// A policy as a chain line prints it.
pub(super) const fn policy_text(policy: Option<FilterVerdict>) -> &'static str {
    match policy {
        Some(FilterVerdict::Accept) => "ACCEPT",
        Some(FilterVerdict::Drop) => "DROP",
        None => "-",
    }
}
