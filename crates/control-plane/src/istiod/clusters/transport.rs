//! What a proxy wraps connections to a cluster in: what a DestinationRule says, or else mutual TLS by itself wherever both
//! ends can (istio pilot/pkg/networking/core/cluster_tls.go, pilot/pkg/xds/endpoints/mtls_checker.go).

use super::names::sni_key;
use crate::istiod::authn::PeerMode;
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::destination_rule::{At, Blocks};
use crate::istiod::draft::Draft;
use crate::istiod::endpoint::MeshEndpoint;
use crate::istiod::service::{MeshPort, MeshService, Resolution};
use malla_manifest::{ClientTlsMode, ClientTlsSettings};
use malla_proxy::{ClientTls, TransportSocket};
use malla_trace::CauseId;
use std::sync::Arc;

/// What connections to a cluster are wrapped in.
#[derive(Clone, Debug)]
pub enum Transport {
    /// The same for every endpoint, as written or for want of TLS.
    Same(TransportSocket),
    /// Mutual TLS for the endpoints that take it.
    Auto(Arc<ClientTls>),
}

/// A cluster's host, port and subset.
#[derive(Clone, Copy)]
pub struct Target<'s, 'a> {
    /// The host.
    pub service: &'s MeshService<'a>,
    /// The port.
    pub port: &'s MeshPort,
    /// The subset; empty for all of the host.
    pub subset: &'s str,
}

impl Transport {
    /// What a DestinationRule says overrides what the mesh does by itself (`buildUpstreamTLSSettings`).
    pub fn of(draft: &mut Draft<'_, '_>, target: &Target<'_, '_>, blocks: &Blocks<'_>, original: bool) -> Self {
        if let Some(tls) = blocks.tls {
            return Self::Same(written(draft, target, tls));
        }
        let Some(why) = automatic(draft, target.service, original) else {
            return Self::Same(TransportSocket::Plain);
        };
        let tls = mesh_tls(draft, target, (None, &[]), why);
        // Where the connection was going already nobody chooses an endpoint, and so nobody a transport for one.
        if original { Self::Same(TransportSocket::tls(tls)) } else { Self::Auto(Arc::new(tls)) }
    }

    /// What connections to one of the endpoints are wrapped in, and why it is not mutual TLS where it could be.
    pub fn to_endpoint(
        &self,
        draft: &mut Draft<'_, '_>,
        endpoint: &MeshEndpoint<'_>,
        port: u16,
    ) -> (Option<TransportSocket>, Vec<CauseId>) {
        let Self::Auto(tls) = self else { return (None, Vec::new()) };
        if !endpoint.mutual_tls {
            return (None, vec![draft.why.fixed(ConfigFact::NoSidecar)]);
        }
        let Some(pod) = endpoint.pod else { return (Some(TransportSocket::Tls(Arc::clone(tls))), Vec::new()) };
        let said = draft.mesh.peers.effective(&pod.namespace, endpoint.labels).port(port);
        let line = said.line.into_iter();
        match said.mode {
            PeerMode::Disable => (None, line.chain([draft.why.fixed(ConfigFact::PeerDisabled)]).collect()),
            PeerMode::Permissive | PeerMode::Strict => {
                (Some(TransportSocket::Tls(Arc::clone(tls))), line.chain([tls.why]).collect())
            }
        }
    }
}

/// Why mutual TLS is tried without anybody asking for it; `None` when it is not (`BestEffortInferServiceMTLSMode`): for what
/// lies outside the mesh, for namespaces that take none, and for headless Services unless every endpoint can.
fn automatic(draft: &mut Draft<'_, '_>, service: &MeshService<'_>, original: bool) -> Option<CauseId> {
    if service.external {
        return None;
    }
    let headless = original || service.resolution == Resolution::Passthrough;
    if headless && (service.endpoints.is_empty() || service.endpoints.iter().any(|endpoint| !endpoint.mutual_tls)) {
        return None;
    }
    let said = draft.mesh.peers.of_namespace(service.namespace());
    if said.mode == PeerMode::Disable {
        return None;
    }
    let line: Vec<CauseId> = said.line.into_iter().collect();
    Some(draft.why.because(ConfigFact::AutoMtls, &line))
}

/// As a DestinationRule writes it.
fn written(draft: &mut Draft<'_, '_>, target: &Target<'_, '_>, tls: At<'_, ClientTlsSettings>) -> TransportSocket {
    let why = draft.why.because(ConfigFact::ClientTls, &[tls.why]);
    let own = match tls.it.mode.unwrap_or_default() {
        ClientTlsMode::Disable => return TransportSocket::Plain,
        ClientTlsMode::IstioMutual => {
            let names = (tls.it.sni.as_deref(), tls.it.subject_alt_names.as_slice());
            return TransportSocket::tls(mesh_tls(draft, target, names, why));
        }
        ClientTlsMode::Simple => None,
        ClientTlsMode::Mutual => tls.it.credential_name.clone().or_else(|| tls.it.client_certificate.clone()),
    };
    TransportSocket::tls(ClientTls {
        own,
        accepts: tls.it.subject_alt_names.clone(),
        server_name: Some(tls.it.sni.clone().unwrap_or_else(|| target.service.host.clone())),
        alpn: Vec::new(),
        why,
    })
}

/// With the certificate of the mesh, asking for the cluster by name and for one of the accounts behind it.
fn mesh_tls(
    draft: &Draft<'_, '_>,
    target: &Target<'_, '_>,
    (sni, names): (Option<&str>, &[String]),
    why: CauseId,
) -> ClientTls {
    let Target { service, port, subset } = target;
    let accepts = if names.is_empty() { accounts(service) } else { names.to_vec() };
    let server_name = sni.map_or_else(|| sni_key(port.number, subset, &service.host), str::to_owned);
    ClientTls {
        own: Some(draft.view.identity()),
        accepts,
        server_name: Some(server_name),
        alpn: alpn(port).iter().map(|&word| word.to_owned()).collect(),
        why,
    }
}

/// The identities of the endpoints, each once (`ServiceAccounts`).
fn accounts(service: &MeshService<'_>) -> Vec<String> {
    let mut accounts: Vec<&String> =
        service.endpoints.iter().filter_map(|endpoint| endpoint.identity.as_ref()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts.into_iter().cloned().collect()
}

/// What is offered: of HTTP the alpn filter says so, of bytes the cluster (`util.ALPNInMeshWithMxc`).
fn alpn(port: &MeshPort) -> &'static [&'static str] {
    if port.protocol.is_http() { &["istio-http/1.1", "istio", "http/1.1"] } else { &["istio-peer-exchange", "istio"] }
}
