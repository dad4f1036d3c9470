//! A resource record, RFC 1035 section 3.2.

use crate::Name;
use malla_trace::{CauseId, RecordView};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A record of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Owner name. A first label `*` makes it a wildcard (RFC 4592).
    pub name: Name,
    /// Time to live in seconds.
    pub ttl_s: u32,
    /// Type and data.
    pub data: RecordData,
    /// Why the record is there.
    pub why: CauseId,
}

/// A record's data, by type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordData {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address (RFC 3596).
    Aaaa(Ipv6Addr),
    /// This name is an alias of another.
    Cname(Name),
    /// A service's host and port (RFC 2782).
    Srv {
        /// Lower is tried first.
        priority: u16,
        /// Share among equal priorities.
        weight: u16,
        /// Port.
        port: u16,
        /// Host.
        target: Name,
    },
    /// The name of an address.
    Ptr(Name),
    /// Text.
    Txt(String),
    /// The start of a zone.
    Soa(Soa),
    /// A name server of a zone.
    Ns(Name),
}

/// The data of an SOA record (RFC 1035 section 3.3.13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soa {
    /// The primary name server.
    pub primary: Name,
    /// The mailbox of whoever is responsible, written as a name.
    pub mailbox: Name,
    /// Version of the zone.
    pub serial: u32,
    /// Seconds between refreshes.
    pub refresh_s: u32,
    /// Seconds until a failed refresh is tried again.
    pub retry_s: u32,
    /// Seconds until a copy is no longer good.
    pub expire_s: u32,
    /// Seconds for which "no such name" may be remembered (RFC 2308).
    pub minimum_s: u32,
}

/// What a question asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// IPv4 address.
    A,
    /// IPv6 address.
    Aaaa,
    /// Alias.
    Cname,
    /// Service.
    Srv,
    /// Name of an address.
    Ptr,
    /// Text.
    Txt,
    /// Start of a zone.
    Soa,
    /// Name server.
    Ns,
    /// A type that no record here has, by its name (`HINFO`).
    Other(String),
}

impl Record {
    /// The record of the zone's own SOA and the like: name, time to live, data, cause.
    #[must_use]
    pub const fn new(name: Name, ttl_s: u32, data: RecordData, why: CauseId) -> Self {
        Self { name, ttl_s, data, why }
    }

    /// An address record of the address's family.
    #[must_use]
    pub fn address(name: Name, ttl_s: u32, address: IpAddr, why: CauseId) -> Self {
        Self::new(name, ttl_s, RecordData::from(address), why)
    }

    /// The record, printed for the boundary.
    #[must_use]
    pub fn view(&self) -> RecordView {
        let (kind, data) = (self.data.kind().to_string(), self.data.to_string());
        RecordView { name: self.name.to_string(), ttl_s: self.ttl_s, kind, data }
    }

    /// The same record under another name: what a wildcard answers with (RFC 1034 section 4.3.3).
    #[must_use]
    pub fn under(&self, name: &Name) -> Self {
        Self { name: name.clone(), ..self.clone() }
    }
}

impl RecordData {
    /// The record's type.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::A(_) => Kind::A,
            Self::Aaaa(_) => Kind::Aaaa,
            Self::Cname(_) => Kind::Cname,
            Self::Srv { .. } => Kind::Srv,
            Self::Ptr(_) => Kind::Ptr,
            Self::Txt(_) => Kind::Txt,
            Self::Soa(_) => Kind::Soa,
            Self::Ns(_) => Kind::Ns,
        }
    }

    /// The address, for a record that is one.
    #[must_use]
    pub const fn as_address(&self) -> Option<IpAddr> {
        match self {
            Self::A(address) => Some(IpAddr::V4(*address)),
            Self::Aaaa(address) => Some(IpAddr::V6(*address)),
            Self::Cname(_) | Self::Srv { .. } | Self::Ptr(_) | Self::Txt(_) | Self::Soa(_) | Self::Ns(_) => None,
        }
    }
}

impl From<IpAddr> for RecordData {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Self::A(v4),
            IpAddr::V6(v6) => Self::Aaaa(v6),
        }
    }
}

impl Kind {
    /// Reads a type's name, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let upper = text.to_ascii_uppercase();
        let known = [Self::A, Self::Aaaa, Self::Cname, Self::Srv, Self::Ptr, Self::Txt, Self::Soa, Self::Ns];
        known.into_iter().find(|kind| kind.to_string() == upper).unwrap_or(Self::Other(upper))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
            Self::Srv => "SRV",
            Self::Ptr => "PTR",
            Self::Txt => "TXT",
            Self::Soa => "SOA",
            Self::Ns => "NS",
            Self::Other(name) => name,
        })
    }
}

impl fmt::Display for RecordData {
    /// As a zone file prints it (RFC 1035 section 5.1).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::A(address) => address.fmt(f),
            Self::Aaaa(address) => address.fmt(f),
            Self::Cname(name) | Self::Ptr(name) | Self::Ns(name) => name.fmt(f),
            Self::Srv { priority, weight, port, target } => write!(f, "{priority} {weight} {port} {target}"),
            Self::Txt(text) => write!(f, "{text:?}"),
            Self::Soa(soa) => soa.fmt(f),
        }
    }
}

impl fmt::Display for Soa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { primary, mailbox, serial, refresh_s, retry_s, expire_s, minimum_s } = self;
        write!(f, "{primary} {mailbox} {serial} {refresh_s} {retry_s} {expire_s} {minimum_s}")
    }
}

impl fmt::Display for Record {
    /// `web.example.com. 300 IN A 192.0.2.1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} IN {} {}", self.name, self.ttl_s, self.data.kind(), self.data)
    }
}
