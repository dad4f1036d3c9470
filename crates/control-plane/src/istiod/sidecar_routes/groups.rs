//! Which hosts of a port go by which VirtualService, and which by none (`BuildSidecarVirtualHostWrapper`,
//! `separateVSHostsAndServices`).

use crate::istiod::draft::Draft;
use crate::istiod::host;
use crate::istiod::protocol::PortProtocol;
use crate::istiod::scope::Known;
use crate::istiod::service::{MeshPort, MeshService};
use crate::istiod::virtual_service::{self, Asked, Compiled, MESH, Rule, Target};
use std::collections::BTreeMap;

/// The hosts of one port.
pub type OnPort<'d, 'a> = BTreeMap<&'d str, (&'d MeshService<'a>, &'d MeshPort)>;

/// Hosts that share routes.
#[derive(Clone, Debug)]
pub struct Group<'d, 'a> {
    /// The VirtualService they go by.
    pub rule: &'d Rule<'a>,
    /// Its routes.
    pub compiled: Compiled,
    /// Hosts of it that nobody else knows, with their places in it.
    pub strangers: Vec<(usize, &'d str)>,
    /// Hosts of the registry, with the places of the hosts of it that mean them.
    pub services: Vec<(usize, &'d str)>,
}

/// The hosts of a listener that have that port.
pub fn on_port<'d, 'a>(services: &[Known<'d, 'a>], port: u16) -> OnPort<'d, 'a> {
    let having = services.iter().filter_map(|known| {
        let found = known.ports.iter().find(|(_, own)| own.number == port)?;
        Some((known.service.host.as_str(), (found.0, found.1)))
    });
    having.collect()
}

/// The groups, in the order in which VirtualServices count; and what is left out for hosts that no group takes, by host.
pub fn of_rules<'d, 'a>(
    draft: &mut Draft<'d, 'a>,
    rules: &[&'d Rule<'a>],
    hosts: &OnPort<'d, 'a>,
    port: u16,
) -> Vec<Group<'d, 'a>> {
    let most_specific = most_specific(rules, hosts);
    let mut groups = Vec::new();
    for rule in rules {
        let (strangers, services) = separate(rule, hosts, &most_specific);
        // A host nobody knows is known on port 80 only: any listener for it would be ours to make.
        if services.is_empty() && (port != 80 || strangers.is_empty()) {
            continue;
        }
        let may_be_http = |(_, name): &(usize, &str)| hosts.get(name).is_some_and(|(_, own)| own.may_be_http());
        let services: Vec<(usize, &'d str)> = services.into_iter().filter(may_be_http).collect();
        if services.is_empty() && port != 80 {
            continue;
        }
        let compiled = compiled(draft, rule, hosts, port);
        groups.push(Group { rule, compiled, strangers, services });
    }
    groups
}

fn compiled<'d, 'a>(draft: &mut Draft<'d, 'a>, rule: &Rule<'a>, hosts: &OnPort<'d, 'a>, port: u16) -> Compiled {
    // Of a host only the listener's port is looked at.
    let targets = |host: &str| {
        let (service, own) = hosts.get(host)?;
        Some(Target { only_port: Some(own.number), alias_of: service.alias_of.clone() })
    };
    let (labels, namespace) = (&draft.view.labels, draft.view.namespace.as_str());
    let asked = Asked { gateway: MESH, port, tls: false, labels, namespace };
    virtual_service::compile(rule, &asked, &targets, &mut draft.why)
}

/// For every host the VirtualService whose host is the most specific, the first among equals
/// (`computeWildcardHostVirtualServiceIndex`).
fn most_specific<'d, 'a>(rules: &[&'d Rule<'a>], hosts: &OnPort<'d, 'a>) -> BTreeMap<&'d str, &'d Rule<'a>> {
    let mut by_host: BTreeMap<&str, &'d Rule<'a>> = BTreeMap::new();
    for rule in rules {
        for name in &rule.hosts {
            by_host.entry(name).or_insert(rule);
        }
    }
    let found = hosts.keys().filter_map(|name| {
        let best = host::most_specific(name, by_host.keys().copied())?;
        Some((*name, *by_host.get(best)?))
    });
    found.collect()
}

/// The hosts of a VirtualService that nobody knows, and those of the registry: names first, then what its wildcards cover
/// and no more specific VirtualService takes.
fn separate<'d, 'a>(
    rule: &'d Rule<'a>,
    hosts: &OnPort<'d, 'a>,
    most_specific: &BTreeMap<&'d str, &'d Rule<'a>>,
) -> (Vec<(usize, &'d str)>, Vec<(usize, &'d str)>) {
    let (mut strangers, mut services) = (Vec::new(), Vec::new());
    let numbered = || rule.hosts.iter().map(String::as_str).enumerate();
    for (at, name) in numbered().filter(|(_, name)| !host::is_wildcard(name)) {
        match hosts.get_key_value(name) {
            Some((known, _)) => services.push((at, *known)),
            None => strangers.push((at, name)),
        }
    }
    for (at, name) in numbered().filter(|(_, name)| host::is_wildcard(name)) {
        let covered: Vec<&'d str> = hosts.keys().copied().filter(|known| host::matches(known, name)).collect();
        if covered.is_empty() {
            strangers.push((at, name));
        }
        let mine = |known: &&str| most_specific.get(*known).is_some_and(|best| std::ptr::eq(*best, rule));
        services.extend(covered.into_iter().filter(mine).map(|known| (at, known)));
    }
    (strangers, services)
}

/// The VirtualServices of which some host is among these (`selectVirtualServices`).
pub fn selected<'d, 'a>(rules: &[&'d Rule<'a>], hosts: &OnPort<'d, 'a>) -> Vec<&'d Rule<'a>> {
    let among = |name: &String| {
        let wild = host::is_wildcard(name);
        hosts.contains_key(name.as_str())
            || hosts.keys().any(|known| (wild || host::is_wildcard(known)) && host::matches(name, known))
    };
    rules.iter().copied().filter(|rule| rule.hosts.iter().any(among)).collect()
}

/// Whether a host without VirtualService gets a virtual host: an alias does not, nor does what is no HTTP.
pub fn stands_alone(service: &MeshService<'_>, port: &MeshPort) -> bool {
    service.alias_of.is_none() && port.protocol != PortProtocol::Udp && port.may_be_http()
}
