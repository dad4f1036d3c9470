//! The ports that a Sidecar opens for what comes in, instead of those of the Services (`IstioIngressListener`).

use crate::istiod::clusters::ServiceTarget;
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::draft::Draft;
use crate::istiod::protocol::PortProtocol;
use malla_manifest::{IstioIngressListener, ServerTlsMode};
use malla_proxy::ServerTls;
use malla_trace::{CauseId, FieldPath};
use std::net::{IpAddr, SocketAddr};

/// The ports; none where no Sidecar opens any.
pub fn ingress(draft: &Draft<'_, '_>) -> Vec<ServiceTarget> {
    let Some(sidecar) = draft.scope.sidecar else { return Vec::new() };
    let all = sidecar.object.spec.ingress.iter().enumerate();
    let own = draft.view.addresses.first().copied();
    let targets = all.map(|(at, listener)| ServiceTarget {
        bind: listener.bind.as_deref().and_then(|bind| bind.parse().ok()).or(own).unwrap_or(super::ANY),
        port: listener.port.number,
        service_port: listener.port.number,
        protocol: protocol(listener),
        endpoint: listener.default_endpoint.as_deref().and_then(|text| endpoint(text, draft)),
        ingress: Some(at),
        why: vec![sidecar.stored.cause_at(&path(at))],
    });
    targets.collect()
}

fn path(at: usize) -> FieldPath {
    FieldPath::parse("spec.ingress").index(at)
}

/// What the program speaks: what is left when TLS is taken off here.
fn protocol(listener: &IstioIngressListener) -> PortProtocol {
    let written = PortProtocol::parse(&listener.port.protocol);
    if listener.tls.is_some() { written.after_tls_termination() } else { written }
}

/// Where the program listens: at a loopback address, or (any address) at the pod's. A path to a socket of the file system is
/// one more than is modelled.
fn endpoint(text: &str, draft: &Draft<'_, '_>) -> Option<SocketAddr> {
    let at: SocketAddr = text.parse().ok()?;
    let own: Option<IpAddr> = draft.view.addresses.first().copied();
    if at.ip().is_unspecified() { own.map(|ip| SocketAddr::new(ip, at.port())) } else { Some(at) }
}

/// The TLS that a Sidecar takes off a port. Peer authentication must be off there (`buildInboundListeners`).
pub fn termination(draft: &mut Draft<'_, '_>, target: &ServiceTarget) -> Option<ServerTls> {
    let (at, sidecar) = (target.ingress?, draft.scope.sidecar?);
    let tls = sidecar.object.spec.ingress.get(at)?.tls.as_ref()?;
    let line: CauseId = sidecar.stored.cause_at(&path(at).key("tls"));
    let why = draft.why.because(ConfigFact::SidecarIngress, &[line]);
    let own = tls.credential_name.clone().or_else(|| tls.server_certificate.clone());
    let mut server = match tls.mode {
        Some(ServerTlsMode::Mutual) => ServerTls::mutual(own, why),
        Some(_) | None => ServerTls::new(own, why),
    };
    server.accepts.clone_from(&tls.subject_alt_names);
    Some(server)
}
