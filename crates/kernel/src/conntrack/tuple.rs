//! The addresses and ports that tell one connection from another, in one direction (`nf_conntrack_tuple.h`).

use crate::cidr::Family;
use crate::socket::Protocol;
use malla_trace::{IcmpKind, Packet, Transport};
use std::fmt;
use std::net::IpAddr;

/// One direction of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tuple {
    /// Source address.
    pub src: IpAddr,
    /// Destination address.
    pub dst: IpAddr,
    /// Transport protocol.
    pub protocol: Protocol,
    /// Source port; for ICMP the identifier.
    pub sport: u16,
    /// Destination port; for ICMP type * 256 + code.
    pub dport: u16,
    /// Conntrack zone: the same addresses and ports in another zone are another connection. 0 unless a rule says so.
    pub zone: u16,
}

/// Which way along a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// As its first packet.
    Original,
    /// Against it.
    Reply,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Original => Self::Reply,
            Self::Reply => Self::Original,
        }
    }
}

impl Tuple {
    /// The tuple of a packet. ICMP errors have none: they are about somebody else's.
    #[must_use]
    pub fn of(packet: &Packet) -> Option<Self> {
        let (sport, dport) = match &packet.transport {
            Transport::Tcp { sport, dport, .. }
            | Transport::Udp { sport, dport }
            | Transport::Sctp { sport, dport } => (*sport, *dport),
            Transport::Icmp(IcmpKind::Echo { id, reply }) => (*id, echo_type(Family::of(packet.dst), *reply) << 8),
            Transport::Icmp(IcmpKind::Other { kind, code }) => (0, u16::from_be_bytes([*kind, *code])),
            Transport::Icmp(IcmpKind::Error { .. }) => return None,
        };
        let (src, dst, protocol) = (packet.src, packet.dst, Protocol::of(&packet.transport));
        Some(Self { src, dst, protocol, sport, dport, zone: 0 })
    }

    /// The same in a zone.
    #[must_use]
    pub const fn in_zone(self, zone: u16) -> Self {
        Self { zone, ..self }
    }

    /// The tuple of the answer (`nf_ct_invert_tuple`); `None` for ICMP messages that have no answer.
    #[must_use]
    pub fn inverted(&self) -> Option<Self> {
        let turned = Self { src: self.dst, dst: self.src, ..*self };
        if self.protocol != Protocol::Icmp {
            return Some(Self { sport: self.dport, dport: self.sport, ..turned });
        }
        let [kind, code] = self.dport.to_be_bytes();
        let kind = icmp_answer(Family::of(self.dst), kind)?;
        Some(Self { dport: u16::from_be_bytes([kind, code]), ..turned })
    }
}

/// ICMP message types of ping: RFC 792, RFC 4443 section 4.
const fn echo_type(family: Family, reply: bool) -> u16 {
    match (family, reply) {
        (Family::V4, false) => 8,
        (Family::V4, true) => 0,
        (Family::V6, false) => 128,
        (Family::V6, true) => 129,
    }
}

/// `invmap` of `nf_conntrack_proto_icmp.c` and `nf_conntrack_proto_icmpv6.c`: question to answer and back.
const fn icmp_answer(family: Family, kind: u8) -> Option<u8> {
    match (family, kind) {
        (Family::V4, 8) => Some(0),
        (Family::V4, 0) => Some(8),
        (Family::V4, 13 | 15 | 17) | (Family::V6, 128) => Some(kind + 1),
        (Family::V4, 14 | 16 | 18) | (Family::V6, 129) => Some(kind - 1),
        (Family::V6, 139) => Some(140),
        (Family::V6, 140) => Some(139),
        (Family::V4 | Family::V6, _) => None,
    }
}

impl fmt::Display for Tuple {
    /// `src=10.0.0.1 dst=10.0.0.2 sport=1 dport=80`, as `conntrack -L` prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src={} dst={}", self.src, self.dst)?;
        if self.protocol == Protocol::Icmp {
            let [kind, code] = self.dport.to_be_bytes();
            write!(f, " type={kind} code={code} id={}", self.sport)
        } else {
            write!(f, " sport={} dport={}", self.sport, self.dport)
        }
    }
}
