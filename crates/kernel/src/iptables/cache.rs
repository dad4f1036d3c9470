//! What was read before. The same line is the same rule, and the same text the same table: a cluster's nodes have most of
//! their rules in common, and a change of one Service leaves the others' as they are.

use crate::cidr::Family;
use crate::netfilter::{RuleSpec, Table};
use malla_trace::CauseId;
use std::collections::HashMap;
use std::sync::Arc;

/// How many lines are kept; then all are forgotten.
const LINES_MAX: usize = 100_000;

/// How many tables are kept; then all are forgotten.
const TABLES_MAX: usize = 64;

/// A longer text changes too often to be worth its keeping.
const TABLE_TEXT_MAX: usize = 64 * 1024;

/// Rule lines and tables as they were read. Loading with one is faster and otherwise the same. Nobody asks for them in an
/// order.
#[derive(Clone, Debug, Default)]
pub struct RuleCache {
    lines: [HashMap<Arc<str>, Arc<[Known]>>; 2],
    tables: [HashMap<Box<str>, KnownTable>; 2],
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

/// A table that a text makes by itself.
#[derive(Clone, Debug)]
struct KnownTable {
    table: Arc<Table>,
    /// The number that the text's first line had.
    first: u32,
}

impl RuleCache {
    /// What the line was read as, with the line itself.
    pub(super) fn get(&self, family: Family, line: &str) -> Option<(Arc<str>, Arc<[Known]>)> {
        let (line, known) = self.lines[family.index()].get_key_value(line)?;
        Some((Arc::clone(line), Arc::clone(known)))
    }

    /// Remembers what a line was read as.
    pub(super) fn put(&mut self, family: Family, line: Arc<str>, rules: Arc<[Known]>) {
        let lines = &mut self.lines[family.index()];
        if lines.len() >= LINES_MAX {
            lines.clear();
        }
        lines.insert(line, rules);
    }

    /// The table that the text made, its rules with new causes: `why` knows them by line, from 0.
    pub(super) fn table(&mut self, family: Family, text: &str, why: impl Fn(usize) -> CauseId) -> Option<Arc<Table>> {
        let known = self.tables[family.index()].get_mut(text)?;
        let why = |line: u32| why(line.saturating_sub(known.first) as usize);
        let mut rules = known.table.chains.iter().flat_map(|chain| &chain.rules);
        if rules.any(|rule| rule.why != why(rule.line)) {
            let rules = Arc::make_mut(&mut known.table).chains.iter_mut().flat_map(|chain| &mut chain.rules);
            rules.for_each(|rule| rule.why = why(rule.line));
        }
        Some(Arc::clone(&known.table))
    }

    /// Remembers the table that a text made where there was none, and refused nothing of.
    pub(super) fn put_table(&mut self, family: Family, text: &str, table: &Arc<Table>, first: u32) {
        let tables = &mut self.tables[family.index()];
        if tables.len() >= TABLES_MAX {
            tables.clear();
        }
        if text.len() <= TABLE_TEXT_MAX {
            tables.insert(text.into(), KnownTable { table: Arc::clone(table), first });
        }
    }
}
