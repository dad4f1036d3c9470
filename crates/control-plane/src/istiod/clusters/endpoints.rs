//! The endpoints of a cluster: the ready ones behind the host, those of them that have the subset's labels (istio
//! pilot/pkg/xds/endpoints/endpoint_builder.go).

use super::transport::{Target, Transport};
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::destination_rule::SubsetAt;
use crate::istiod::draft::Draft;
use crate::istiod::endpoint::{EndpointAt, MeshEndpoint};
use crate::istiod::mesh::has_all;
use malla_proxy::{Discovery, Endpoint};
use malla_trace::{CauseId, FieldPath};
use std::net::SocketAddr;

/// The listed endpoints of a host's port, of all of it or of a subset.
pub fn listed(
    draft: &mut Draft<'_, '_>,
    target: &Target<'_, '_>,
    subset: Option<&SubsetAt<'_>>,
    transport: &Transport,
) -> Vec<Endpoint> {
    let mut found = Vec::new();
    for endpoint in &target.service.endpoints {
        if subset.is_none_or(|at| has_all(endpoint.labels, &at.subset.labels)) {
            found.extend(listed_one(draft, target, endpoint, subset, transport));
        }
    }
    found
}

fn listed_one(
    draft: &mut Draft<'_, '_>,
    target: &Target<'_, '_>,
    endpoint: &MeshEndpoint<'_>,
    subset: Option<&SubsetAt<'_>>,
    transport: &Transport,
) -> Option<Endpoint> {
    let (EndpointAt::Address(ip), Some(port)) = (&endpoint.at, endpoint.port(&target.port.name)) else { return None };
    let (wrapped, reasons) = transport.to_endpoint(draft, endpoint, port.number);
    let fact = match (subset, target.service.is_kubernetes()) {
        (Some(_), _) => ConfigFact::SubsetEndpoint,
        (None, true) => ConfigFact::Endpoint,
        (None, false) => ConfigFact::ServiceEntryEndpoint,
    };
    let mut from = subset.map(|at| chosen_by(draft, at, endpoint)).unwrap_or_default();
    from.extend([endpoint.why, port.why, target.port.why]);
    from.extend(reasons);
    let why = draft.why.because(fact, &from);
    let mut listed = Endpoint::new(SocketAddr::new(*ip, port.number), why);
    listed.weight = endpoint.weight;
    listed.transport = wrapped;
    Some(listed)
}

/// The subset's labels and the pod's lines that have them.
fn chosen_by(draft: &Draft<'_, '_>, at: &SubsetAt<'_>, endpoint: &MeshEndpoint<'_>) -> Vec<CauseId> {
    let mut from = vec![at.labels_cause()];
    if let Some(pod) = endpoint.pod.and_then(|pod| draft.mesh.store.get(pod)) {
        let labels = FieldPath::parse("metadata.labels");
        from.extend(at.subset.labels.keys().map(|key| pod.cause_at(&labels.key(key))));
    }
    from
}

/// Where Envoy asks DNS: the name of the first endpoint that has one, or else the host itself. Several names are one more
/// than the engine looks up; of addresses all are listed.
pub fn by_name(draft: &mut Draft<'_, '_>, target: &Target<'_, '_>, transport: &Transport, one: bool) -> Discovery {
    let Target { service, port, .. } = target;
    let named = service.endpoints.iter().find_map(|endpoint| match &endpoint.at {
        EndpointAt::Name(name) => Some((name.clone(), endpoint.port(&port.name).map(|named| named.number))),
        EndpointAt::Address(_) => None,
    });
    let listed = listed(draft, target, None, transport);
    if named.is_none() && !listed.is_empty() {
        return Discovery::Static(listed);
    }
    let (host, own) = named.unwrap_or_else(|| (service.host.clone(), port.target));
    let port = own.unwrap_or(port.number);
    if one { Discovery::LogicalDns { host, port } } else { Discovery::StrictDns { host, port } }
}
