//! What surrounds the cluster: machines, networks, clients, name servers and balancers, as the `World` object says.

use crate::allocator::NODE_PORTS;
use crate::api_server::written;
use crate::causes::Causes;
use crate::network::Network;
use malla_manifest::Manifest;
use malla_manifest::{
    Object, ProxyMode, WorldBalancer, WorldClient, WorldHost, WorldNameServer, WorldNetwork, WorldNode, WorldSpec,
};
use malla_trace::{Cause, CauseId, FieldPath, Ledger, ObjectRef, Place};
use std::net::IpAddr;
use std::ops::Range;

/// The pod network, the Service network and the domain where nobody wrote them: those of kubeadm's documentation.
const POD_NETWORK: &str = "10.244.0.0/16";
const SERVICE_NETWORK: &str = "10.96.0.0/12";
const DOMAIN: &str = "cluster.local";

/// What surrounds the cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The object's name.
    pub reference: ObjectRef,
    /// What is written in it.
    pub spec: WorldSpec,
    /// The network of pods.
    pub pod_network: Network,
    /// The network of virtual addresses.
    pub service_network: Network,
    /// The cluster's domain.
    pub domain: String,
    /// How kube-proxy works.
    pub proxy_mode: ProxyMode,
    /// The node ports.
    pub node_ports: Range<u128>,
    /// The first and the last address that Services of type LoadBalancer may have.
    pub balancer_pool: Option<(IpAddr, IpAddr)>,
    causes: Causes,
}

impl World {
    /// The world of that manifest; an empty one when it is of another kind.
    #[must_use]
    pub fn new(manifest: &Manifest, ledger: &mut Ledger) -> Self {
        let spec = match &manifest.object {
            Object::World(world) => world.spec.clone(),
            _ => WorldSpec::default(),
        };
        let mut causes = written(manifest, ledger);
        for field in ["podCIDR", "serviceCIDR", "domain", "proxyMode", "nodePortRange"] {
            note_default(manifest, field, &mut causes, ledger);
        }
        Self::assemble(manifest.reference.clone(), spec, causes)
    }

    /// A world of nothing: what is left when even the builtin one cannot be read.
    #[must_use]
    pub fn empty(ledger: &mut Ledger) -> Self {
        let reference = ObjectRef { kind: "World".into(), namespace: String::new(), name: "empty".into() };
        let causes = Causes::new(ledger.builtin("world/empty"));
        Self::assemble(reference, WorldSpec::default(), causes)
    }

    fn assemble(reference: ObjectRef, spec: WorldSpec, causes: Causes) -> Self {
        let network = |text: &Option<String>, default| {
            text.as_deref().and_then(Network::parse).or_else(|| Network::parse(default))
        };
        let cluster = &spec.cluster;
        Self {
            reference,
            pod_network: network(&cluster.pod_cidr, POD_NETWORK).unwrap_or_default(),
            service_network: network(&cluster.service_cidr, SERVICE_NETWORK).unwrap_or_default(),
            domain: cluster.domain.clone().unwrap_or_else(|| DOMAIN.into()),
            proxy_mode: cluster.proxy_mode.unwrap_or_default(),
            node_ports: cluster.node_port_range.as_deref().and_then(parse_range).unwrap_or(NODE_PORTS),
            balancer_pool: cluster.load_balancer_pool.as_deref().and_then(parse_pool),
            spec,
            causes,
        }
    }

    /// The cause of a field given as dotted text (`spec.nodes[0].address`), or of its nearest ancestor.
    #[must_use]
    pub fn cause(&self, path: &str) -> CauseId {
        self.causes.at(&FieldPath::parse(path))
    }

    /// The cluster's machines.
    pub fn nodes(&self) -> impl Iterator<Item = (&WorldNode, CauseId)> {
        self.with_causes("nodes", &self.spec.nodes)
    }

    /// The networks outside the cluster.
    pub fn networks(&self) -> impl Iterator<Item = (&WorldNetwork, CauseId)> {
        self.with_causes("networks", &self.spec.networks)
    }

    /// The machines from which somebody asks.
    pub fn clients(&self) -> impl Iterator<Item = (&WorldClient, CauseId)> {
        self.with_causes("clients", &self.spec.clients)
    }

    /// The name servers outside the cluster.
    pub fn name_servers(&self) -> impl Iterator<Item = (&WorldNameServer, CauseId)> {
        self.with_causes("nameServers", &self.spec.name_servers)
    }

    /// The balancers outside the cluster.
    pub fn balancers(&self) -> impl Iterator<Item = (&WorldBalancer, CauseId)> {
        self.with_causes("balancers", &self.spec.balancers)
    }

    /// Any other machine.
    pub fn hosts(&self) -> impl Iterator<Item = (&WorldHost, CauseId)> {
        self.with_causes("hosts", &self.spec.hosts)
    }

    fn with_causes<'w, T>(&'w self, list: &'static str, items: &'w [T]) -> impl Iterator<Item = (&'w T, CauseId)> {
        let at = FieldPath::parse("spec").key(list);
        items.iter().enumerate().map(move |(index, item)| (item, self.causes.at(&at.index(index))))
    }
}

/// Gives a field of the cluster's set-up that nobody wrote its default as a cause.
fn note_default(manifest: &Manifest, field: &str, causes: &mut Causes, ledger: &mut Ledger) {
    let path = FieldPath::parse("spec.cluster").key(field);
    if causes.exactly(&path).is_some() {
        return;
    }
    let place: Place = manifest.source.resolve(&path).place;
    let (object, rule) = (manifest.reference.clone(), format!("world.spec.cluster.{field}"));
    let cause = ledger.add(Cause::Defaulted { object, path: path.clone(), rule, place });
    causes.set(&path, cause);
}

/// `30000-32767`.
fn parse_range(text: &str) -> Option<Range<u128>> {
    let (first, last) = text.split_once('-')?;
    let (first, last): (u16, u16) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last).then(|| u128::from(first)..u128::from(last) + 1)
}

/// `192.168.0.240-192.168.0.250`.
fn parse_pool(text: &str) -> Option<(IpAddr, IpAddr)> {
    let (first, last) = text.split_once('-')?;
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_reads_and_what_is_none_does_not() {
        assert_eq!(parse_range("30000-32767"), Some(30_000..32_768));
        for text in ["30000", "3-2", "a-b", "1-70000", ""] {
            assert_eq!(parse_range(text), None, "{text}");
        }
    }
}
