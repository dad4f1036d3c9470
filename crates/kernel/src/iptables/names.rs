//! Names and numbers that the texts use: protocols, REJECT answers, ICMP types, services.

use crate::cidr::Family;
use malla_trace::{IcmpError, RejectWith};

/// Protocols by name, as `/etc/protocols` spells them. The first name of a number is the one printed.
const PROTOCOLS: [(&str, u8); 18] = [
    ("icmp", 1),
    ("igmp", 2),
    ("ipencap", 4),
    ("tcp", 6),
    ("udp", 17),
    ("dccp", 33),
    ("ipv6", 41),
    ("gre", 47),
    ("esp", 50),
    ("ah", 51),
    ("ipv6-icmp", 58),
    ("icmpv6", 58),
    ("icmp6", 58),
    ("ospf", 89),
    ("pim", 103),
    ("vrrp", 112),
    ("sctp", 132),
    ("udplite", 136),
];

/// The number of a protocol; 0 for `all`.
pub(super) fn protocol_number(text: &str) -> Option<u8> {
    let text = text.to_ascii_lowercase();
    if text == "all" {
        return Some(0);
    }
    let named = PROTOCOLS.iter().find(|(name, _)| *name == text).map(|(_, number)| *number);
    named.or_else(|| number(&text).and_then(|n| u8::try_from(n).ok()))
}

/// The name of a protocol, or its number.
pub(crate) fn protocol_name(number: u8) -> String {
    let named = PROTOCOLS.iter().find(|(_, n)| *n == number).map(|(name, _)| (*name).to_owned());
    named.unwrap_or_else(|| number.to_string())
}

/// A decimal, octal or hexadecimal number, as `strtoul` with base 0 reads it.
pub(super) fn number(text: &str) -> Option<u32> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return if hex.starts_with('+') { None } else { u32::from_str_radix(hex, 16).ok() };
    }
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if text.len() > 1 && text.starts_with('0') { u32::from_str_radix(text, 8).ok() } else { text.parse().ok() }
}

/// Ports by the names that rules written by people use (`/etc/services`).
const SERVICES: [(&str, u16); 16] = [
    ("ftp", 21),
    ("ssh", 22),
    ("telnet", 23),
    ("smtp", 25),
    ("domain", 53),
    ("bootps", 67),
    ("bootpc", 68),
    ("http", 80),
    ("pop3", 110),
    ("ntp", 123),
    ("imap2", 143),
    ("snmp", 161),
    ("ldap", 389),
    ("https", 443),
    ("mysql", 3306),
    ("postgresql", 5432),
];

/// A port by number or name.
pub(super) fn port(text: &str) -> Option<u16> {
    let named = SERVICES.iter().find(|(name, _)| *name == text).map(|(_, port)| *port);
    named.or_else(|| number(text).and_then(|n| u16::try_from(n).ok()))
}

type RejectName = (&'static str, &'static str, RejectWith);

/// REJECT answers of IPv4: printed name, short name, meaning (`libipt_REJECT.c`).
const REJECTS_V4: [RejectName; 8] = [
    ("icmp-net-unreachable", "net-unreach", RejectWith::Icmp(IcmpError::NetUnreachable)),
    ("icmp-host-unreachable", "host-unreach", RejectWith::Icmp(IcmpError::HostUnreachable)),
    ("icmp-proto-unreachable", "proto-unreach", RejectWith::Icmp(IcmpError::ProtoUnreachable)),
    ("icmp-port-unreachable", "port-unreach", RejectWith::Icmp(IcmpError::PortUnreachable)),
    ("icmp-net-prohibited", "net-prohib", RejectWith::Icmp(IcmpError::NetProhibited)),
    ("icmp-host-prohibited", "host-prohib", RejectWith::Icmp(IcmpError::HostProhibited)),
    ("icmp-admin-prohibited", "admin-prohib", RejectWith::Icmp(IcmpError::AdminProhibited)),
    ("tcp-reset", "tcp-rst", RejectWith::TcpReset),
];

/// REJECT answers of IPv6 (`libip6t_REJECT.c`). Codes 5 and 6 are subsets of code 1 (RFC 4443 section 3.1), and are
/// told as that.
const REJECTS_V6: [RejectName; 7] = [
    ("icmp6-no-route", "no-route", RejectWith::Icmp(IcmpError::NetUnreachable)),
    ("icmp6-adm-prohibited", "adm-prohibited", RejectWith::Icmp(IcmpError::AdminProhibited)),
    ("icmp6-addr-unreachable", "addr-unreach", RejectWith::Icmp(IcmpError::HostUnreachable)),
    ("icmp6-port-unreachable", "port-unreach", RejectWith::Icmp(IcmpError::PortUnreachable)),
    ("icmp6-policy-fail", "policy-fail", RejectWith::Icmp(IcmpError::AdminProhibited)),
    ("icmp6-reject-route", "reject-route", RejectWith::Icmp(IcmpError::AdminProhibited)),
    ("tcp-reset", "tcp-reset", RejectWith::TcpReset),
];

/// The answer of that name, and the name it is printed by.
pub(super) fn reject(text: &str, family: Family) -> Option<(RejectWith, &'static str)> {
    let names: &[RejectName] = match family {
        Family::V4 => &REJECTS_V4,
        Family::V6 => &REJECTS_V6,
    };
    names.iter().find(|(long, short, _)| *long == text || *short == text).map(|(long, _, with)| (*with, *long))
}

/// What REJECT answers when the rule names nothing.
pub(super) const fn default_reject(family: Family) -> (RejectWith, &'static str) {
    let with = RejectWith::Icmp(IcmpError::PortUnreachable);
    match family {
        Family::V4 => (with, "icmp-port-unreachable"),
        Family::V6 => (with, "icmp6-port-unreachable"),
    }
}

type IcmpName = (&'static str, u8, Option<u8>);

/// ICMP types by name (`libxt_icmp.h`).
const ICMP_V4: [IcmpName; 36] = [
    ("echo-reply", 0, None),
    ("pong", 0, None),
    ("destination-unreachable", 3, None),
    ("network-unreachable", 3, Some(0)),
    ("host-unreachable", 3, Some(1)),
    ("protocol-unreachable", 3, Some(2)),
    ("port-unreachable", 3, Some(3)),
    ("fragmentation-needed", 3, Some(4)),
    ("source-route-failed", 3, Some(5)),
    ("network-unknown", 3, Some(6)),
    ("host-unknown", 3, Some(7)),
    ("network-prohibited", 3, Some(9)),
    ("host-prohibited", 3, Some(10)),
    ("TOS-network-unreachable", 3, Some(11)),
    ("TOS-host-unreachable", 3, Some(12)),
    ("communication-prohibited", 3, Some(13)),
    ("host-precedence-violation", 3, Some(14)),
    ("precedence-cutoff", 3, Some(15)),
    ("source-quench", 4, None),
    ("redirect", 5, None),
    ("network-redirect", 5, Some(0)),
    ("host-redirect", 5, Some(1)),
    ("echo-request", 8, None),
    ("ping", 8, None),
    ("router-advertisement", 9, None),
    ("router-solicitation", 10, None),
    ("time-exceeded", 11, None),
    ("ttl-exceeded", 11, None),
    ("ttl-zero-during-transit", 11, Some(0)),
    ("ttl-zero-during-reassembly", 11, Some(1)),
    ("parameter-problem", 12, None),
    ("ip-header-bad", 12, Some(0)),
    ("required-option-missing", 12, Some(1)),
    ("timestamp-request", 13, None),
    ("timestamp-reply", 14, None),
    ("address-mask-request", 17, None),
];

/// ICMPv6 types by name.
const ICMP_V6: [IcmpName; 21] = [
    ("destination-unreachable", 1, None),
    ("no-route", 1, Some(0)),
    ("communication-prohibited", 1, Some(1)),
    ("beyond-scope", 1, Some(2)),
    ("address-unreachable", 1, Some(3)),
    ("port-unreachable", 1, Some(4)),
    ("failed-policy", 1, Some(5)),
    ("reject-route", 1, Some(6)),
    ("packet-too-big", 2, None),
    ("time-exceeded", 3, None),
    ("ttl-exceeded", 3, None),
    ("ttl-zero-during-transit", 3, Some(0)),
    ("parameter-problem", 4, None),
    ("echo-request", 128, None),
    ("ping", 128, None),
    ("echo-reply", 129, None),
    ("pong", 129, None),
    ("router-solicitation", 133, None),
    ("router-advertisement", 134, None),
    ("neighbour-solicitation", 135, None),
    ("neighbour-advertisement", 136, None),
];

/// An ICMP type, with its code where one is meant: a name, `3` or `3/3`. The outer `None` is no ICMP type.
pub(super) fn icmp(text: &str, family: Family) -> Option<(u8, Option<u8>)> {
    let names: &[IcmpName] = match family {
        Family::V4 => &ICMP_V4,
        Family::V6 => &ICMP_V6,
    };
    let named = names.iter().find(|(name, ..)| name.eq_ignore_ascii_case(text)).map(|(_, kind, code)| (*kind, *code));
    let byte = |text: &str| number(text).and_then(|n| u8::try_from(n).ok());
    named.or_else(|| match text.split_once('/') {
        Some((kind, code)) => Some((byte(kind)?, Some(byte(code)?))),
        None => Some((byte(text)?, None)),
    })
}
