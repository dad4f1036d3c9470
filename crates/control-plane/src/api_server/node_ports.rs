//! The ports of every node that belong to Services: written, remembered, or picked
//! (`pkg/registry/core/service/portallocator` and `initNodePorts` in `storage/alloc.go`).

use super::Refused;
use super::draft::Draft;
use crate::allocator::{node_port_band, pick};
use crate::memory::{Memory, PortKey, health_check_key};
use malla_manifest::ClusterProblem;
use malla_manifest::{Object, Service, ServicePort, ServiceType, TrafficPolicy};
use malla_trace::{Chance, FieldPath, Ledger, ObjectRef};
use std::collections::BTreeMap;
use std::ops::Range;

/// The pool of node ports and who has which.
#[derive(Clone, Debug)]
pub struct NodePorts {
    range: Range<u128>,
    holders: BTreeMap<u128, ObjectRef>,
}

impl NodePorts {
    /// The pool of that range.
    pub const fn new(range: Range<u128>) -> Self {
        Self { range, holders: BTreeMap::new() }
    }

    /// Gives a written port to its Service, or says why not.
    pub fn claim(&mut self, service: &ObjectRef, port: u16) -> Result<(), ClusterProblem> {
        if !self.range.contains(&u128::from(port)) {
            return Err(ClusterProblem::NodePortRange { port: port.into(), range: printed(&self.range) });
        }
        if let Some(holder) = self.holders.get(&u128::from(port)) {
            return Err(ClusterProblem::NodePortTaken { port, holder: Some(holder.clone()) });
        }
        self.holders.insert(port.into(), service.clone());
        Ok(())
    }

    /// Gives a port away: the one that was had before, or any.
    fn give(&mut self, service: &ObjectRef, had: Option<u16>, chance: &mut dyn Chance, stream: &str) -> Option<u16> {
        let own = |port: u16| self.holders.get(&u128::from(port)) == Some(service);
        let kept = had.filter(|port| own(*port));
        let had = kept.or_else(|| had.filter(|port| self.claim(service, *port).is_ok()));
        had.or_else(|| {
            let offset = node_port_band(self.range.end - self.range.start);
            let port = pick(&self.range, offset, &self.holders, chance, stream)?;
            self.holders.insert(port, service.clone());
            u16::try_from(port).ok()
        })
    }
}

/// `30000-32767`.
fn printed(range: &Range<u128>) -> String {
    format!("{}-{}", range.start, range.end.saturating_sub(1))
}

/// Gives every Service that wants them its node ports: first those it has, then those that are written, then the rest. The Services that are refused come back with the reason.
pub fn allocate(
    drafts: &mut [Draft<'_>],
    range: Range<u128>,
    memory: &Memory,
    chance: &mut dyn Chance,
    ledger: &mut Ledger,
) -> Vec<Refused> {
    let spent = ClusterProblem::PoolSpent { wanted: "nodePort".into(), range: printed(&range) };
    let mut pool = NodePorts::new(range);
    let mut refused = claim(drafts, memory, &mut pool);
    for senior in [true, false] {
        for draft in drafts.iter_mut().filter(|draft| memory.allocations(&draft.reference).is_some() == senior) {
            let Object::Service(service) = &draft.object else { continue };
            if !wants_node_ports(service) && !needs_health_check(service) {
                continue;
            }
            let mut service = service.clone();
            if let Err(path) = fill(draft, &mut service, &mut pool, memory, chance, ledger) {
                refused.push(Refused { object: draft.reference.clone(), path, problem: spent.clone() });
            }
            draft.object = Object::Service(service);
        }
    }
    refused
}

/// A port, who says it is his, and where that is written; nowhere where he only has it already.
struct Claim {
    service: ObjectRef,
    port: u16,
    path: Option<FieldPath>,
    is_senior: bool,
}

/// Claims the ports that are written or had already, those that are had before the others. What was had and cannot be
/// had any more is no mistake of anybody's.
fn claim(drafts: &[Draft<'_>], memory: &Memory, pool: &mut NodePorts) -> Vec<Refused> {
    let services = drafts.iter().filter_map(|draft| match &draft.object {
        Object::Service(service) if wants_node_ports(service) => Some((&draft.reference, service)),
        _ => None,
    });
    let mut claims: Vec<Claim> = services.flat_map(|(reference, service)| claims(reference, service, memory)).collect();
    claims.sort_by_key(|claim| !claim.is_senior);
    let refused = claims.into_iter().filter_map(|Claim { service, port, path, .. }| {
        let problem = pool.claim(&service, port).err()?;
        Some(Refused { object: service, path: path?, problem })
    });
    refused.collect()
}

/// The claims of one Service: a number that stands there twice (for two protocols) is one port.
fn claims(reference: &ObjectRef, service: &Service, memory: &Memory) -> Vec<Claim> {
    let had = memory.allocations(reference);
    let remembered = |port: &ServicePort| had?.node_ports.get(&port_key(port)).copied();
    let unwritten = service.spec.ports.iter().filter(|port| port.node_port.is_none());
    let mut ports: BTreeMap<u16, Option<FieldPath>> =
        unwritten.filter_map(|port| Some((remembered(port)?, None))).collect();
    ports.extend(written_ports(service).into_iter().map(|(port, path)| (port, Some(path))));
    let is_senior = |port: u16| had.is_some_and(|had| had.node_ports.values().any(|had| *had == port));
    let claim = |(port, path)| Claim { service: reference.clone(), port, path, is_senior: is_senior(port) };
    ports.into_iter().map(claim).collect()
}

/// The distinct node ports that a Service writes, and where.
fn written_ports(service: &Service) -> BTreeMap<u16, FieldPath> {
    let health = service.spec.health_check_node_port.map(|port| (port, FieldPath::parse("spec.healthCheckNodePort")));
    let path = |index| FieldPath::parse("spec.ports").index(index).key("nodePort");
    let ports = service.spec.ports.iter().enumerate().rev();
    health.into_iter().chain(ports.filter_map(|(index, port)| Some((port.node_port?, path(index))))).collect()
}

/// Types with node ports; a `LoadBalancer` may do without.
fn wants_node_ports(service: &Service) -> bool {
    match service.kind_of_service() {
        ServiceType::NodePort => true,
        ServiceType::LoadBalancer => service.spec.allocate_load_balancer_node_ports != Some(false),
        ServiceType::ClusterIp | ServiceType::ExternalName => false,
    }
}

/// Fills in the node ports that nobody wrote; the path of the first that could not be had.
fn fill(
    draft: &mut Draft<'_>,
    service: &mut Service,
    pool: &mut NodePorts,
    memory: &Memory,
    chance: &mut dyn Chance,
    ledger: &mut Ledger,
) -> Result<(), FieldPath> {
    let reference = draft.reference.clone();
    let had = |key: &PortKey| memory.allocations(&reference)?.node_ports.get(key).copied();
    let mut by_number: BTreeMap<u16, u16> = service.spec.ports.iter().filter_map(number_and_node_port).collect();
    let wanted = wants_node_ports(service);
    let ports = service.spec.ports.iter_mut().enumerate();
    for (index, port) in ports.filter(|(_, port)| wanted && port.node_port.is_none()) {
        let path = FieldPath::parse("spec.ports").index(index).key("nodePort");
        let key = port_key(port);
        let stream = format!("node-port/{}/{}/{}", reference.namespace, reference.name, key.0);
        let shared = by_number.get(&port.port).copied();
        let number =
            shared.or_else(|| pool.give(&reference, had(&key), chance, &stream)).ok_or_else(|| path.clone())?;
        by_number.insert(port.port, number);
        port.node_port = Some(number);
        draft.allocated(path, "node-port-allocator", ledger);
    }
    if needs_health_check(service) {
        let path = FieldPath::parse("spec.healthCheckNodePort");
        let stream = format!("health-check-node-port/{}/{}", reference.namespace, reference.name);
        let number = pool.give(&reference, had(&health_check_key()), chance, &stream).ok_or_else(|| path.clone())?;
        service.spec.health_check_node_port = Some(number);
        draft.allocated(path, "node-port-allocator", ledger);
    }
    Ok(())
}

/// What was allocated for a Service, to be remembered.
pub fn allocations(service: &Service) -> BTreeMap<PortKey, u16> {
    let ports = service.spec.ports.iter().filter_map(|port| Some((port_key(port), port.node_port?)));
    ports.chain(service.spec.health_check_node_port.map(|port| (health_check_key(), port))).collect()
}

/// `NeedsHealthCheck` in `pkg/apis/core/service`.
fn needs_health_check(service: &Service) -> bool {
    service.kind_of_service() == ServiceType::LoadBalancer
        && service.spec.external_traffic_policy == Some(TrafficPolicy::Local)
        && service.spec.health_check_node_port.is_none()
}

fn number_and_node_port(port: &ServicePort) -> Option<(u16, u16)> {
    Some((port.port, port.node_port?))
}

fn port_key(port: &ServicePort) -> PortKey {
    (port.name.clone().unwrap_or_default(), port.protocol.unwrap_or_default().as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::reference;
    use malla_trace::Seeded;

    #[test]
    fn a_written_port_is_taken_once_and_only_inside_the_range() {
        let mut pool = NodePorts::new(30_000..32_768);
        let (a, b) = (reference::<Service>("default", "a"), reference::<Service>("default", "b"));
        assert_eq!(pool.claim(&a, 30_880), Ok(()));
        let taken = ClusterProblem::NodePortTaken { port: 30_880, holder: Some(a) };
        assert_eq!(pool.claim(&b, 30_880), Err(taken));
        let range = ClusterProblem::NodePortRange { port: 80, range: "30000-32767".into() };
        assert_eq!(pool.claim(&b, 80), Err(range));
    }

    #[test]
    fn a_remembered_port_is_kept_and_a_new_one_stays_above_the_static_band() {
        let mut pool = NodePorts::new(30_000..32_768);
        let mut chance = Seeded::new(1);
        let service = reference::<Service>("default", "a");
        assert_eq!(pool.give(&service, Some(30_001), &mut chance, "s"), Some(30_001));
        assert_eq!(pool.give(&service, Some(30_001), &mut chance, "s"), Some(30_001), "it has it already");
        let other = reference::<Service>("default", "b");
        let next = pool.give(&other, Some(30_001), &mut chance, "s");
        assert!(next.is_some_and(|port| port >= 30_086), "{next:?}");
    }
}
