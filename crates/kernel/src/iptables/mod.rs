//! The text of `iptables-restore` and `iptables-save`, as iptables 1.8.9 reads and prints it.

mod cache;
mod lex;
mod lines;
mod link;
mod match_drafts;
mod match_options;
mod names;
mod parse;
pub(crate) mod print;
mod problem;
mod restore;
mod save;
mod target_options;
mod text;

pub use cache::RuleCache;
pub use lines::{RuleLine, RuleLines};
pub use problem::{Problem, RuleRefusal};
pub use save::{ChainView, RuleView, TableView};
pub use text::{ChainLine, RuleText, TableText};
