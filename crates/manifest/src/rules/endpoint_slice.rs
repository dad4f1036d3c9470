//! `ValidateEndpointSlice` (`pkg/apis/discovery/validation/validation.go`).

use super::{Rules, Spot, meta, names, service_ip};
use crate::ip;
use crate::problem::Rule;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Checks an EndpointSlice.
pub(crate) fn check(slice: &Spot<'_>, rules: &mut Rules) {
    meta::check(slice, meta::Scope::Namespace, names::subdomain, rules);
    let family = slice.key("addressType").word();
    for endpoint in slice.key("endpoints").items() {
        let addresses = endpoint.key("addresses");
        if addresses.exists() && !addresses.has_items() {
            rules.required(&addresses, Rule::EndpointAddressMissing);
        }
        for address in addresses.items() {
            is_of(&address, family, rules);
        }
        rules.text(&endpoint.key("hostname"), names::label);
        rules.text(&endpoint.key("nodeName"), names::subdomain);
    }
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for port in slice.key("ports").items() {
        let name = port.key("name");
        rules.text(&name, names::label);
        if taken.contains(&name.word()) {
            rules.duplicate(&name);
        }
        taken.insert(name.word());
    }
}

fn is_of(address: &Spot<'_>, family: &str, rules: &mut Rules) {
    match (family, ip::parse(address.word())) {
        ("FQDN", _) => rules.form(address, address.word(), names::subdomain),
        ("IPv4", Some(ip)) if ip.is_ipv4() => not_special(address, ip, rules),
        ("IPv6", Some(ip)) if ip.is_ipv6() => not_special(address, ip, rules),
        ("IPv4" | "IPv6", _) => rules.invalid_with(address, Rule::EndpointAddressFamily, family),
        _ => {}
    }
}

fn not_special(address: &Spot<'_>, ip: IpAddr, rules: &mut Rules) {
    if let Some(what) = service_ip::special(ip) {
        rules.invalid_with(address, Rule::IpSpecial, what);
    }
}
