//! What travels: an IP packet as the simulation sees it, headers only.

use crate::{Change, Field};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// An IPv4 or IPv6 packet. Payload bytes are not modelled; what an application says rides beside it
/// ([`crate::Message`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packet {
    /// Source address.
    pub src: IpAddr,
    /// Destination address.
    pub dst: IpAddr,
    /// Time to live (IPv4, RFC 791) or hop limit (IPv6, RFC 8200).
    pub ttl: u8,
    /// The firewall mark: metadata of one host, never on the wire. The kernel clears it when a packet leaves.
    pub mark: u32,
    /// The transport header.
    pub transport: Transport,
}

/// A transport header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "protocol", rename_all = "lowercase")]
pub enum Transport {
    /// TCP, RFC 9293.
    Tcp {
        /// Source port.
        sport: u16,
        /// Destination port.
        dport: u16,
        /// Control bits.
        flags: TcpFlags,
    },
    /// UDP, RFC 768.
    Udp {
        /// Source port.
        sport: u16,
        /// Destination port.
        dport: u16,
    },
    /// SCTP, RFC 9260; only its ports.
    Sctp {
        /// Source port.
        sport: u16,
        /// Destination port.
        dport: u16,
    },
    /// ICMP (RFC 792) or ICMPv6 (RFC 4443), by the family of the addresses.
    Icmp(IcmpKind),
}

/// TCP control bits, as in the header: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    /// No more data from the sender.
    pub const FIN: Self = Self(1);
    /// Synchronise sequence numbers: opens a connection.
    pub const SYN: Self = Self(2);
    /// Reset the connection.
    pub const RST: Self = Self(4);
    /// Push.
    pub const PSH: Self = Self(8);
    /// Acknowledgement.
    pub const ACK: Self = Self(16);
    /// Urgent.
    pub const URG: Self = Self(32);

    /// The bits of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl fmt::Display for TcpFlags {
    /// `SYN,ACK`; `none` when no bit is set.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [(1, "FIN"), (2, "SYN"), (4, "RST"), (8, "PSH"), (16, "ACK"), (32, "URG")];
        let set: Vec<&str> = names.iter().filter(|(bit, _)| self.0 & bit != 0).map(|(_, name)| *name).collect();
        f.write_str(if set.is_empty() { "none".into() } else { set.join(",") }.as_str())
    }
}

/// An ICMP message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "icmp", rename_all = "snake_case")]
pub enum IcmpKind {
    /// Echo request or reply (ping).
    Echo {
        /// Identifier: what a port is to TCP.
        id: u16,
        /// Whether this is the reply.
        reply: bool,
    },
    /// An error about another packet, which it quotes.
    Error {
        /// Which error.
        error: IcmpError,
        /// The packet in question, as its receiver saw it.
        about: Box<Packet>,
    },
    /// Any other message.
    Other {
        /// ICMP type.
        kind: u8,
        /// ICMP code.
        code: u8,
    },
}

/// ICMP errors that a host or router sends (RFC 792, RFC 1812 section 5.2.7; RFC 4443 for IPv6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IcmpError {
    /// 3/0; IPv6 1/0 (no route).
    NetUnreachable,
    /// 3/1; IPv6 1/3 (address unreachable).
    HostUnreachable,
    /// 3/2.
    ProtoUnreachable,
    /// 3/3; IPv6 1/4: what a refused port answers.
    PortUnreachable,
    /// 3/9.
    NetProhibited,
    /// 3/10.
    HostProhibited,
    /// 3/13; IPv6 1/1.
    AdminProhibited,
    /// 11/0; IPv6 3/0.
    TtlExceeded,
}

impl Packet {
    /// A TCP packet with TTL 64 and no mark.
    #[must_use]
    pub const fn tcp(from: SocketAddr, to: SocketAddr, flags: TcpFlags) -> Self {
        let transport = Transport::Tcp { sport: from.port(), dport: to.port(), flags };
        Self { src: from.ip(), dst: to.ip(), ttl: 64, mark: 0, transport }
    }

    /// A UDP packet with TTL 64 and no mark.
    #[must_use]
    pub const fn udp(from: SocketAddr, to: SocketAddr) -> Self {
        let transport = Transport::Udp { sport: from.port(), dport: to.port() };
        Self { src: from.ip(), dst: to.ip(), ttl: 64, mark: 0, transport }
    }

    /// Source port, for protocols that have one.
    #[must_use]
    pub fn sport(&self) -> Option<u16> {
        self.transport.ports().map(|p| p.0)
    }

    /// Destination port, for protocols that have one.
    #[must_use]
    pub fn dport(&self) -> Option<u16> {
        self.transport.ports().map(|p| p.1)
    }

    /// What differs between this packet and a later look at it.
    #[must_use]
    pub fn changes_to(&self, after: &Self) -> Vec<Change> {
        let changed = [
            (Field::Source, self.src != after.src),
            (Field::SourcePort, self.sport() != after.sport()),
            (Field::Destination, self.dst != after.dst),
            (Field::DestinationPort, self.dport() != after.dport()),
            (Field::Ttl, self.ttl != after.ttl),
            (Field::Mark, self.mark != after.mark),
        ];
        let fields = changed.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field);
        fields.map(|field| Change { from: self.field_text(&field), to: after.field_text(&field), field }).collect()
    }

    /// A field, printed; empty for a field of something else.
    fn field_text(&self, field: &Field) -> String {
        match field {
            Field::Source => self.src.to_string(),
            Field::SourcePort => port_text(self.sport()),
            Field::Destination => self.dst.to_string(),
            Field::DestinationPort => port_text(self.dport()),
            Field::Ttl => self.ttl.to_string(),
            Field::Mark => format!("{:#x}", self.mark),
            Field::Host | Field::Path | Field::Header(_) => String::new(),
        }
    }

    /// `10.10.0.102:41822`, or the bare address where there are no ports; `[fd00::1]:80` for IPv6.
    #[must_use]
    pub fn source_text(&self) -> String {
        self.sport().map_or_else(|| self.src.to_string(), |port| SocketAddr::new(self.src, port).to_string())
    }

    /// Destination, in the same form as [`Packet::source_text`].
    #[must_use]
    pub fn destination_text(&self) -> String {
        self.dport().map_or_else(|| self.dst.to_string(), |port| SocketAddr::new(self.dst, port).to_string())
    }
}

fn port_text(port: Option<u16>) -> String {
    port.map(|p| p.to_string()).unwrap_or_default()
}

impl Transport {
    /// Source and destination port, for protocols that have them.
    #[must_use]
    pub const fn ports(&self) -> Option<(u16, u16)> {
        match self {
            Self::Tcp { sport, dport, .. } | Self::Udp { sport, dport } | Self::Sctp { sport, dport } => {
                Some((*sport, *dport))
            }
            Self::Icmp(_) => None,
        }
    }

    /// The protocol's name as iptables prints it: `tcp`, `udp`, `sctp`, `icmp`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Tcp { .. } => "tcp",
            Self::Udp { .. } => "udp",
            Self::Sctp { .. } => "sctp",
            Self::Icmp(_) => "icmp",
        }
    }
}

impl fmt::Display for Packet {
    /// `tcp 192.168.0.200:41822 > 192.168.0.10:80 SYN`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} > {}", self.transport.name(), self.source_text(), self.destination_text())?;
        match &self.transport {
            Transport::Tcp { flags, .. } => write!(f, " {flags}"),
            Transport::Icmp(IcmpKind::Echo { id, reply }) => {
                write!(f, " echo-{} id {id}", if *reply { "reply" } else { "request" })
            }
            Transport::Icmp(IcmpKind::Error { error, about }) => write!(f, " {error:?} ({about})"),
            Transport::Icmp(IcmpKind::Other { kind, code }) => write!(f, " type {kind} code {code}"),
            Transport::Udp { .. } | Transport::Sctp { .. } => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn socket(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_packet_prints_as_a_person_writes_it() {
        let packet = Packet::tcp(socket("192.168.0.200:41822"), socket("192.168.0.10:80"), TcpFlags::SYN);
        assert_eq!(packet.to_string(), "tcp 192.168.0.200:41822 > 192.168.0.10:80 SYN");
        let six = Packet::udp(socket("[fd00::1]:5353"), socket("[fd00::2]:53"));
        assert_eq!(six.to_string(), "udp [fd00::1]:5353 > [fd00::2]:53");
    }

    #[test]
    fn changes_name_only_what_changed() {
        let before = Packet::tcp(socket("10.0.0.1:5"), socket("10.0.0.2:30880"), TcpFlags::SYN);
        let mut after = Packet::tcp(socket("10.0.0.1:5"), socket("10.0.0.9:80"), TcpFlags::SYN);
        after.mark = 0x4000;
        let text: Vec<String> =
            before.changes_to(&after).iter().map(|c| format!("{:?} {} {}", c.field, c.from, c.to)).collect();
        assert_eq!(text, ["Destination 10.0.0.2 10.0.0.9", "DestinationPort 30880 80", "Mark 0x0 0x4000"]);
        assert!(before.changes_to(&before).is_empty());
    }
}
