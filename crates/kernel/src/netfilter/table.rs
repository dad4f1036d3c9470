//! A table: chains by name, some of them hooked into the packet's way.

use super::chain::{Chain, ChainId};
use super::hook::Hook;
use std::sync::Arc;

/// The five tables, in the order in which `iptables-save` of the nf_tables back end prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TableKind {
    Mangle,
    Security,
    Raw,
    Filter,
    Nat,
}

impl TableKind {
    pub(crate) const ALL: [Self; 5] = [Self::Mangle, Self::Security, Self::Raw, Self::Filter, Self::Nat];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mangle => "mangle",
            Self::Security => "security",
            Self::Raw => "raw",
            Self::Filter => "filter",
            Self::Nat => "nat",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The hooks that have a built-in chain of this table, in the order `iptables-save` prints them.
    pub(crate) const fn hooks(self) -> &'static [Hook] {
        use Hook::{Forward, Input, Output, Postrouting, Prerouting};
        match self {
            Self::Mangle => &[Prerouting, Input, Forward, Output, Postrouting],
            Self::Security | Self::Filter => &[Input, Forward, Output],
            Self::Raw => &[Prerouting, Output],
            Self::Nat => &[Prerouting, Input, Output, Postrouting],
        }
    }
}

/// One table. Built-in chains come first, in the order of [`TableKind::hooks`]; then the user's, sorted.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) kind: TableKind,
    pub(crate) chains: Vec<Chain>,
}

impl Table {
    pub(crate) fn chain(&self, id: ChainId) -> &Chain {
        &self.chains[id.0]
    }

    /// The built-in chain of a hook.
    pub(crate) fn hooked(&self, hook: Hook) -> Option<ChainId> {
        self.kind.hooks().iter().position(|h| *h == hook).map(ChainId)
    }
}

/// The tables of one family that have been loaded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ruleset {
    pub(crate) tables: Vec<Arc<Table>>,
    /// How many rules count packets (`statistic --mode nth`).
    pub(crate) counters: Vec<u32>,
}

impl Ruleset {
    pub(crate) fn table(&self, kind: TableKind) -> Option<&Table> {
        self.tables.iter().map(Arc::as_ref).find(|t: &&Table| t.kind == kind)
    }
}
