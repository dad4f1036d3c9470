//! A block of addresses in CIDR notation, counted from its first address (RFC 4632).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    first: u128,
    prefix_len: u8,
    bits: u8,
}

impl Network {
    /// Reads `10.10.0.0/16`; bits behind the prefix are cleared, as `net.ParseCIDR` clears them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.trim().split_once('/')?;
        Self::around(address.parse().ok()?, prefix.parse().ok()?)
    }

    /// The block of that length around an address.
    #[must_use]
    pub fn around(address: IpAddr, prefix_len: u8) -> Option<Self> {
        let bits = width(address);
        let host_bits = bits.checked_sub(prefix_len)?;
        let first = if host_bits == 128 { 0 } else { (number(address) >> host_bits) << host_bits };
        Some(Self { first, prefix_len, bits })
    }

    /// How many addresses it holds (the whole of IPv6 counts one less).
    #[must_use]
    pub const fn size(&self) -> u128 {
        match (self.bits - self.prefix_len) as u32 {
            128 => u128::MAX,
            host_bits => 1 << host_bits,
        }
    }

    /// Bits of the prefix.
    #[must_use]
    pub const fn prefix_len(&self) -> u8 {
        self.prefix_len
    }

    /// Whether the address lies inside.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.index_of(address).is_some()
    }

    /// The address number `index`, counted from 0.
    #[must_use]
    pub fn nth(&self, index: u128) -> Option<IpAddr> {
        (index < self.size()).then(|| address(self.first + index, self.bits))
    }

    /// The number of that address; `None` when it lies outside.
    #[must_use]
    pub fn index_of(&self, address: IpAddr) -> Option<u128> {
        let index = number(address).checked_sub(self.first)?;
        (width(address) == self.bits && index < self.size()).then_some(index)
    }

    /// The addresses a machine may have, as numbers: without the network address and, in IPv4, without the broadcast
    /// address. Blocks of one or two addresses are used whole (RFC 3021).
    #[must_use]
    pub fn usable(&self) -> std::ops::Range<u128> {
        match (self.size(), self.bits) {
            (size @ 0..=2, _) => 0..size,
            (size, 32) => 1..size - 1,
            (size, _) => 1..size,
        }
    }
}

impl Default for Network {
    /// `0.0.0.0/32`: the unspecified address alone (RFC 1122, 3.2.1.3).
    fn default() -> Self {
        Self { first: 0, prefix_len: 32, bits: 32 }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", address(self.first, self.bits), self.prefix_len)
    }
}

const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

fn address(number: u128, bits: u8) -> IpAddr {
    match u32::try_from(number) {
        Ok(v4) if bits == 32 => IpAddr::V4(Ipv4Addr::from(v4)),
        Ok(_) | Err(_) => IpAddr::V6(Ipv6Addr::from(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_block_counts_its_addresses() {
        let pods = Network::parse("10.10.3.7/16").expect("a block");
        assert_eq!(pods.to_string(), "10.10.0.0/16");
        assert_eq!((pods.size(), pods.usable()), (65536, 1..65535));
        assert_eq!(pods.nth(258), Some(ip("10.10.1.2")));
        assert_eq!(pods.index_of(ip("10.10.1.2")), Some(258));
        assert_eq!(pods.nth(65536), None);
        assert!(!pods.contains(ip("10.11.0.0")) && !pods.contains(ip("::a0a:102")));
    }

    #[test]
    fn both_families_and_the_smallest_blocks_work() {
        let v6 = Network::parse("fd00:10::/112").expect("a block");
        assert_eq!(v6.nth(10), Some(ip("fd00:10::a")));
        assert_eq!(v6.usable(), 1..65536);
        assert_eq!(Network::parse("10.0.0.1/32").map(|n| n.usable()), Some(0..1));
        assert_eq!(Network::parse("::/0").map(|n| n.size()), Some(u128::MAX));
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for text in ["10.0.0.0", "10.0.0.0/33", "x/8", "10.0.0.0/-1", "fd00::/129", ""] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
