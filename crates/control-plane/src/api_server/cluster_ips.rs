//! The virtual addresses of Services: written, remembered, or picked (`pkg/registry/core/service/ipallocator`).

use super::Refused;
use super::draft::Draft;
use crate::allocator::{cluster_ip_band, pick};
use crate::memory::Memory;
use crate::network::Network;
use malla_manifest::ClusterProblem;
use malla_manifest::{Object, Service, ServiceType};
use malla_trace::{Chance, FieldPath, Ledger, ObjectRef};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Which address of the range belongs to the cluster's own API server, and which to its DNS by kubeadm's convention
/// (`GetAPIServerVirtualIP` and `GetDNSIP` in `cmd/kubeadm/app/constants`).
const API_SERVER_INDEX: u128 = 1;
const DNS_INDEX: u128 = 10;

/// The pool of virtual addresses and who has which.
#[derive(Clone, Debug)]
pub struct ClusterIps {
    network: Network,
    holders: BTreeMap<u128, Option<ObjectRef>>,
}

impl ClusterIps {
    /// The pool of that network; the first address is the API server's.
    pub fn new(network: Network) -> Self {
        Self { network, holders: BTreeMap::from([(API_SERVER_INDEX, None)]) }
    }

    /// Gives a written address to its Service, or says why not.
    pub fn claim(&mut self, service: &ObjectRef, address: IpAddr) -> Result<(), ClusterProblem> {
        let range = || ClusterProblem::ClusterIpRange { address, range: self.network.to_string() };
        let index = self.usable_index(address).ok_or_else(range)?;
        match self.holders.get(&index) {
            Some(None) if index == API_SERVER_INDEX && is_api_server(service) => {}
            Some(holder) => return Err(ClusterProblem::ClusterIpTaken { address, holder: holder.clone() }),
            None => {}
        }
        self.holders.insert(index, Some(service.clone()));
        Ok(())
    }

    /// Gives an address to a Service that wrote none: the one it had, the DNS's own, or any. The name of the giver
    /// comes with it; `None` when the pool is empty.
    fn give(
        &mut self,
        service: &ObjectRef,
        had: Option<IpAddr>,
        chance: &mut dyn Chance,
    ) -> Option<(IpAddr, &'static str)> {
        let dns = is_dns(service).then_some(DNS_INDEX).filter(|index| self.is_open(*index, service));
        let had = had.and_then(|address| self.usable_index(address)).filter(|index| self.is_open(*index, service));
        let by = if dns.is_some() && (had.is_none() || had == dns) { "kubeadm" } else { "cluster-ip-allocator" };
        let index = had.or(dns).or_else(|| self.pick(service, chance))?;
        self.holders.insert(index, Some(service.clone()));
        Some((self.network.nth(index)?, by))
    }

    fn pick(&self, service: &ObjectRef, chance: &mut dyn Chance) -> Option<u128> {
        let stream = format!("cluster-ip/{}/{}", service.namespace, service.name);
        let offset = cluster_ip_band(self.network.size());
        pick(&self.network.usable(), offset, &self.holders, chance, &stream)
    }

    fn usable_index(&self, address: IpAddr) -> Option<u128> {
        self.network.index_of(address).filter(|index| self.network.usable().contains(index))
    }

    /// Whether nobody else has it.
    fn is_open(&self, index: u128, service: &ObjectRef) -> bool {
        let own = |holder: &Option<ObjectRef>| holder.as_ref() == Some(service);
        self.network.usable().contains(&index) && self.holders.get(&index).is_none_or(own)
    }
}

fn is_api_server(service: &ObjectRef) -> bool {
    service.namespace == "default" && service.name == "kubernetes"
}

fn is_dns(service: &ObjectRef) -> bool {
    service.namespace == "kube-system" && service.name == "kube-dns"
}

/// An address and who says it is his.
struct Claim {
    service: ObjectRef,
    address: IpAddr,
    is_written: bool,
}

/// Gives every Service its virtual address: first the one it has, then those that are written, then the rest. The
/// Services that are refused come back with the reason.
pub fn allocate(
    drafts: &mut [Draft<'_>],
    network: Network,
    memory: &Memory,
    chance: &mut dyn Chance,
    ledger: &mut Ledger,
) -> Vec<Refused> {
    stay_headless(drafts, memory, ledger);
    let mut pool = ClusterIps::new(network);
    let mut refused = Vec::new();
    for Claim { service, address, is_written } in by_seniority(drafts, memory) {
        // What was had and cannot be had any more is no mistake of anybody's: the cluster was set up otherwise.
        if let Some(problem) = pool.claim(&service, address).err().filter(|_| is_written) {
            refused.push(Refused::new(&service, "spec.clusterIP", problem));
        }
    }
    for draft in drafts.iter_mut() {
        let Some(service) = unaddressed(&draft.object) else { continue };
        let had = remembered(memory, &draft.reference);
        match pool.give(&draft.reference, had, chance) {
            Some((address, by)) => fill(draft, service, address, by, ledger),
            None => refused.push(Refused::new(&draft.reference, "spec", spent(network))),
        }
    }
    refused
}

/// A Service without an address by choice stays so when the choice is no longer written (`patchAllocatedValues` in
/// `pkg/registry/core/service/storage/storage.go`).
fn stay_headless(drafts: &mut [Draft<'_>], memory: &Memory, ledger: &mut Ledger) {
    for draft in drafts.iter_mut() {
        let was = memory.allocations(&draft.reference).is_some_and(|had| had.headless);
        let Some(mut service) = unaddressed(&draft.object).filter(|_| was) else { continue };
        service.spec.cluster_ip = Some("None".into());
        draft.object = Object::Service(service);
        draft.allocated(FieldPath::parse("spec.clusterIP"), "cluster-ip-allocator", ledger);
    }
}

fn spent(network: Network) -> ClusterProblem {
    ClusterProblem::PoolSpent { wanted: "serviceIP".into(), range: network.to_string() }
}

/// The addresses that are claimed, in the order of their claims: whoever has one already comes first, written or not,
/// then as written.
fn by_seniority(drafts: &[Draft<'_>], memory: &Memory) -> Vec<Claim> {
    let claim = |draft: &Draft<'_>| {
        addressed(&draft.object)?;
        let (had, written) = (remembered(memory, &draft.reference), written_address(&draft.object));
        let is_written = written.is_some();
        let address = written.map_or(had, |text| text.parse().ok())?;
        Some(Claim { service: draft.reference.clone(), address, is_written })
    };
    let mut claims: Vec<Claim> = drafts.iter().filter_map(claim).collect();
    claims.sort_by_key(|claim| remembered(memory, &claim.service) != Some(claim.address));
    claims
}

fn remembered(memory: &Memory, service: &ObjectRef) -> Option<IpAddr> {
    memory.allocations(service)?.cluster_ip
}

/// The address that a Service writes.
fn written_address(object: &Object) -> Option<String> {
    addressed(object)?.spec.cluster_ip.clone()
}

/// A Service that needs an address and wrote none.
fn unaddressed(object: &Object) -> Option<Service> {
    addressed(object).filter(|_| written_address(object).is_none()).cloned()
}

/// A Service with a virtual address: not another name for something, not headless by choice.
fn addressed(object: &Object) -> Option<&Service> {
    let Object::Service(service) = object else { return None };
    let named = service.kind_of_service() == ServiceType::ExternalName;
    (!named && !service.is_headless()).then_some(service)
}

fn fill(draft: &mut Draft<'_>, mut service: Service, address: IpAddr, by: &str, ledger: &mut Ledger) {
    service.spec.cluster_ip = Some(address.to_string());
    draft.object = Object::Service(service);
    draft.allocated(FieldPath::parse("spec.clusterIP"), by, ledger);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::reference;
    use malla_trace::Seeded;

    fn service(namespace: &str, name: &str) -> ObjectRef {
        reference::<Service>(namespace, name)
    }

    fn pool(cidr: &str) -> ClusterIps {
        ClusterIps::new(Network::parse(cidr).expect("a network"))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_written_address_is_taken_once_and_only_inside_the_range() {
        let mut pool = pool("10.10.1.0/24");
        let (a, b) = (service("default", "a"), service("default", "b"));
        assert_eq!(pool.claim(&a, ip("10.10.1.101")), Ok(()));
        let taken = |address: &str, holder| Err(ClusterProblem::ClusterIpTaken { address: ip(address), holder });
        assert_eq!(pool.claim(&b, ip("10.10.1.101")), taken("10.10.1.101", Some(a)));
        let range = ClusterProblem::ClusterIpRange { address: ip("10.10.2.1"), range: "10.10.1.0/24".into() };
        assert_eq!(pool.claim(&b, ip("10.10.2.1")), Err(range));
        assert_eq!(pool.claim(&b, ip("10.10.1.1")), taken("10.10.1.1", None), "the API server's");
        assert_eq!(pool.claim(&service("default", "kubernetes"), ip("10.10.1.1")), Ok(()));
    }

    #[test]
    fn dns_gets_the_tenth_and_others_stay_above_the_static_band() {
        let mut pool = pool("10.96.0.0/24");
        let mut chance = Seeded::new(7);
        let dns = pool.give(&service("kube-system", "kube-dns"), None, &mut chance);
        assert_eq!(dns, Some((ip("10.96.0.10"), "kubeadm")));
        for name in ["a", "b", "c"] {
            let (address, by) = pool.give(&service("default", name), None, &mut chance).expect("an address");
            assert_eq!(by, "cluster-ip-allocator");
            assert!(pool.usable_index(address) > Some(16), "{address}");
        }
    }

    #[test]
    fn a_spent_pool_gives_nothing() {
        let mut pool = pool("10.96.0.0/30");
        let mut chance = Seeded::new(7);
        assert!(pool.give(&service("default", "a"), None, &mut chance).is_some());
        assert_eq!(pool.give(&service("default", "b"), None, &mut chance), None);
    }
}
