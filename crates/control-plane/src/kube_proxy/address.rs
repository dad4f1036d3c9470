//! Addresses as the API server has always taken them: `netutils.ParseIPSloppy` reads leading zeros as decimal, and
//! kube-proxy prints what it read in canonical form.

use crate::network::Network;
use malla_kernel::Family;
use std::net::{IpAddr, Ipv4Addr};

/// Reads an address; `172.030.099.011` is 172.30.99.11, and an IPv4 address inside IPv6 is IPv4, as in Go.
pub fn parse_ip(text: &str) -> Option<IpAddr> {
    if text.contains(':') {
        return text.parse::<IpAddr>().ok().map(|address| address.to_canonical());
    }
    let octets: Vec<u8> = text.split('.').map(octet).collect::<Option<_>>()?;
    <[u8; 4]>::try_from(octets).ok().map(|octets| IpAddr::V4(Ipv4Addr::from(octets)))
}

/// Reads a block of addresses; blanks around it are ignored (`strings.TrimSpace` in `MapCIDRsByIPFamily`).
pub fn parse_cidr(text: &str) -> Option<Network> {
    let (address, prefix_len) = text.trim().split_once('/')?;
    Network::around(parse_ip(address)?, prefix_len.parse().ok()?)
}

/// The family of a block.
pub fn family_of(block: &Network) -> Family {
    block.nth(0).map_or(Family::V4, Family::of)
}

fn octet(text: &str) -> Option<u8> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits
        .then(|| text.trim_start_matches('0'))
        .and_then(|rest| if rest.is_empty() { Some(0) } else { rest.parse().ok() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loose_addresses_are_printed_canonically() {
        let cases = [
            ("172.030.099.011", "172.30.99.11"),
            ("10.0.0.1", "10.0.0.1"),
            ("0.0.0.0", "0.0.0.0"),
            ("2001:0DB8::0001", "2001:db8::1"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
        ];
        for (text, canonical) in cases {
            assert_eq!(parse_ip(text).map(|ip| ip.to_string()).as_deref(), Some(canonical), "{text}");
        }
        assert_eq!(parse_cidr(" 203.0.113.010/025").map(|n| n.to_string()).as_deref(), Some("203.0.113.0/25"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "None", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.+4", "1.2..4", "g::"] {
            assert_eq!(parse_ip(text), None, "{text}");
        }
        assert_eq!(parse_cidr("10.0.0.0"), None);
        assert_eq!(parse_cidr("10.0.0.0/33"), None);
    }
}
