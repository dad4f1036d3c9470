//! What Linux does with a packet in one network namespace: routes, netfilter, conntrack, NAT.
//!
//! A namespace is a value ([`Netns`]): packets go in by [`Netns::receive`] and [`Netns::send`], and come out as an
//! [`Outcome`]; rules are text, as `iptables-restore` reads it and `iptables-save` prints it. Time, chance and the
//! tracer are arguments ([`Context`]). Every step names its cause: the rule, the route, the device, or one of the
//! [`Laws`].
//!
//! Read it in this order: `receive` and `send` (the way of a packet), `pipeline` (what happens at a hook),
//! `netfilter::walk` (tables, chains, rules), `conntrack` (connections and NAT), `iptables` (the text), `nft` (the same
//! in nf_tables' own language: text, sets and maps, walk).

mod cidr;
mod conntrack;
mod context;
mod deliver;
mod fib;
mod icmp;
mod interface;
mod iptables;
mod laws;
mod netfilter;
mod netns;
mod nft;
mod outcome;
mod pipeline;
mod receive;
mod send;
mod skb;
mod socket;

pub use cidr::{Cidr, CidrError, Family};
pub use conntrack::{Binding, Direction, Entry, TcpState, Tuple};
pub use context::Context;
pub use fib::Route;
pub use interface::Interface;
pub use iptables::{
    ChainLine, ChainView, Problem, RuleCache, RuleLine, RuleLines, RuleRefusal, RuleText, RuleView, TableText,
    TableView,
};
pub use laws::Laws;
pub use netns::Netns;
pub use nft::{NftChainView, NftLine, NftProblem, NftRefusal, NftScript, NftSetView, NftTableView};
pub use outcome::Outcome;
pub use socket::{Listener, Protocol, Sender};
