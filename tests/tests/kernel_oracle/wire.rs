//! Packets as bytes: what our headers look like on the wire (RFC 791, 8200, 9293, 768, 792, 4443), and back.

use malla_trace::{IcmpError, IcmpKind, Packet, TcpFlags, Transport};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What a segment says about its place in the stream, which our packets do not model and a real kernel checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Sequence number.
    pub(crate) sequence: u32,
    /// Acknowledgement number.
    pub(crate) acknowledged: u32,
    /// Bytes of data.
    pub(crate) length: usize,
}

const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMP: u8 = 1;
const ICMP_V6: u8 = 58;

/// The whole packet, every checksum right.
pub(crate) fn bytes(packet: &Packet, segment: Segment) -> Vec<u8> {
    let (protocol, payload) = payload(packet, segment);
    let mut all = match (packet.src, packet.dst) {
        (IpAddr::V4(src), IpAddr::V4(dst)) => header_v4(packet.ttl, (src, dst), protocol, payload.len()),
        (IpAddr::V6(src), IpAddr::V6(dst)) => header_v6(packet.ttl, (src, dst), protocol, payload.len()),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => vec![],
    };
    all.extend(payload);
    all
}

fn header_v4(ttl: u8, (src, dst): (Ipv4Addr, Ipv4Addr), protocol: u8, length: usize) -> Vec<u8> {
    const DONT_FRAGMENT: u8 = 0x40;
    let mut header = vec![0x45, 0];
    header.extend(short(20 + length));
    header.extend([0, 0, DONT_FRAGMENT, 0, ttl, protocol, 0, 0]);
    header.extend(src.octets());
    header.extend(dst.octets());
    let sum = checksum(&[&header]);
    header[10..12].copy_from_slice(&sum);
    header
}

fn header_v6(ttl: u8, (src, dst): (Ipv6Addr, Ipv6Addr), protocol: u8, length: usize) -> Vec<u8> {
    let mut header = vec![0x60, 0, 0, 0];
    header.extend(short(length));
    header.extend([protocol, ttl]);
    header.extend(src.octets());
    header.extend(dst.octets());
    header
}

/// The transport header and what follows, and the protocol's number.
fn payload(packet: &Packet, segment: Segment) -> (u8, Vec<u8>) {
    let (protocol, mut bytes, sum_at) = match &packet.transport {
        Transport::Tcp { sport, dport, flags } => (TCP, tcp(*sport, *dport, *flags, segment), 16),
        Transport::Udp { sport, dport } | Transport::Sctp { sport, dport } => (UDP, udp(*sport, *dport), 6),
        Transport::Icmp(kind) if packet.dst.is_ipv4() => (ICMP, icmp(kind, false, segment), 2),
        Transport::Icmp(kind) => (ICMP_V6, icmp(kind, true, segment), 2),
    };
    let pseudo = if protocol == ICMP { vec![] } else { pseudo_header(packet, protocol, bytes.len()) };
    let sum = checksum(&[&pseudo, &bytes]);
    bytes[sum_at..sum_at + 2].copy_from_slice(&sum);
    (protocol, bytes)
}

fn tcp(sport: u16, dport: u16, flags: TcpFlags, segment: Segment) -> Vec<u8> {
    const FIVE_WORDS: u8 = 0x50;
    let mut bytes = [sport.to_be_bytes(), dport.to_be_bytes()].concat();
    bytes.extend(segment.sequence.to_be_bytes());
    bytes.extend(segment.acknowledged.to_be_bytes());
    bytes.extend([FIVE_WORDS, flags.0, 0xff, 0xff, 0, 0, 0, 0]);
    bytes.resize(bytes.len() + segment.length, b'x');
    bytes
}

fn udp(sport: u16, dport: u16) -> Vec<u8> {
    let mut bytes = [sport.to_be_bytes(), dport.to_be_bytes(), 12_u16.to_be_bytes(), [0, 0]].concat();
    bytes.extend(*b"data");
    bytes
}

fn icmp(kind: &IcmpKind, six: bool, segment: Segment) -> Vec<u8> {
    match kind {
        IcmpKind::Echo { id, reply } => {
            let kind = match (six, reply) {
                (false, false) => 8,
                (false, true) => 0,
                (true, false) => 128,
                (true, true) => 129,
            };
            let mut bytes = vec![kind, 0, 0, 0];
            bytes.extend(id.to_be_bytes());
            bytes.extend([0, 1]);
            bytes
        }
        IcmpKind::Error { error, about } => {
            let (kind, code) = numbers(*error, six);
            let mut quoted = vec![kind, code, 0, 0, 0, 0, 0, 0];
            quoted.extend(bytes(about, segment));
            quoted
        }
        IcmpKind::Other { kind, code } => vec![*kind, *code, 0, 0, 0, 0, 0, 0],
    }
}

fn pseudo_header(packet: &Packet, protocol: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![];
    for address in [packet.src, packet.dst] {
        match address {
            IpAddr::V4(ip) => bytes.extend(ip.octets()),
            IpAddr::V6(ip) => bytes.extend(ip.octets()),
        }
    }
    bytes.extend([0, protocol]);
    bytes.extend(short(length));
    bytes
}

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_be_bytes()
}

/// RFC 1071.
fn checksum(parts: &[&[u8]]) -> [u8; 2] {
    let word = |pair: &[u8]| (u32::from(pair[0]) << 8) | u32::from(pair.get(1).copied().unwrap_or(0));
    let mut sum: u32 = parts.iter().flat_map(|part| part.chunks(2)).map(word).sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    (!(sum as u16)).to_be_bytes()
}

/// Type and code of an ICMP error.
const fn numbers(error: IcmpError, six: bool) -> (u8, u8) {
    match (error, six) {
        (IcmpError::NetUnreachable, false) => (3, 0),
        (IcmpError::HostUnreachable, false) => (3, 1),
        (IcmpError::ProtoUnreachable, false) => (3, 2),
        (IcmpError::PortUnreachable, false) => (3, 3),
        (IcmpError::NetProhibited, false) => (3, 9),
        (IcmpError::HostProhibited, false) => (3, 10),
        (IcmpError::AdminProhibited, false) => (3, 13),
        (IcmpError::TtlExceeded, false) => (11, 0),
        (IcmpError::NetUnreachable | IcmpError::NetProhibited, true) => (1, 0),
        (IcmpError::AdminProhibited | IcmpError::HostProhibited, true) => (1, 1),
        (IcmpError::HostUnreachable, true) => (1, 3),
        (IcmpError::PortUnreachable | IcmpError::ProtoUnreachable, true) => (1, 4),
        (IcmpError::TtlExceeded, true) => (3, 0),
    }
}

fn error_of(kind: u8, code: u8, six: bool) -> Option<IcmpError> {
    // IPv6 says several of IPv4's errors alike; the first here is what it means.
    const ALL: [IcmpError; 8] = [
        IcmpError::NetUnreachable,
        IcmpError::HostUnreachable,
        IcmpError::PortUnreachable,
        IcmpError::AdminProhibited,
        IcmpError::TtlExceeded,
        IcmpError::ProtoUnreachable,
        IcmpError::NetProhibited,
        IcmpError::HostProhibited,
    ];
    ALL.into_iter().find(|error| numbers(*error, six) == (kind, code))
}

/// Reads a packet back. A quoted packet, or a logged one, may be cut off behind its ports.
pub(crate) fn parse(bytes: &[u8]) -> Option<Packet> {
    let (src, dst, ttl, protocol, rest): (IpAddr, IpAddr, u8, u8, &[u8]) = match bytes.first()? >> 4 {
        4 => {
            let rest = bytes.get(usize::from(bytes[0] & 15) * 4..)?;
            let at = |at: usize| Some(<[u8; 4]>::try_from(bytes.get(at..at + 4)?).ok()?.into());
            (at(12)?, at(16)?, bytes[8], bytes[9], rest)
        }
        6 => {
            let at = |at: usize| Some(<[u8; 16]>::try_from(bytes.get(at..at + 16)?).ok()?.into());
            (at(8)?, at(24)?, bytes[7], bytes[6], bytes.get(40..)?)
        }
        _ => return None,
    };
    let (from, to) = (SocketAddr::new(src, word(rest, 0)?), SocketAddr::new(dst, word(rest, 2)?));
    let mut packet = match protocol {
        TCP => Packet::tcp(from, to, TcpFlags(rest.get(13).copied().unwrap_or(0))),
        UDP => Packet::udp(from, to),
        ICMP | ICMP_V6 => {
            let transport = Transport::Icmp(icmp_of(rest, protocol == ICMP_V6)?);
            Packet { src, dst, ttl: 0, mark: 0, transport }
        }
        _ => return None,
    };
    packet.ttl = ttl;
    Some(packet)
}

fn icmp_of(bytes: &[u8], six: bool) -> Option<IcmpKind> {
    let (kind, code) = (*bytes.first()?, *bytes.get(1)?);
    let echo = |reply| Some(IcmpKind::Echo { id: word(bytes, 4)?, reply });
    match (kind, six) {
        (8, false) | (128, true) => echo(false),
        (0, false) | (129, true) => echo(true),
        _ => match (error_of(kind, code, six), bytes.get(8..).and_then(parse)) {
            (Some(error), Some(about)) => Some(IcmpKind::Error { error, about: Box::new(about) }),
            (Some(_) | None, _) => Some(IcmpKind::Other { kind, code }),
        },
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}
