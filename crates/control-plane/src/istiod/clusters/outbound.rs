//! Clusters of the hosts a proxy sees: one a port, one more a subset (`buildOutboundClusters`, `applyDestinationRule`,
//! `buildSubsetCluster`).

use super::balancing::{LbPolicy, balancing};
use super::names::subset_key;
use super::transport::{Target, Transport};
use super::{CONNECT_TIMEOUT_US, endpoints};
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::destination_rule::{Asked, Blocks, MergedRule, SubsetAt};
use crate::istiod::draft::Draft;
use crate::istiod::protocol::PortProtocol;
use crate::istiod::proxy_view::Role;
use crate::istiod::service::{MeshPort, MeshService, Resolution};
use malla_proxy::{Cluster, Discovery};
use malla_trace::CauseId;

/// Adds all of them.
pub fn add(draft: &mut Draft<'_, '_>) {
    let (mesh, view) = (draft.mesh, draft.view);
    for known in draft.scope.services.clone() {
        let service = known.service;
        if service.resolution == Resolution::Alias {
            continue;
        }
        let rule = mesh.clients.followed(&Asked {
            client: &view.namespace,
            labels: &view.labels,
            host: &service.host,
            owner: service.namespace(),
        });
        for (of, port) in known.ports.into_iter().filter(|(_, port)| port.protocol != PortProtocol::Udp) {
            add_port(draft, of, port, rule);
        }
    }
}

fn add_port(draft: &mut Draft<'_, '_>, service: &MeshService<'_>, port: &MeshPort, rule: Option<&MergedRule<'_>>) {
    let blocks = Blocks::of_host(rule.and_then(|rule| rule.policy.as_ref()), port.number);
    let host = rule.and_then(MergedRule::first).map(|rule| rule.cause("spec.host"));
    add_one(draft, &Target { service, port, subset: "" }, (None, host), &blocks);
    for at in rule.map_or(&[][..], |rule| &rule.subsets) {
        let blocks = at.policy().map_or(blocks, |policy| blocks.overridden(&policy, port.number));
        add_one(draft, &Target { service, port, subset: &at.subset.name }, (Some(at), host), &blocks);
    }
}

/// Adds a cluster: of a subset or the whole host, which a DestinationRule's line speaks of.
fn add_one(
    draft: &mut Draft<'_, '_>,
    target: &Target<'_, '_>,
    (subset, host): (Option<&SubsetAt<'_>>, Option<CauseId>),
    blocks: &Blocks<'_>,
) {
    let Target { service, port, subset: name } = target;
    let headless = service.resolution == Resolution::Passthrough && draft.view.role == Role::Sidecar;
    let settings = blocks.load_balancer.map(|at| at.it);
    let lb = balancing(settings, port.protocol, headless);
    let original = headless || lb == LbPolicy::ClusterProvided;
    let transport = Transport::of(draft, target, blocks, original);
    let discovery = discovery(draft, target, subset, &transport, original);
    let why = because(draft, target, (subset, host), blocks);
    let mut cluster = Cluster::new(&subset_key(port.number, name, &service.host), discovery, why);
    cluster.policy = lb.policy();
    cluster.connect_timeout_us = connect_timeout_us(blocks);
    if let Transport::Same(socket) = transport {
        cluster.transport = socket;
    }
    draft.proxy.add_cluster(cluster);
}

/// How the endpoints are found (`convertResolution`).
fn discovery(
    draft: &mut Draft<'_, '_>,
    target: &Target<'_, '_>,
    subset: Option<&SubsetAt<'_>>,
    transport: &Transport,
    original: bool,
) -> Discovery {
    if original {
        return Discovery::OriginalDestination;
    }
    match target.service.resolution {
        Resolution::Dns if subset.is_none() => endpoints::by_name(draft, target, transport, false),
        Resolution::DnsRoundRobin | Resolution::DynamicDns if subset.is_none() => {
            endpoints::by_name(draft, target, transport, true)
        }
        Resolution::Told
        | Resolution::Passthrough
        | Resolution::Alias
        | Resolution::Dns
        | Resolution::DnsRoundRobin
        | Resolution::DynamicDns => Discovery::Static(endpoints::listed(draft, target, subset, transport)),
    }
}

/// The subset's line or the port's, the lines that say how, and the DestinationRule's host.
fn because(
    draft: &mut Draft<'_, '_>,
    target: &Target<'_, '_>,
    (subset, host): (Option<&SubsetAt<'_>>, Option<CauseId>),
    blocks: &Blocks<'_>,
) -> CauseId {
    let fact = match (subset, target.service.is_kubernetes()) {
        (Some(_), _) => ConfigFact::SubsetCluster,
        (None, true) => ConfigFact::ServiceCluster,
        (None, false) => ConfigFact::ServiceEntryCluster,
    };
    let own = subset.map(SubsetAt::name_cause);
    let how = [
        blocks.load_balancer.map(|at| at.why),
        blocks.connection_pool.map(|at| at.why),
        blocks.tls.map(|at| at.why),
        host,
    ];
    let from: Vec<CauseId> = own.into_iter().chain([target.port.why]).chain(how.into_iter().flatten()).collect();
    draft.why.because(fact, &from)
}

fn connect_timeout_us(blocks: &Blocks<'_>) -> u64 {
    let tcp = blocks.connection_pool.and_then(|at| at.it.tcp.as_ref());
    tcp.and_then(|tcp| tcp.connect_timeout.as_ref()).map_or(CONNECT_TIMEOUT_US, |timeout| timeout.us())
}
