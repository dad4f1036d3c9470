//! The Services a gateway's pod stands behind, and to which of its ports theirs lead (`GetProxyServiceTargets`,
//! `resolvePorts`).

use crate::istiod::endpoint::EndpointAt;
use crate::istiod::mesh::{Mesh, Written, has_all};
use crate::istiod::proxy_view::ProxyView;
use crate::istiod::service::{MeshPort, MeshService, Source};
use malla_manifest::{IstioGateway, Meta};
use malla_trace::CauseId;

/// The annotation of Gateways that istiod makes itself: the Services whose pods are meant.
const GATEWAY_SERVICE: &str = "internal.istio.io/gateway-service";
/// The label of a Service whose ports are not translated.
const NO_TRANSLATION: &str = "experimental.istio.io/disable-gateway-port-translation";

/// A Gateway that is for a proxy, and the Services by which its ports are translated.
#[derive(Clone, Debug)]
pub struct Selected<'d, 'a> {
    /// The Gateway.
    pub gateway: &'d Written<'a, IstioGateway>,
    /// The Services behind which the proxy stands.
    pub services: Vec<&'d MeshService<'a>>,
    /// Whether a port of no Service is bound as it is.
    pub as_written: bool,
}

/// The Gateways for a proxy, the oldest first: those whose selector its labels fulfil, whatever their namespace.
pub fn selected<'d, 'a>(mesh: &'d Mesh<'a>, view: &ProxyView) -> Vec<Selected<'d, 'a>> {
    let services: Vec<&MeshService<'a>> =
        mesh.registry.services().iter().filter(|it| stands_behind(it, view)).collect();
    let of = |gateway: &'d Written<'a, IstioGateway>| match gateway.object.meta.annotations.get(GATEWAY_SERVICE) {
        Some(names) => {
            let named = |service: &&&MeshService<'a>| names.split(',').any(|name| name.trim() == service.host);
            let named: Vec<_> = services.iter().filter(named).copied().collect();
            (!named.is_empty()).then_some(Selected { gateway, services: named, as_written: false })
        }
        None => {
            let meant = has_all(&view.labels, &gateway.object.spec.selector);
            meant.then(|| Selected { gateway, services: services.clone(), as_written: true })
        }
    };
    mesh.gateways.iter().filter_map(of).collect()
}

/// Whether a proxy's pod is behind a Service: by the Service's selector, or as one of its endpoints.
fn stands_behind(service: &MeshService<'_>, view: &ProxyView) -> bool {
    let selected = match service.source {
        Source::Kubernetes(own) => {
            let selector = &own.spec.selector;
            !selector.is_empty() && service.namespace() == view.namespace && has_all(&view.labels, selector)
        }
        Source::Entry(_) => false,
    };
    selected || service.endpoints.iter().any(|endpoint| is_at(&endpoint.at, view))
}

fn is_at(at: &EndpointAt, view: &ProxyView) -> bool {
    match at {
        EndpointAt::Address(ip) => view.addresses.contains(ip),
        EndpointAt::Name(_) => false,
    }
}

impl Selected<'_, '_> {
    /// The ports of the pod that a server's port means, each with the lines of the Service that says so. A port of no
    /// Service is the pod's own.
    pub fn ports(&self, number: u16, view: &ProxyView) -> Vec<(u16, Option<CauseId>)> {
        let translating = self.services.iter().filter(|service| !(self.as_written && keeps_ports(service)));
        let pairs = translating.filter_map(|service| {
            let port = service.port(number)?;
            Some((target(service, port, view)?, Some(port.why)))
        });
        let mut ports: Vec<(u16, Option<CauseId>)> = pairs.collect();
        ports.sort_by_key(|(port, _)| *port);
        ports.dedup_by_key(|(port, _)| *port);
        if ports.is_empty() && self.as_written {
            ports.push((number, None));
        }
        ports
    }
}

fn keeps_ports(service: &MeshService<'_>) -> bool {
    let meta: &Meta = match service.source {
        Source::Kubernetes(own) => &own.meta,
        Source::Entry(own) => &own.meta,
    };
    meta.labels.contains_key(NO_TRANSLATION)
}

/// The pod's port: written as a number, or as its endpoint has it.
fn target(service: &MeshService<'_>, port: &MeshPort, view: &ProxyView) -> Option<u16> {
    port.target.or_else(|| {
        let own = service.endpoints.iter().find(|endpoint| is_at(&endpoint.at, view));
        let endpoint = own.or_else(|| service.endpoints.first())?;
        endpoint.port(&port.name).map(|port| port.number)
    })
}
