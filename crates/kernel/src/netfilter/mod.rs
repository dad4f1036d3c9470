//! The packet filter: hooks, tables, chains, rules, and the walk along them (`net/netfilter`, `net/ipv4/netfilter`).

mod addrtype;
mod chain;
mod execute;
mod head;
mod hook;
mod matches;
mod mismatch;
mod physdev;
mod recent;
mod rule;
mod table;
mod target;
mod translate;
mod walk;

pub(crate) use addrtype::{AddressType, AddressTypes};
pub(crate) use chain::{Chain, ChainId};
pub(crate) use head::{Head, InterfaceName, NetworkMatch};
pub(crate) use hook::{Hook, HookSet, HookStage};
pub(crate) use matches::{
    AddrtypeMatch, ConnStates, FlagsMatch, IcmpMatch, Inverted, MarkMatch, Match, Multiport, OwnerMatch, PortMatch,
    PortRange, PortSide, Statistic, StatisticMode, TcpMatch, icmp_numbers,
};
pub(crate) use physdev::PhysdevMatch;
pub(crate) use recent::{RecentLists, RecentMatch, RecentOperation};
pub(crate) use rule::{Rule, RuleSpec};
pub(crate) use table::{Ruleset, Table, TableKind};
pub(crate) use target::{ConnmarkOperation, Target, Tproxy};
pub(crate) use walk::{Verdict, protocol_number};
