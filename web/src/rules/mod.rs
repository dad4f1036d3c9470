//! The packet filter of a node, as it stands: every table, chain and rule, searchable.

mod panel;

pub use panel::{RulesPanel, RulesPanelProps, Spot};
