//! Connection tracking and NAT (`net/netfilter/nf_conntrack_core.c`, `nf_nat_core.c`).

mod entry;
mod nat;
mod table;
mod tcp;
mod tuple;

pub use entry::{Binding, Entry};

pub(crate) use nat::{PortChoice, Range, Search};
pub(crate) use table::{Conntrack, Tracking};
pub use tcp::TcpState;
pub use tuple::{Direction, Tuple};
