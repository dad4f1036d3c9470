//! The chains of a port that is no HTTP: by the rules for TLS and TCP of the VirtualServices of its host, or to the service
//! itself (`buildSidecarOutboundTLSFilterChainOpts`, `buildSidecarOutboundTCPFilterChainOpts`).

use super::outbound::Wanted;
use super::{ANY, to_cluster};
use crate::istiod::clusters::subset_key;
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::draft::Draft;
use crate::istiod::egress::Egress;
use crate::istiod::host;
use crate::istiod::mesh::has_all;
use crate::istiod::route_facts::RouteFact;
use crate::istiod::virtual_service::{MESH, Rule, gateway_name};
use malla_manifest::{Destination, RouteDestination, TcpRoute};
use malla_proxy::{ChainMatch, ClusterChoice, Filter, FilterChain, TcpFilter, WeightedCluster};
use malla_trace::{CauseId, FieldPath};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The chains of a service's port.
pub fn chains(draft: &mut Draft<'_, '_>, egress: &Egress<'_, '_>, wanted: &Wanted<'_, '_>) -> Vec<FilterChain> {
    let about = |rule: &&&Rule<'_>| rule.hosts.iter().any(|name| host::subset_of(&wanted.service.host, name));
    let rules: Vec<&Rule<'_>> = egress.rules.iter().filter(about).copied().collect();
    if wanted.port.protocol.is_tls() {
        by_server_name(draft, &rules, wanted)
    } else {
        by_address(draft, &rules, wanted)
    }
}

/// What a condition says of the proxy that asks: everything but what the proxy itself must look at.
struct Asked<'r> {
    port: Option<u16>,
    labels: &'r BTreeMap<String, String>,
    gateways: &'r [String],
    namespace: Option<&'r str>,
}

impl Asked<'_> {
    /// Whether it is for this proxy and port (`matchTLS`, `matchTCP`).
    fn holds(&self, draft: &Draft<'_, '_>, rule: &Rule<'_>, port: u16) -> bool {
        let own = rule.written.namespace();
        let mesh = self.gateways.is_empty() || self.gateways.iter().any(|name| gateway_name(name, own) == MESH);
        mesh && self.port.is_none_or(|wanted| wanted == port)
            && has_all(&draft.view.labels, self.labels)
            && self.namespace.is_none_or(|wanted| wanted.is_empty() || wanted == draft.view.namespace)
    }
}

fn by_server_name(draft: &mut Draft<'_, '_>, rules: &[&Rule<'_>], wanted: &Wanted<'_, '_>) -> Vec<FilterChain> {
    let mut found: Vec<FilterChain> = Vec::new();
    for rule in rules {
        for (at, tls) in rule.written.object.spec.tls.iter().enumerate() {
            for (number, it) in tls.match_.iter().enumerate() {
                let namespace = it.source_namespace.as_deref();
                let asked = Asked { port: it.port, labels: &it.source_labels, gateways: &it.gateways, namespace };
                if !asked.holds(draft, rule, wanted.port.number) {
                    continue;
                }
                let mut matches = network_match(wanted, &it.destination_subnets);
                matches.server_names.clone_from(&it.sni_hosts);
                let path = FieldPath::parse("spec.tls").index(at);
                let line = rule.written.stored.cause_at(&path.key("match").index(number));
                if found.iter().all(|chain| chain.matches != matches) {
                    found.push(routed(draft, rule, (&tls.route, &path, line), (matches, RouteFact::TlsRoute), wanted));
                }
            }
        }
    }
    if found.is_empty() { vec![whole(draft, wanted)] } else { found }
}

fn by_address(draft: &mut Draft<'_, '_>, rules: &[&Rule<'_>], wanted: &Wanted<'_, '_>) -> Vec<FilterChain> {
    let mut found = Vec::new();
    for rule in rules {
        for (at, tcp) in rule.written.object.spec.tcp.iter().enumerate() {
            let Some((subnets, line)) = subnets(draft, rule, (at, tcp), wanted) else { continue };
            let path = FieldPath::parse("spec.tcp").index(at);
            let matches = network_match(wanted, &subnets);
            found.push(routed(draft, rule, (&tcp.route, &path, line), (matches, RouteFact::TcpRoute), wanted));
            // A rule for every address leaves nothing to later ones, nor to the service itself.
            if subnets.is_empty() {
                return found;
            }
        }
    }
    found.push(whole(draft, wanted));
    found
}

/// The networks of the conditions that hold, and the line of the first; no networks where one of them, or none at all, is for
/// every address. `None` when none holds.
fn subnets(
    draft: &Draft<'_, '_>,
    rule: &Rule<'_>,
    (at, tcp): (usize, &TcpRoute),
    wanted: &Wanted<'_, '_>,
) -> Option<(Vec<String>, CauseId)> {
    let path = FieldPath::parse("spec.tcp").index(at);
    if tcp.match_.is_empty() {
        return Some((Vec::new(), rule.written.stored.cause_at(&path)));
    }
    let holding = tcp.match_.iter().enumerate().filter(|(_, it)| {
        let namespace = it.source_namespace.as_deref();
        let asked = Asked { port: it.port, labels: &it.source_labels, gateways: &it.gateways, namespace };
        asked.holds(draft, rule, wanted.port.number)
    });
    let holding: Vec<_> = holding.collect();
    let (first, _) = holding.first()?;
    let line = rule.written.stored.cause_at(&path.key("match").index(*first));
    let all = holding.iter().any(|(_, it)| it.destination_subnets.is_empty());
    let listed = holding.iter().flat_map(|(_, it)| it.destination_subnets.iter().cloned());
    Some((if all { Vec::new() } else { listed.collect() }, line))
}

/// A chain that a VirtualService leads somewhere.
fn routed(
    draft: &mut Draft<'_, '_>,
    rule: &Rule<'_>,
    (route, path, line): (&[RouteDestination], &FieldPath, CauseId),
    (matches, fact): (ChainMatch, RouteFact),
    wanted: &Wanted<'_, '_>,
) -> FilterChain {
    let why = draft.why.because(fact, &[line, rule.written.stored.cause_at(&path.key("route"))]);
    let name = |destination: &Destination| cluster(draft, rule, destination, wanted);
    let choice = match route {
        [one] => ClusterChoice::One(name(&one.destination)),
        _ => {
            let named: Vec<(usize, String, u32)> = route
                .iter()
                .enumerate()
                .filter(|(_, one)| one.weight > 0)
                .map(|(at, one)| (at, name(&one.destination), one.weight))
                .collect();
            let weighted = named.into_iter().map(|(at, name, weight)| {
                let line = rule.written.stored.cause_at(&path.key("route").index(at).key("weight"));
                WeightedCluster::new(&name, weight, draft.why.because(RouteFact::Weight, &[line]))
            });
            ClusterChoice::Weighted(weighted.collect())
        }
    };
    FilterChain::new("", matches, Filter::Tcp(TcpFilter::new(choice, why)), why)
}

/// The cluster of a destination: its own port, else its host's only one, else the listener's (`GetDestinationCluster`).
fn cluster(draft: &Draft<'_, '_>, rule: &Rule<'_>, destination: &Destination, wanted: &Wanted<'_, '_>) -> String {
    let name = host::resolve(&destination.host, rule.written.namespace(), rule.domain);
    let only = draft.scope.service(&name).and_then(|known| match known.service.ports.as_slice() {
        [one] => Some(one.number),
        [] | [_, _, ..] => None,
    });
    let port = destination.port.as_ref().map(|port| port.number).or(only).unwrap_or(wanted.port.number);
    subset_key(port, destination.subset.as_deref().unwrap_or_default(), &name)
}

/// The chain to the service itself. Of TLS to any address the server name tells which service is meant.
fn whole(draft: &mut Draft<'_, '_>, wanted: &Wanted<'_, '_>) -> FilterChain {
    let Wanted { service, port, .. } = wanted;
    let mut matches = network_match(wanted, &[]);
    if port.protocol.is_tls() && wanted.bind == ANY {
        matches.server_names = vec![service.host.clone()];
    }
    // A Sidecar's own port leads to the host's only one.
    let number = match service.ports.as_slice() {
        [one] => one.number,
        [] | [_, _, ..] => port.number,
    };
    let why = draft.why.because(ConfigFact::TcpListener, &[port.why]);
    to_cluster("", matches, &subset_key(number, "", &service.host), why)
}

fn network_match(wanted: &Wanted<'_, '_>, written: &[String]) -> ChainMatch {
    let mut matches = ChainMatch::default();
    matches.destination = match written.is_empty() {
        true => wanted.network.into_iter().collect(),
        false => written.iter().filter_map(|text| network(text)).collect(),
    };
    matches
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = text.split_once('/').unwrap_or((text, ""));
    let ip: IpAddr = address.parse().ok()?;
    let whole = if ip.is_ipv4() { 32 } else { 128 };
    Some((ip, if length.is_empty() { whole } else { length.parse().ok()? }))
}
