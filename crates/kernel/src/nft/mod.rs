//! The text of `nft`, as nftables 1.0.6 reads and prints it, and the walk along its chains (`net/netfilter/nf_tables*.c`).

mod check;
mod datatype;
mod element;
mod evaluate;
mod execute;
mod lex;
mod list;
mod load;
mod parse;
mod priority;
mod problem;
mod selector;
mod set;
mod span;
mod state;
mod statement;
mod table;
mod text;
mod transaction;
mod verdict;
mod view;
mod walk;

pub use problem::{NftProblem, NftRefusal};
pub use text::{NftLine, NftScript};
pub use view::{NftChainView, NftSetView, NftTableView};

pub(crate) use state::State;
pub(crate) use table::Ruleset;
