//! What an expression looks at: a header field, metadata, connection tracking, the routing table, chance.

use super::datatype::DataType;
use crate::cidr::Family;
use crate::socket::Protocol;

/// Source or destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Source,
    Destination,
}

impl Side {
    const fn letter(self) -> char {
        match self {
            Self::Source => 's',
            Self::Destination => 'd',
        }
    }
}

/// In or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    In,
    Out,
}

impl Way {
    const fn letter(self) -> char {
        match self {
            Self::In => 'i',
            Self::Out => 'o',
        }
    }
}

/// One thing to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selector {
    /// `ip saddr`.
    Address(Family, Side),
    /// `ip protocol`, `ip6 nexthdr`.
    IpProtocol(Family),
    /// `ip ttl`, `ip6 hoplimit`.
    Ttl(Family),
    /// `tcp dport`; without a protocol `th dport`.
    Port(Option<Protocol>, Side),
    /// `tcp flags`.
    TcpFlags,
    /// `icmp type`, `icmpv6 type`.
    IcmpType(Family),
    /// `icmp code`, `icmpv6 code`.
    IcmpCode(Family),
    /// `meta l4proto`.
    L4Proto,
    /// `meta mark`.
    Mark,
    /// `iif`, `oif`.
    Device(Way),
    /// `iifname`, `oifname`.
    DeviceName(Way),
    /// `meta skuid`.
    User,
    /// `meta skgid`.
    Group,
    /// `ct state`.
    CtState,
    /// `ct status`.
    CtStatus,
    /// `ct mark`.
    CtMark,
    /// `ct direction`.
    CtDirection,
    /// `fib daddr type`, `fib daddr . iif type`.
    AddressType(Side, Option<Way>),
    /// `numgen random mod N`.
    Random { modulus: u32, offset: u32 },
    /// `numgen inc mod N`.
    Increment { modulus: u32, offset: u32 },
}

impl Selector {
    /// The type of what is found there.
    pub(super) const fn kind(self) -> DataType {
        match self {
            Self::Address(family, _) => DataType::Address(family),
            Self::IpProtocol(_) | Self::L4Proto => DataType::Protocol,
            Self::Ttl(_) => DataType::Integer(8),
            Self::Port(..) => DataType::Service,
            Self::TcpFlags => DataType::TcpFlags,
            Self::IcmpType(family) => DataType::IcmpType(family),
            Self::IcmpCode(family) => DataType::IcmpCode(family),
            Self::Mark | Self::CtMark => DataType::Mark,
            Self::Device(_) | Self::DeviceName(_) => DataType::Device,
            Self::User => DataType::User,
            Self::Group => DataType::Group,
            Self::CtState => DataType::CtState,
            Self::CtStatus => DataType::CtStatus,
            Self::CtDirection => DataType::CtDirection,
            Self::AddressType(..) => DataType::AddressType,
            Self::Random { .. } | Self::Increment { .. } => DataType::Integer(32),
        }
    }

    /// As `nft list` prints it.
    pub(super) fn text(self) -> String {
        match self {
            Self::Address(family, side) => format!("{} {}addr", ip(family), side.letter()),
            Self::IpProtocol(Family::V4) => "ip protocol".into(),
            Self::IpProtocol(Family::V6) => "ip6 nexthdr".into(),
            Self::Ttl(Family::V4) => "ip ttl".into(),
            Self::Ttl(Family::V6) => "ip6 hoplimit".into(),
            Self::Port(protocol, side) => format!("{} {}port", protocol.map_or("th", Protocol::name), side.letter()),
            Self::TcpFlags => "tcp flags".into(),
            Self::IcmpType(family) => format!("{} type", icmp(family)),
            Self::IcmpCode(family) => format!("{} code", icmp(family)),
            Self::L4Proto => "meta l4proto".into(),
            Self::Mark => "meta mark".into(),
            Self::Device(way) => format!("{}if", way.letter()),
            Self::DeviceName(way) => format!("{}ifname", way.letter()),
            Self::User => "meta skuid".into(),
            Self::Group => "meta skgid".into(),
            Self::CtState => "ct state".into(),
            Self::CtStatus => "ct status".into(),
            Self::CtMark => "ct mark".into(),
            Self::CtDirection => "ct direction".into(),
            Self::AddressType(side, None) => format!("fib {}addr type", side.letter()),
            Self::AddressType(side, Some(way)) => format!("fib {}addr . {}if type", side.letter(), way.letter()),
            Self::Random { modulus, offset } => format!("numgen random mod {modulus}{}", offset_text(offset)),
            Self::Increment { modulus, offset } => format!("numgen inc mod {modulus}{}", offset_text(offset)),
        }
    }

    /// The protocol whose header it looks into.
    pub(super) const fn transport(self) -> Option<u8> {
        match self {
            Self::Port(Some(Protocol::Tcp), _) | Self::TcpFlags => Some(6),
            Self::Port(Some(Protocol::Udp), _) => Some(17),
            Self::Port(Some(Protocol::Sctp), _) => Some(132),
            Self::IcmpType(Family::V4) | Self::IcmpCode(Family::V4) => Some(1),
            Self::IcmpType(Family::V6) | Self::IcmpCode(Family::V6) => Some(58),
            Self::Port(_, _)
            | Self::Address(..)
            | Self::IpProtocol(_)
            | Self::Ttl(_)
            | Self::L4Proto
            | Self::Mark
            | Self::Device(_)
            | Self::DeviceName(_)
            | Self::User
            | Self::Group
            | Self::CtState
            | Self::CtStatus
            | Self::CtMark
            | Self::CtDirection
            | Self::AddressType(..)
            | Self::Random { .. }
            | Self::Increment { .. } => None,
        }
    }

    /// The IP version whose header it looks into.
    pub(super) const fn network(self) -> Option<Family> {
        match self {
            Self::Address(family, _) | Self::IpProtocol(family) | Self::Ttl(family) => Some(family),
            Self::Port(..)
            | Self::TcpFlags
            | Self::IcmpType(_)
            | Self::IcmpCode(_)
            | Self::L4Proto
            | Self::Mark
            | Self::Device(_)
            | Self::DeviceName(_)
            | Self::User
            | Self::Group
            | Self::CtState
            | Self::CtStatus
            | Self::CtMark
            | Self::CtDirection
            | Self::AddressType(..)
            | Self::Random { .. }
            | Self::Increment { .. } => None,
        }
    }
}

/// A concatenation as it is printed.
pub(super) fn key_text(key: &[Selector]) -> String {
    key.iter().map(|part| part.text()).collect::<Vec<_>>().join(" . ")
}

const fn ip(family: Family) -> &'static str {
    match family {
        Family::V4 => "ip",
        Family::V6 => "ip6",
    }
}

const fn icmp(family: Family) -> &'static str {
    match family {
        Family::V4 => "icmp",
        Family::V6 => "icmpv6",
    }
}

fn offset_text(offset: u32) -> String {
    if offset == 0 { String::new() } else { format!(" offset {offset}") }
}
