//! Rule lines that were read before. The same line is the same rule: a cluster's nodes have most of their rules in common,
//! and a change of one Service leaves the others' as they are.

use crate::cidr::Family;
use crate::netfilter::RuleSpec;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many lines are kept; then all are forgotten.
const LINES_MAX: usize = 100_000;

/// Rule lines as they were read. Loading with one is faster and otherwise the same.
#[derive(Clone, Debug, Default)]
pub struct RuleCache {
    lines: [BTreeMap<Arc<str>, Arc<Vec<Known>>>; 2],
}

/// A rule that a line says; a line with several addresses says several.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) spec: Arc<RuleSpec>,
    /// As `iptables-save` prints it.
    pub(super) printed: Arc<str>,
    /// Where its target stands in the line.
    pub(super) column: u32,
}

impl RuleCache {
    /// What the line was read as, with the line itself.
    pub(super) fn get(&self, family: Family, line: &str) -> Option<(Arc<str>, Arc<Vec<Known>>)> {
        let (line, known) = self.lines[family.index()].get_key_value(line)?;
        Some((Arc::clone(line), Arc::clone(known)))
    }

    /// Remembers what a line was read as.
    pub(super) fn put(&mut self, family: Family, line: Arc<str>, rules: Arc<Vec<Known>>) {
        let lines = &mut self.lines[family.index()];
        if lines.len() >= LINES_MAX {
            lines.clear();
        }
        lines.insert(line, rules);
    }
}
