//! An accepted connection as a listener sees it: its addresses, and what its first bytes say about it.

use crate::ClientTls;
use std::net::SocketAddr;

/// A connection that arrived at a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Who opened it.
    pub from: SocketAddr,
    /// The local address of the socket that took it.
    pub to: SocketAddr,
    /// Where it was going before the host redirected it here (`SO_ORIGINAL_DST`); the same as `to` when it was not.
    pub original_to: SocketAddr,
    /// Whether it begins with a TLS handshake.
    pub tls: bool,
    /// The server name of the handshake (SNI).
    pub server_name: Option<String>,
    /// What it speaks, as the handshake offers (ALPN) or the first bytes show: `http/1.1`, `h2c`. Empty: unknown.
    pub application_protocols: Vec<String>,
    /// Who the client is, as the certificate says that it presents when it is asked.
    pub peer_identity: Option<String>,
}

impl Connection {
    /// A plain connection that nobody redirected.
    #[must_use]
    pub const fn plain(from: SocketAddr, to: SocketAddr) -> Self {
        let application_protocols = Vec::new();
        Self { from, to, original_to: to, tls: false, server_name: None, application_protocols, peer_identity: None }
    }

    /// The same connection, redirected here on its way to `original_to`.
    #[must_use]
    pub fn redirected_from(self, original_to: SocketAddr) -> Self {
        Self { original_to, ..self }
    }

    /// The same connection, beginning with the handshake of such a client.
    #[must_use]
    pub fn with_tls(self, client: &ClientTls) -> Self {
        let (server_name, peer_identity) = (client.server_name.clone(), client.own.clone());
        Self { tls: true, server_name, peer_identity, application_protocols: client.alpn.clone(), ..self }
    }

    /// The same connection, whose first bytes are of that protocol (`http/1.1`, `h2c`).
    #[must_use]
    pub fn speaking(self, protocol: &str) -> Self {
        Self { application_protocols: vec![protocol.into()], ..self }
    }
}
