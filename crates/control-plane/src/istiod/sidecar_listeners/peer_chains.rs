//! Which connections a port of the pod takes, as filter chains: of the mesh, plain, or both; requests or bytes (istio
//! pilot/pkg/networking/core/filterchain_options.go). The protocols that a proxy of the mesh offers tell what it carries.

use super::PLAIN_HTTP;
use crate::istiod::authn::PeerMode;
use crate::istiod::protocol::ListenerProtocol;

/// What a proxy of the mesh offers for requests.
const MESH_HTTP: &[&str] = &["istio-http/1.0", "istio-http/1.1", "istio-h2"];
/// What it offers for bytes.
const MESH_TCP: &[&str] = &["istio-peer-exchange", "istio"];
/// All it may offer.
const MESH: &[&str] = &["istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2"];

/// A chain in outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What the connection must speak; nothing takes all.
    pub protocols: &'static [&'static str],
    /// Whether it must begin with a TLS handshake, or must not; nothing takes both.
    pub tls: Option<bool>,
    /// Whether requests are routed; bytes go to the program otherwise.
    pub http: bool,
    /// Whether the mesh's TLS is taken off.
    pub terminates: bool,
}

const fn shape(protocols: &'static [&'static str], tls: Option<bool>, http: bool, terminates: bool) -> Shape {
    Shape { protocols, tls, http, terminates }
}

const TLS: Option<bool> = Some(true);
const PLAIN: Option<bool> = Some(false);

const STRICT_HTTP: &[Shape] = &[shape(&[], TLS, true, true)];
const STRICT_TCP: &[Shape] = &[shape(&[], TLS, false, true)];
const STRICT_AUTO: &[Shape] = &[shape(MESH_HTTP, TLS, true, true), shape(&[], TLS, false, true)];
const PERMISSIVE_HTTP: &[Shape] = &[shape(MESH, TLS, true, true), shape(&[], PLAIN, true, false)];
const PERMISSIVE_TCP: &[Shape] =
    &[shape(MESH, TLS, false, true), shape(&[], PLAIN, false, false), shape(&[], TLS, false, false)];
const PERMISSIVE_AUTO: &[Shape] = &[
    shape(MESH_HTTP, TLS, true, true),
    shape(&PLAIN_HTTP, PLAIN, true, false),
    shape(MESH_TCP, TLS, false, true),
    shape(&[], PLAIN, false, false),
    // TLS that is the program's own.
    shape(&[], TLS, false, false),
];

// Where no chain takes TLS off istiod leaves the TLS inspector out, and a handshake is bytes like others.
const DISABLE_HTTP: &[Shape] = &[shape(&[], None, true, false)];
const DISABLE_TCP: &[Shape] = &[shape(&[], None, false, false)];
const DISABLE_AUTO: &[Shape] =
    &[shape(&PLAIN_HTTP, PLAIN, true, false), shape(&[], PLAIN, false, false), shape(&[], TLS, false, false)];

/// The chains for a port.
#[must_use]
pub const fn shapes(mode: PeerMode, protocol: ListenerProtocol) -> &'static [Shape] {
    match (mode, protocol) {
        (PeerMode::Strict, ListenerProtocol::Http) => STRICT_HTTP,
        (PeerMode::Strict, ListenerProtocol::Tcp | ListenerProtocol::None) => STRICT_TCP,
        (PeerMode::Strict, ListenerProtocol::Auto) => STRICT_AUTO,
        (PeerMode::Permissive, ListenerProtocol::Http) => PERMISSIVE_HTTP,
        (PeerMode::Permissive, ListenerProtocol::Tcp | ListenerProtocol::None) => PERMISSIVE_TCP,
        (PeerMode::Permissive, ListenerProtocol::Auto) => PERMISSIVE_AUTO,
        (PeerMode::Disable, ListenerProtocol::Http) => DISABLE_HTTP,
        (PeerMode::Disable, ListenerProtocol::Tcp | ListenerProtocol::None) => DISABLE_TCP,
        (PeerMode::Disable, ListenerProtocol::Auto) => DISABLE_AUTO,
    }
}
