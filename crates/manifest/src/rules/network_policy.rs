//! `ValidateNetworkPolicySpec` (`pkg/apis/networking/validation/validation.go`).

use super::{Rules, Spot, meta, names};
use crate::problem::Rule;

/// Checks a NetworkPolicy.
pub(crate) fn check(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let spec = object.key("spec");
    meta::selector(&spec.key("podSelector"), rules);
    for (side, peers) in [("ingress", "from"), ("egress", "to")] {
        for rule in spec.key(side).items() {
            rule.key("ports").items().iter().for_each(|each| port(each, rules));
            rule.key(peers).items().iter().for_each(|each| peer(each, rules));
        }
    }
    let types = spec.key("policyTypes");
    if types.items().len() > 2 {
        rules.invalid(&types, Rule::PolicyTypesMany);
    }
}

/// `ValidateNetworkPolicyPort`.
fn port(each: &Spot<'_>, rules: &mut Rules) {
    let (port, end) = (each.key("port"), each.key("endPort"));
    match (port.whole(), port.text()) {
        (Some(number), _) => {
            if !names::is_port(number) {
                rules.invalid(&port, Rule::PortNumber);
            }
            if end.whole().is_some_and(|end| end < number) {
                rules.invalid(&end, Rule::PolicyEndPortLess);
            }
        }
        (None, Some(name)) => {
            rules.form(&port, name, names::port_name);
            if end.exists() {
                rules.invalid(&end, Rule::PolicyEndPortName);
            }
        }
        (None, None) if end.exists() && rules.is_whole() => rules.invalid(&end, Rule::PolicyEndPortAlone),
        (None, None) => {}
    }
}

/// `ValidateNetworkPolicyPeer`.
fn peer(each: &Spot<'_>, rules: &mut Rules) {
    let (pods, namespaces, block) = (each.key("podSelector"), each.key("namespaceSelector"), each.key("ipBlock"));
    meta::selector(&pods, rules);
    meta::selector(&namespaces, rules);
    if block.exists() {
        networks(&block, rules);
    }
    match (pods.exists() || namespaces.exists(), block.exists()) {
        (false, false) => rules.required(each, Rule::PolicyPeerMissing),
        (true, true) => rules.forbidden(each, Rule::PolicyPeerBoth),
        (true, false) | (false, true) => {}
    }
}

/// `ValidateIPBlock`.
fn networks(block: &Spot<'_>, rules: &mut Rules) {
    let cidr = block.key("cidr");
    if cidr.exists() && cidr.word().is_empty() {
        rules.required(&cidr, Rule::NetworkMissing);
    }
    rules.text(&cidr, names::cidr);
    let Some(whole) = names::network(cidr.word()) else { return };
    for each in block.key("except").items() {
        rules.form(&each, each.word(), names::cidr);
        let Some(part) = names::network(each.word()) else { continue };
        if !names::contains(whole, part.0) || whole.1 >= part.1 {
            rules.invalid_with(&each, Rule::PolicyExcept, cidr.word());
        }
    }
}
