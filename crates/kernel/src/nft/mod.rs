//! The text of `nft`, as nftables 1.0.6 reads and prints it, and the walk along its chains (`net/netfilter/nf_tables*.c`).

mod check;
mod datatype;
mod element;
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

pub use problem::{NftProblem, NftRefusal};
pub use text::{NftLine, NftScript};

pub(crate) use state::State;
pub(crate) use table::Ruleset;
