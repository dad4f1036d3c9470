//! `ValidateServiceClusterIPsRelatedFields` and `ValidateNonSpecialIP` (`pkg/apis/core/validation/validation.go`): the
//! addresses of a Service and their families.

use super::{Rules, Spot, names};
use crate::ip;
use crate::problem::Rule;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Checks `clusterIP`, `clusterIPs` and `ipFamilies`.
pub(crate) fn check(spec: &Spot<'_>, rules: &mut Rules) {
    let (one, list) = (spec.key("clusterIP"), spec.key("clusterIPs"));
    let all = list.items();
    let first = all.first().map(Spot::word);
    if one.word().is_empty() && !all.is_empty() {
        rules.invalid(&list, Rule::ServiceClusterIpsAlone);
    } else if first.is_some_and(|first| first != one.word()) {
        rules.invalid(&list, Rule::ServiceClusterIpsFirst);
    }
    families(&spec.key("ipFamilies"), rules);
    // The registry copies clusterIP into clusterIPs when only the former is written.
    let addresses = if all.is_empty() && !one.word().is_empty() { vec![one] } else { all };
    if well_formed(&list, &addresses, rules) {
        together(&list, &addresses, &spec.key("ipFamilies").items(), rules);
    }
}

fn families(list: &Spot<'_>, rules: &mut Rules) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for family in list.items() {
        if seen.contains(&family.word()) {
            rules.duplicate(&family);
        }
        seen.insert(family.word());
    }
}

/// Each by itself.
fn well_formed(list: &Spot<'_>, addresses: &[Spot<'_>], rules: &mut Rules) -> bool {
    let mut fine = true;
    for (index, address) in addresses.iter().enumerate() {
        if index == 0 && address.word() == "None" {
            if addresses.len() > 1 {
                rules.invalid(list, Rule::ServiceClusterIpsNone);
                fine = false;
            }
        } else if ip::parse(address.word()).is_none() {
            rules.form(address, address.word(), names::address);
            fine = false;
        }
    }
    if addresses.len() > 2 {
        rules.invalid(list, Rule::ServiceClusterIpsMany);
    }
    fine
}

/// One beside the other, and beside the families.
fn together(list: &Spot<'_>, addresses: &[Spot<'_>], families: &[Spot<'_>], rules: &mut Rules) {
    let ips: Vec<IpAddr> = addresses.iter().filter_map(|address| ip::parse(address.word())).collect();
    let fours = ips.iter().filter(|ip| ip.is_ipv4()).count();
    if ips.len() > 1 && (fours == 0 || fours == ips.len()) {
        rules.invalid(list, Rule::ServiceClusterIpsFamily);
    }
    for ((ip, address), family) in ips.iter().zip(addresses).zip(families) {
        let named = if ip.is_ipv4() { "IPv4" } else { "IPv6" };
        if matches!(family.word(), "IPv4" | "IPv6") && family.word() != named {
            rules.invalid_with(address, Rule::ServiceFamilyMismatch, family.word());
        }
    }
}

/// Checks `externalIPs`.
pub(crate) fn external(list: &Spot<'_>, rules: &mut Rules) {
    for address in list.items() {
        one_external(&address, rules);
    }
}

/// An address that packets may be sent to.
pub(crate) fn one_external(address: &Spot<'_>, rules: &mut Rules) {
    match ip::parse(address.word()) {
        Some(ip) => {
            if let Some(what) = special(ip) {
                rules.invalid_with(address, Rule::IpSpecial, what);
            }
        }
        None if address.exists() => rules.form(address, address.word(), names::address),
        None => {}
    }
}

/// `ValidateNonSpecialIP`.
pub(crate) fn special(ip: IpAddr) -> Option<&'static str> {
    let (link_local, link_local_multicast) = match ip {
        IpAddr::V4(ip) => (ip.is_link_local(), ip.octets()[..3] == [224, 0, 0]),
        IpAddr::V6(ip) => (ip.segments()[0] & 0xffc0 == 0xfe80, ip.segments()[0] == 0xff02),
    };
    match () {
        () if ip.is_unspecified() => Some("unspecified"),
        () if ip.is_loopback() => Some("in the loopback range (127.0.0.0/8, ::1/128)"),
        () if link_local => Some("in the link-local range (169.254.0.0/16, fe80::/10)"),
        () if link_local_multicast => Some("in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
        () => None,
    }
}
