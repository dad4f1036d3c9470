//! The text of `nft`, as nftables 1.0.6 reads and prints it, and the walk along its chains (`net/netfilter/nf_tables*.c`).

mod problem;
mod text;

pub use problem::{NftProblem, NftRefusal};
pub use text::{NftLine, NftScript};
