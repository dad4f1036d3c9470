//! Rules: statements one after the other, of which conditions are the most.

use super::datatype::{DataType, Datum};
use super::selector::{Selector, key_text};
use super::set::SetRef;
use super::span;
use super::verdict::Verdict;
use crate::conntrack::{PortChoice, Range};
use malla_trace::{CauseId, RejectWith};
use std::net::IpAddr;
use std::sync::Arc;

/// A rule in its chain.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Its number in the rule set, which no other rule ever has.
    pub(crate) handle: u64,
    /// As they are carried out.
    pub(crate) statements: Vec<Statement>,
    /// As `nft list` prints it, with its comment: without conditions that a later expression says anyway.
    pub(crate) text: Arc<str>,
    pub(crate) why: CauseId,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Statement {
    Condition(Condition),
    Verdict(Verdict),
    /// `KEY vmap MAP`.
    VerdictMap {
        key: Vec<Selector>,
        map: SetRef,
    },
    Counter {
        packets: u64,
        bytes: u64,
    },
    /// `log`, with its options as they are printed.
    Log(String),
    /// With the name of the answer as it is printed.
    Reject(RejectWith, &'static str),
    Nat(Nat),
    SetMark(SetMark),
    Update(Update),
    Notrack,
    /// `meta nftrace set`: tells of the packet, or not.
    Trace(bool),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// A condition: what is looked at, and what should be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) key: Vec<Selector>,
    /// Only these bits of it (`meta mark & 0xff`).
    pub(crate) mask: Option<u128>,
    pub(crate) operator: Operator,
    pub(crate) wanted: Wanted,
}

/// What should be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Value(Datum),
    Range(Datum, Datum),
    /// The first bits of an address.
    Prefix(Datum, u8),
    /// A device's name begins so.
    Beginning(Arc<str>),
    /// One of these bits.
    AnyOf(u128),
    /// Of the bits in the second, exactly those in the first (`tcp flags syn / syn,ack`).
    Flags(u128, u128),
    Set(SetRef),
}

impl Condition {
    pub(super) fn kind(&self) -> DataType {
        self.key.first().map_or(DataType::Integer(32), |part| part.kind())
    }

    /// The left side as it is printed.
    pub(super) fn left(&self) -> String {
        let key = key_text(&self.key);
        match self.mask {
            None => key,
            Some(mask) => format!("{key} & {}", self.kind().text(&Datum::Number(mask))),
        }
    }

    /// The right side as it is printed, without what stands between the two.
    pub(super) fn right(&self) -> String {
        let kind = self.kind();
        match &self.wanted {
            Wanted::Value(Datum::Number(bits)) if kind.is_flags() => {
                kind.flags_text(*bits, if self.operator == Operator::Equal { "," } else { " | " })
            }
            Wanted::Value(value) => kind.text(value),
            Wanted::Range(low, high) => format!("{}-{}", kind.text(low), kind.text(high)),
            Wanted::Prefix(network, len) => format!("{}/{len}", kind.text(network)),
            Wanted::Beginning(name) => format!("\"{name}*\""),
            Wanted::AnyOf(bits) => kind.flags_text(*bits, ","),
            Wanted::Flags(set, mask) => {
                format!("{} / {}", kind.flags_text(*set, ","), kind.flags_text(*mask, ","))
            }
            Wanted::Set(set) => set.text(),
        }
    }

    pub(super) fn text(&self) -> String {
        let (left, right) = (self.left(), self.right());
        if self.operator == Operator::Equal && self.mask.is_none() {
            format!("{left} {right}")
        } else {
            format!("{left} {} {right}", self.operator.text())
        }
    }
}

/// A translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nat {
    pub(crate) way: NatWay,
    pub(crate) to: NatTarget,
    pub(crate) choice: PortChoice,
    pub(crate) persistent: bool,
}

/// Which translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NatWay {
    Dnat,
    Snat,
    Masquerade,
    Redirect,
}

impl NatWay {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Dnat => "dnat",
            Self::Snat => "snat",
            Self::Masquerade => "masquerade",
            Self::Redirect => "redirect",
        }
    }
}

/// Where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NatTarget {
    /// Addresses and ports, either of which may be left out.
    To { addresses: Option<(IpAddr, IpAddr)>, ports: Option<(u16, u16)> },
    /// What a map has for a key: an address, and a port if its data are two (`dnat ip to`).
    Map { key: Vec<Selector>, map: SetRef, with_port: bool },
}

impl Nat {
    /// The range that connection tracking chooses from.
    pub(crate) const fn range(&self, addresses: Option<(IpAddr, IpAddr)>, ports: Option<(u16, u16)>) -> Range {
        Range { addresses, ports, choice: self.choice, persistent: self.persistent }
    }

    pub(super) fn text(&self) -> String {
        let name = self.way.name();
        let to = match &self.to {
            NatTarget::To { addresses: None, ports: None } => String::new(),
            NatTarget::To { addresses, ports } => format!(" to {}", socket_text(*addresses, *ports)),
            NatTarget::Map { key, map, with_port } => {
                let version = if *with_port { version_of(map) } else { "" };
                format!("{version} to {} map {}", key_text(key), map.text())
            }
        };
        let choice = match self.choice {
            PortChoice::Keep => None,
            PortChoice::Random => Some("random"),
            PortChoice::RandomFully => Some("fully-random"),
        };
        let flags: Vec<&str> = choice.into_iter().chain(self.persistent.then_some("persistent")).collect();
        let flags = if flags.is_empty() { String::new() } else { format!(" {}", flags.join(",")) };
        format!("{name}{to}{flags}")
    }
}

/// ` ip` before a target whose map also gives a port.
fn version_of(map: &SetRef) -> &'static str {
    match map {
        SetRef::Anonymous(set) if set.leads_to_v6() => " ip6",
        SetRef::Anonymous(_) | SetRef::Named(_) => " ip",
    }
}

/// `10.0.0.1-10.0.0.4:80`.
pub(super) fn socket_text(addresses: Option<(IpAddr, IpAddr)>, ports: Option<(u16, u16)>) -> String {
    let one = |address: IpAddr| match (address, ports) {
        (IpAddr::V6(six), Some(_)) => format!("[{six}]"),
        (IpAddr::V6(_) | IpAddr::V4(_), _) => address.to_string(),
    };
    let addresses = match addresses {
        None => String::new(),
        Some((low, high)) if low == high => one(low),
        Some((low, high)) => format!("{}-{}", one(low), one(high)),
    };
    match ports {
        None => addresses,
        Some((low, high)) if low == high => format!("{addresses}:{low}"),
        Some((low, high)) => format!("{addresses}:{low}-{high}"),
    }
}

/// `meta mark set`, `ct mark set`: `(base & mask) ^ xor` (`nft_bitwise`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SetMark {
    /// Whether it is the connection's mark that is written.
    pub(crate) connection: bool,
    /// What is read; `None` for the number alone.
    pub(crate) base: Option<Selector>,
    pub(crate) mask: u32,
    pub(crate) xor: u32,
}

impl SetMark {
    pub(super) fn text(&self) -> String {
        let name = if self.connection { "ct" } else { "meta" };
        format!("{name} mark set {}", self.value_text())
    }

    /// `netlink_parse_bitwise_bool` of nftables: which and, xor and or the two numbers stand for.
    fn value_text(&self) -> String {
        let Some(base) = self.base else { return format!("0x{:08x}", self.xor) };
        let or = (self.mask & self.xor) ^ self.xor;
        let (mask, xor) = (self.mask | or, self.xor & self.mask);
        let mut text = base.text();
        for (sign, value, shown) in [('&', mask, mask != u32::MAX), ('^', xor, xor != 0), ('|', or, or != 0)] {
            if shown {
                text += &format!(" {sign} 0x{value:08x}");
            }
        }
        text
    }
}

/// `update @set { KEY timeout 1h }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Update {
    pub(crate) operation: UpdateOperation,
    pub(crate) set: Arc<str>,
    pub(crate) key: Vec<Selector>,
    /// In microseconds; the set's own when none is given.
    pub(crate) timeout: Option<u64>,
}

/// What is done to the set (`enum nft_dynset_ops`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpdateOperation {
    /// Puts the key in, unless it is there.
    Add,
    /// Puts the key in, and starts its time anew.
    Update,
    /// Takes the key out.
    Delete,
}

impl UpdateOperation {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl Update {
    pub(super) fn text(&self) -> String {
        let timeout = self.timeout.map_or(String::new(), |us| format!(" timeout {}", span::print(us)));
        format!("{} @{} {{ {}{timeout} }}", self.operation.name(), self.set, key_text(&self.key))
    }
}

impl Statement {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Condition(condition) => condition.text(),
            Self::Verdict(verdict) => verdict.to_string(),
            Self::VerdictMap { key, map } => format!("{} vmap {}", key_text(key), map.text()),
            Self::Counter { packets, bytes } => format!("counter packets {packets} bytes {bytes}"),
            Self::Log(options) if options.is_empty() => "log".into(),
            Self::Log(options) => format!("log {options}"),
            Self::Reject(_, "") => "reject".into(),
            Self::Reject(_, with) => format!("reject with {with}"),
            Self::Nat(nat) => nat.text(),
            Self::SetMark(mark) => mark.text(),
            Self::Update(update) => update.text(),
            Self::Notrack => "notrack".into(),
            Self::Trace(on) => format!("meta nftrace set {}", u8::from(*on)),
        }
    }

    /// Whether nothing can come after it.
    pub(super) const fn is_terminal(&self) -> bool {
        match self {
            Self::Verdict(verdict) => !matches!(verdict, Verdict::Continue),
            Self::Reject(..) | Self::Nat(_) => true,
            Self::Condition(_)
            | Self::VerdictMap { .. }
            | Self::Counter { .. }
            | Self::Log(_)
            | Self::SetMark(_)
            | Self::Update(_)
            | Self::Notrack
            | Self::Trace(_) => false,
        }
    }

    /// The set it asks or changes, where it has a name.
    pub(super) const fn set(&self) -> Option<&SetRef> {
        match self {
            Self::Condition(Condition { wanted: Wanted::Set(set), .. }) => Some(set),
            Self::VerdictMap { map, .. } => Some(map),
            Self::Nat(Nat { to: NatTarget::Map { map, .. }, .. }) => Some(map),
            Self::Condition(_)
            | Self::Nat(_)
            | Self::Verdict(_)
            | Self::Counter { .. }
            | Self::Log(_)
            | Self::Reject(..)
            | Self::SetMark(_)
            | Self::Update(_)
            | Self::Notrack
            | Self::Trace(_) => None,
        }
    }
}
