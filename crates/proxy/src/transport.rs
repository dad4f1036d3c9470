//! A transport socket: what an upstream connection is wrapped in before the first request goes (Envoy `transport_socket`).

use crate::{Failure, ServerTls};
use malla_trace::{CauseId, Security};
use std::sync::Arc;

/// What an upstream connection is wrapped in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TransportSocket {
    /// Nothing: bytes go as they are.
    #[default]
    Plain,
    /// TLS, as the client. Shared, because many endpoints have the same.
    Tls(Arc<ClientTls>),
}

/// How a proxy behaves as a TLS client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientTls {
    /// Who it is, as the certificate it presents says; `None` where it has none to present.
    pub own: Option<String>,
    /// The names of which the server's certificate must carry one; empty takes any.
    pub accepts: Vec<String>,
    /// The server name it asks for (SNI).
    pub server_name: Option<String>,
    /// The protocols it offers, the one it likes best first (ALPN).
    pub alpn: Vec<String>,
    /// Why TLS.
    pub why: CauseId,
}

impl TransportSocket {
    /// TLS, as the client.
    #[must_use]
    pub fn tls(client: ClientTls) -> Self {
        Self::Tls(Arc::new(client))
    }

    /// The TLS it wraps a connection in, if it does.
    #[must_use]
    pub fn client_tls(&self) -> Option<&ClientTls> {
        match self {
            Self::Plain => None,
            Self::Tls(client) => Some(client),
        }
    }

    /// What comes of it when the other end wraps with `server` (`None`: it reads bytes as they are).
    ///
    /// # Errors
    /// When the two ends cannot agree: each reads the other's greeting as noise, a certificate is missing, or the server's
    /// is not one of those accepted (RFC 8446; Envoy `cert_validator`, `verifySubjectAltName`).
    pub fn handshake(&self, server: Option<&ServerTls>) -> Result<Security, Failure> {
        match (self, server) {
            (Self::Plain, None) => Ok(Security::Plain),
            (Self::Plain, Some(_)) => Err(Failure::Reset),
            (Self::Tls(_), None) => Err(Failure::TlsError),
            (Self::Tls(client), Some(server)) => {
                let served = server.own.iter().any(|own| client.accepts.contains(own));
                if !served && !client.accepts.is_empty() {
                    return Err(Failure::CertificateRefused);
                }
                if server.refusal(client.own.as_deref()).is_some() {
                    return Err(Failure::CertificateMissing);
                }
                Ok(server.security(client.own.clone(), client.server_name.clone()))
            }
        }
    }

    /// How the connection will be secured if the other end agrees.
    pub(crate) fn intended(&self) -> Security {
        match self {
            Self::Plain => Security::Plain,
            Self::Tls(client) => Security::Tls {
                mutual: client.own.is_some(),
                client: client.own.clone(),
                server: client.only_accepted().map(str::to_owned),
                server_name: client.server_name.clone(),
            },
        }
    }
}

impl ClientTls {
    /// TLS without a certificate of its own, to whoever answers.
    #[must_use]
    pub const fn new(why: CauseId) -> Self {
        Self { own: None, accepts: Vec::new(), server_name: None, alpn: Vec::new(), why }
    }

    /// The one identity that the server may have, where it is only one.
    fn only_accepted(&self) -> Option<&str> {
        match self.accepts.as_slice() {
            [one] => Some(one),
            [] | [_, _, ..] => None,
        }
    }
}
