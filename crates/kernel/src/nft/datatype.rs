//! The types of values, how each is written and printed, and in which order a set lists it (`src/datatype.c`,
//! `src/mergesort.c` of nftables).

use crate::cidr::{Family, address_bits};
use std::net::IpAddr;
use std::sync::Arc;

/// A value: a number of some type, or a device's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Datum {
    Number(u128),
    Name(Arc<str>),
}

impl From<IpAddr> for Datum {
    fn from(address: IpAddr) -> Self {
        Self::Number(address_bits(address))
    }
}

/// A type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DataType {
    Address(Family),
    Protocol,
    Service,
    Mark,
    Device,
    CtState,
    CtStatus,
    CtDirection,
    IcmpType(Family),
    IcmpCode(Family),
    TcpFlags,
    AddressType,
    User,
    Group,
    /// A plain number of so many bits.
    Integer(u8),
}

/// Names and values, in the order in which they are printed.
type Names = &'static [(&'static str, u128)];

const PROTOCOLS: Names = &[
    ("icmp", 1),
    ("igmp", 2),
    ("tcp", 6),
    ("udp", 17),
    ("gre", 47),
    ("esp", 50),
    ("ah", 51),
    ("ipv6-icmp", 58),
    ("sctp", 132),
    ("udplite", 136),
];
/// Written so, printed otherwise.
const OTHER_PROTOCOLS: Names = &[("icmpv6", 58)];
const CT_STATES: Names = &[("invalid", 1), ("established", 2), ("related", 4), ("new", 8), ("untracked", 64)];
const CT_STATUSES: Names =
    &[("expected", 1), ("seen-reply", 2), ("assured", 4), ("confirmed", 8), ("snat", 16), ("dnat", 32), ("dying", 512)];
const CT_DIRECTIONS: Names = &[("original", 0), ("reply", 1)];
const TCP_FLAGS: Names =
    &[("fin", 1), ("syn", 2), ("rst", 4), ("psh", 8), ("ack", 16), ("urg", 32), ("ecn", 64), ("cwr", 128)];
/// `RTN_*`.
const ADDRESS_TYPES: Names = &[
    ("unspec", 0),
    ("unicast", 1),
    ("local", 2),
    ("broadcast", 3),
    ("anycast", 4),
    ("multicast", 5),
    ("blackhole", 6),
    ("unreachable", 7),
    ("prohibit", 8),
];
const ICMP_TYPES: Names = &[
    ("echo-reply", 0),
    ("destination-unreachable", 3),
    ("source-quench", 4),
    ("redirect", 5),
    ("echo-request", 8),
    ("router-advertisement", 9),
    ("router-solicitation", 10),
    ("time-exceeded", 11),
    ("parameter-problem", 12),
    ("timestamp-request", 13),
    ("timestamp-reply", 14),
    ("info-request", 15),
    ("info-reply", 16),
    ("address-mask-request", 17),
    ("address-mask-reply", 18),
];
const ICMP_CODES: Names = &[
    ("net-unreachable", 0),
    ("host-unreachable", 1),
    ("prot-unreachable", 2),
    ("port-unreachable", 3),
    ("net-prohibited", 9),
    ("host-prohibited", 10),
    ("admin-prohibited", 13),
    ("frag-needed", 4),
];
const ICMPV6_TYPES: Names = &[
    ("destination-unreachable", 1),
    ("packet-too-big", 2),
    ("time-exceeded", 3),
    ("parameter-problem", 4),
    ("echo-request", 128),
    ("echo-reply", 129),
    ("mld-listener-query", 130),
    ("mld-listener-report", 131),
    ("mld-listener-done", 132),
    ("nd-router-solicit", 133),
    ("nd-router-advert", 134),
    ("nd-neighbor-solicit", 135),
    ("nd-neighbor-advert", 136),
    ("nd-redirect", 137),
];
const ICMPV6_CODES: Names =
    &[("no-route", 0), ("admin-prohibited", 1), ("addr-unreachable", 3), ("port-unreachable", 4), ("policy-fail", 5)];

impl DataType {
    /// The type of that name in a set's declaration.
    pub(super) fn named(name: &str) -> Option<Self> {
        const ALL: [DataType; 13] = [
            DataType::Address(Family::V4),
            DataType::Address(Family::V6),
            DataType::Protocol,
            DataType::Service,
            DataType::Mark,
            DataType::Device,
            DataType::CtState,
            DataType::CtStatus,
            DataType::IcmpType(Family::V4),
            DataType::IcmpType(Family::V6),
            DataType::AddressType,
            DataType::User,
            DataType::Group,
        ];
        ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Address(Family::V4) => "ipv4_addr",
            Self::Address(Family::V6) => "ipv6_addr",
            Self::Protocol => "inet_proto",
            Self::Service => "inet_service",
            Self::Mark => "mark",
            Self::Device => "ifname",
            Self::CtState => "ct_state",
            Self::CtStatus => "ct_status",
            Self::CtDirection => "ct_dir",
            Self::IcmpType(Family::V4) => "icmp_type",
            Self::IcmpType(Family::V6) => "icmpv6_type",
            Self::IcmpCode(Family::V4) => "icmp_code",
            Self::IcmpCode(Family::V6) => "icmpv6_code",
            Self::TcpFlags => "tcp_flag",
            Self::AddressType => "fib_addrtype",
            Self::User => "uid",
            Self::Group => "gid",
            Self::Integer(_) => "integer",
        }
    }

    pub(super) const fn bits(self) -> u8 {
        match self {
            Self::Address(family) => family.bits(),
            Self::Service => 16,
            Self::Protocol | Self::CtDirection | Self::IcmpType(_) | Self::IcmpCode(_) | Self::TcpFlags => 8,
            Self::Mark | Self::CtState | Self::CtStatus | Self::AddressType | Self::User | Self::Group => 32,
            Self::Device => 128,
            Self::Integer(bits) => bits,
        }
    }

    /// Names of values, where it has some.
    const fn names(self) -> Names {
        match self {
            Self::Protocol => PROTOCOLS,
            Self::CtState => CT_STATES,
            Self::CtStatus => CT_STATUSES,
            Self::CtDirection => CT_DIRECTIONS,
            Self::IcmpType(Family::V4) => ICMP_TYPES,
            Self::IcmpType(Family::V6) => ICMPV6_TYPES,
            Self::IcmpCode(Family::V4) => ICMP_CODES,
            Self::IcmpCode(Family::V6) => ICMPV6_CODES,
            Self::TcpFlags => TCP_FLAGS,
            Self::AddressType => ADDRESS_TYPES,
            Self::Address(_)
            | Self::Service
            | Self::Mark
            | Self::Device
            | Self::User
            | Self::Group
            | Self::Integer(_) => &[],
        }
    }

    /// Whether a value is a set of bits, written `a,b`.
    pub(super) const fn is_flags(self) -> bool {
        matches!(self, Self::CtState | Self::CtStatus | Self::TcpFlags)
    }

    /// Reads a word.
    pub(super) fn parse(self, text: &str) -> Option<Datum> {
        match self {
            Self::Address(family) => {
                let address: IpAddr = text.parse().ok()?;
                (Family::of(address) == family).then(|| address.into())
            }
            Self::Device => (!text.is_empty() && text.len() < 16).then(|| Datum::Name(text.into())),
            Self::User | Self::Group if text == "root" => Some(Datum::Number(0)),
            Self::Protocol
            | Self::Service
            | Self::Mark
            | Self::CtState
            | Self::CtStatus
            | Self::CtDirection
            | Self::IcmpType(_)
            | Self::IcmpCode(_)
            | Self::TcpFlags
            | Self::AddressType
            | Self::User
            | Self::Group
            | Self::Integer(_) => {
                let other = if self == Self::Protocol { OTHER_PROTOCOLS } else { &[] };
                let named = self.names().iter().chain(other).find(|(name, _)| *name == text);
                let value = named.map_or_else(|| number(text), |(_, value)| Some(*value))?;
                (value >> self.bits() == 0).then_some(Datum::Number(value))
            }
        }
    }

    /// As `nft list` prints a value.
    pub(super) fn text(self, value: &Datum) -> String {
        match (self, value) {
            (Self::Device, Datum::Name(name)) => format!("\"{name}\""),
            (_, Datum::Name(name)) => name.to_string(),
            (Self::Address(family), Datum::Number(bits)) => family.address(*bits).to_string(),
            (Self::Mark, Datum::Number(mark)) => format!("0x{mark:08x}"),
            (_, Datum::Number(number)) => {
                let named = self.names().iter().find(|(_, value)| value == number);
                named.map_or_else(|| number.to_string(), |(name, _)| (*name).to_owned())
            }
        }
    }

    /// The names of bits, parted as asked.
    pub(super) fn flags_text(self, bits: u128, between: &str) -> String {
        let names: Vec<&str> = self.names().iter().filter(|(_, bit)| bits & bit != 0).map(|(name, _)| *name).collect();
        if names.is_empty() { format!("0x{bits:x}") } else { names.join(between) }
    }

    /// The bytes of a value as they lie in memory.
    pub(super) fn bytes(self, value: &Datum) -> Vec<u8> {
        let length = usize::from(self.bits().div_ceil(8));
        match value {
            Datum::Name(name) => {
                let mut bytes = name.as_bytes().to_vec();
                bytes.resize(length, 0);
                bytes
            }
            Datum::Number(number) if self.is_host_order() => number.to_le_bytes()[..length].to_vec(),
            Datum::Number(number) => number.to_be_bytes()[16 - length..].to_vec(),
        }
    }

    /// Whether the number lies in memory as the machine, and not as the wire, orders bytes.
    const fn is_host_order(self) -> bool {
        matches!(
            self,
            Self::Mark
                | Self::Device
                | Self::CtState
                | Self::CtStatus
                | Self::AddressType
                | Self::User
                | Self::Group
                | Self::Integer(_)
        )
    }
}

/// A number, decimal or hexadecimal.
pub(super) fn number(text: &str) -> Option<u128> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u128::from_str_radix(digits, 16).ok(),
        None if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        None => None,
    }
}
