//! A network of addresses, RFC 4632 notation: `10.10.0.0/16`, `fd00::/64`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An IP protocol version. One code serves both: the family is a value, not a twin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4, RFC 791.
    #[default]
    V4,
    /// IPv6, RFC 8200.
    V6,
}

impl Family {
    /// The family of an address.
    #[must_use]
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }

    /// How many bits an address has.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    pub(crate) const fn index(self) -> usize {
        match self {
            Self::V4 => 0,
            Self::V6 => 1,
        }
    }

    pub(crate) const fn unspecified(self) -> IpAddr {
        match self {
            Self::V4 => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            Self::V6 => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        }
    }

    /// All bits of an address, in the low end of the number.
    pub(crate) const fn full_mask(self) -> u128 {
        match self {
            Self::V4 => u32::MAX as u128,
            Self::V6 => u128::MAX,
        }
    }

    /// The mask of a prefix length; lengths beyond the family's count as its full length.
    pub(crate) const fn mask(self, prefix_len: u8) -> u128 {
        let len = if prefix_len > self.bits() { self.bits() } else { prefix_len };
        let host = self.bits() - len;
        if host == 128 { 0 } else { (self.full_mask() >> host) << host }
    }

    /// The address of those bits.
    pub(crate) const fn address(self, bits: u128) -> IpAddr {
        match self {
            Self::V4 => IpAddr::V4(Ipv4Addr::from_bits(bits as u32)),
            Self::V6 => IpAddr::V6(Ipv6Addr::from_bits(bits)),
        }
    }
}

/// An address as a number, in the low end.
pub(crate) const fn address_bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(a) => a.to_bits() as u128,
        IpAddr::V6(a) => a.to_bits(),
    }
}

/// A network: an address whose host bits are zero, and how many bits are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    address: IpAddr,
    prefix_len: u8,
}

/// The text is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CidrError;

impl fmt::Display for CidrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an address/prefix")
    }
}

impl std::error::Error for CidrError {}

impl Cidr {
    /// The network of `address`; its host bits are cleared, a prefix too long means the host itself.
    #[must_use]
    pub const fn new(address: IpAddr, prefix_len: u8) -> Self {
        let family = Family::of(address);
        let prefix_len = if prefix_len > family.bits() { family.bits() } else { prefix_len };
        let address = family.address(address_bits(address) & family.mask(prefix_len));
        Self { address, prefix_len }
    }

    /// Only that address.
    #[must_use]
    pub const fn host(address: IpAddr) -> Self {
        Self { address, prefix_len: Family::of(address).bits() }
    }

    /// Every address of a family.
    #[must_use]
    pub const fn all(family: Family) -> Self {
        Self { address: family.unspecified(), prefix_len: 0 }
    }

    /// The network's first address.
    #[must_use]
    pub const fn address(&self) -> IpAddr {
        self.address
    }

    /// How many bits are fixed.
    #[must_use]
    pub const fn prefix_len(&self) -> u8 {
        self.prefix_len
    }

    /// The family of its addresses.
    #[must_use]
    pub const fn family(&self) -> Family {
        Family::of(self.address)
    }

    /// Whether the address lies inside. An address of the other family never does.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let family = self.family();
        family == Family::of(address)
            && address_bits(address) & family.mask(self.prefix_len) == address_bits(self.address)
    }

    /// The last address: the broadcast address of an IPv4 network of at least four addresses (RFC 919).
    pub(crate) fn last(&self) -> IpAddr {
        let family = self.family();
        family.address(address_bits(self.address) | (family.full_mask() & !family.mask(self.prefix_len)))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix_len)
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    /// `10.0.0.0/8`, or an address alone for the host itself.
    fn from_str(text: &str) -> Result<Self, CidrError> {
        let (address, len) = text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
        let address: IpAddr = address.parse().map_err(|_| CidrError)?;
        let Some(len) = len else { return Ok(Self::host(address)) };
        let len: u8 = len.parse().map_err(|_| CidrError)?;
        if len > Family::of(address).bits() { Err(CidrError) } else { Ok(Self::new(address, len)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_read_printed_and_asked() {
        let cases = [
            ("10.10.3.4/16", "10.10.0.0/16", "10.10.255.1", true),
            ("10.10.0.0/16", "10.10.0.0/16", "10.11.0.0", false),
            ("0.0.0.0/0", "0.0.0.0/0", "1.2.3.4", true),
            ("0.0.0.0/0", "0.0.0.0/0", "::1", false),
            ("::/0", "::/0", "fd00::1", true),
            ("fd00::5/64", "fd00::/64", "fd00::ffff", true),
            ("fd00::5", "fd00::5/128", "fd00::6", false),
            ("1.2.3.4", "1.2.3.4/32", "1.2.3.4", true),
        ];
        for (text, printed, address, inside) in cases {
            let cidr: Cidr = text.parse().unwrap();
            assert_eq!(cidr.to_string(), printed);
            assert_eq!(cidr.contains(address.parse().unwrap()), inside, "{text} {address}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "1.2.3.4/x", "/8"] {
            assert_eq!(text.parse::<Cidr>(), Err(CidrError), "{text}");
        }
    }
}
