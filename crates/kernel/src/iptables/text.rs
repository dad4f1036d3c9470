//! What `iptables-restore` is fed, line by line, each line with its cause.

use super::lines::RuleLines;
use crate::cidr::Family;
use malla_trace::FilterVerdict;
use std::fmt;
use std::sync::Arc;

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
    pub rules: RuleLines,
    /// Chains to delete (`-X`).
    pub deleted: Vec<String>,
}

/// A chain line, `:NAME POLICY [0:0]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLine {
    /// The chain.
    pub name: Arc<str>,
    /// A built-in chain's policy; `None` prints `-`.
    pub policy: Option<FilterVerdict>,
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
            [":", &chain.name, " ", policy_text(chain.policy), " [0:0]\n"]
                .iter()
                .try_for_each(|word| f.write_str(word))?;
        }
        f.write_str(self.rules.as_str())?;
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
