//! What we ask of a `World`: that its machines can be drawn and reached.

use super::{Rules, Spot, meta, names, node};
use crate::ip;
use crate::problem::Rule;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

/// Checks a World.
pub(crate) fn check(world: &Spot<'_>, rules: &mut Rules) {
    meta::check(world, meta::Scope::Cluster, names::subdomain, rules);
    let spec = world.key("spec");
    cluster(&spec.key("cluster"), rules);
    let networks = networks(&spec.key("networks"), rules);
    let nodes = spec.key("nodes").items();
    if nodes.is_empty() && spec.exists() {
        rules.required(&spec.key("nodes"), Rule::WorldNodesMissing);
    }
    for each in &nodes {
        rules.text(&each.key("name"), names::subdomain);
        meta::labels(&each.key("labels"), rules);
        node::taints(&each.key("taints"), rules);
    }
    machines(&spec, &networks, rules);
    for client in spec.key("clients").items() {
        rules.text(&client.key("nameserver"), names::address);
    }
    for server in spec.key("nameServers").items() {
        server.key("records").items().iter().for_each(|each| record(each, rules));
    }
    for balancer in spec.key("balancers").items() {
        let targets =
            balancer.key("listeners").items().into_iter().flat_map(|listener| listener.key("targets").items());
        for target in targets.filter(|target| target.word().parse::<SocketAddr>().is_err()) {
            rules.invalid(&target, Rule::WorldTarget);
        }
    }
}

fn cluster(cluster: &Spot<'_>, rules: &mut Rules) {
    for key in ["podCIDR", "serviceCIDR"] {
        rules.text(&cluster.key(key), names::cidr);
    }
    rules.text(&cluster.key("domain"), names::subdomain);
    let mode = cluster.key("proxyMode");
    if mode.word() == "ipvs" {
        rules.invalid(&mode, Rule::WorldProxyMode);
    }
    let pool = cluster.key("loadBalancerPool");
    if pool.text().is_some_and(|text| addresses(text).is_none()) {
        rules.invalid(&pool, Rule::WorldPool);
    }
    let range = cluster.key("nodePortRange");
    if range.text().is_some_and(|text| ports(text).is_none()) {
        rules.invalid(&range, Rule::WorldRange);
    }
}

fn addresses(text: &str) -> Option<(IpAddr, IpAddr)> {
    let (first, last) = text.split_once('-')?;
    let (first, last) = (ip::parse(first.trim())?, ip::parse(last.trim())?);
    (first.is_ipv4() == last.is_ipv4() && first <= last).then_some((first, last))
}

fn ports(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first > 0 && first <= last).then_some((first, last))
}

fn networks(list: &Spot<'_>, rules: &mut Rules) -> Vec<(IpAddr, u32)> {
    let mut known = Vec::new();
    for each in list.items() {
        let cidr = each.key("cidr");
        rules.text(&cidr, names::cidr);
        rules.text(&each.key("gateway"), names::address);
        known.extend(names::network(cidr.word()));
    }
    known
}

/// Every machine has an address of its own, in one of the networks.
fn machines(spec: &Spot<'_>, networks: &[(IpAddr, u32)], rules: &mut Rules) {
    let mut owners: BTreeMap<IpAddr, &str> = BTreeMap::new();
    for list in ["nodes", "clients", "nameServers", "balancers", "hosts"] {
        for machine in spec.key(list).items() {
            let address = machine.key("address");
            rules.text(&address, names::address);
            let Some(ip) = ip::parse(address.word()) else { continue };
            if let Some(owner) = owners.insert(ip, machine.key("name").word()) {
                rules.invalid_with(&address, Rule::WorldAddressTwice, owner);
            }
            if !networks.is_empty() && !networks.iter().any(|network| names::contains(*network, ip)) {
                rules.invalid(&address, Rule::WorldOutside);
            }
        }
    }
}

/// A record's value is of its type.
fn record(record: &Spot<'_>, rules: &mut Rules) {
    rules.text(&record.key("name"), names::host);
    let value = record.key("value");
    match record.key("type").word() {
        "CNAME" => rules.text(&value, names::subdomain),
        "AAAA" if value.word().parse::<std::net::Ipv6Addr>().is_err() => {
            rules.invalid_with(&value, Rule::EndpointAddressFamily, "IPv6");
        }
        "A" | "" if value.exists() && value.word().parse::<std::net::Ipv4Addr>().is_err() => {
            rules.invalid_with(&value, Rule::EndpointAddressFamily, "IPv4");
        }
        _ => {}
    }
}
