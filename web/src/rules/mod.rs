//! The packet filter of a node, as it stands: every table, chain and rule, searchable; and what its rules make of a
//! Service, as rules and as a picture.

mod chain;
mod drawing;
mod header;
mod layout;
mod panel;
mod search;
mod service;
mod spot;
mod twin;

pub use panel::{RulesPanel, RulesPanelProps};
pub use spot::Spot;
