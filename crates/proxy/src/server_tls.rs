//! The TLS that a filter chain takes off a connection (Envoy `DownstreamTlsContext`).

use malla_trace::{CauseId, Security};
use std::fmt;

/// How a proxy behaves as a TLS server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerTls {
    /// Who it is, as the certificate it presents says; `None` where the certificate names nobody we know.
    pub own: Option<String>,
    /// Whether it asks the client for a certificate. One that requires it asks in any case.
    pub asks_client_certificate: bool,
    /// Whether a client without a certificate is refused.
    pub requires_client_certificate: bool,
    /// The names of which a client's certificate must carry one; empty takes any.
    pub accepts: Vec<String>,
    /// The protocols it agrees to (ALPN).
    pub alpn: Vec<String>,
    /// Why TLS.
    pub why: CauseId,
}

/// Why a connection came to nothing before its first request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HandshakeRefusal {
    /// The chain takes TLS off, and the client speaks none.
    NotTls,
    /// The chain reads requests, and the client sends a TLS handshake.
    UnexpectedTls,
    /// The chain wants a certificate, and the client has none.
    NoCertificate,
    /// The chain does not know the client's certificate.
    UnknownCertificate,
}

impl ServerTls {
    /// TLS that asks the client for nothing.
    #[must_use]
    pub fn new(own: Option<String>, why: CauseId) -> Self {
        let (accepts, alpn) = (Vec::new(), Vec::new());
        Self { own, asks_client_certificate: false, requires_client_certificate: false, accepts, alpn, why }
    }

    /// TLS that refuses clients without a certificate.
    #[must_use]
    pub fn mutual(own: Option<String>, why: CauseId) -> Self {
        Self { asks_client_certificate: true, requires_client_certificate: true, ..Self::new(own, why) }
    }

    /// Why a client that presents such a certificate is refused (Envoy `require_client_certificate` and
    /// `match_typed_subject_alt_names`).
    pub(crate) fn refusal(&self, client: Option<&str>) -> Option<HandshakeRefusal> {
        match client {
            None => self.requires_client_certificate.then_some(HandshakeRefusal::NoCertificate),
            Some(_) if self.accepts.is_empty() || !self.asks() => None,
            Some(client) if self.accepts.iter().any(|accepted| accepted == client) => None,
            Some(_) => Some(HandshakeRefusal::UnknownCertificate),
        }
    }

    /// How a connection is secured with a client that presents such a certificate when it is asked to.
    pub(crate) fn security(&self, client: Option<String>, server_name: Option<String>) -> Security {
        let client = client.filter(|_| self.asks());
        Security::Tls { mutual: client.is_some(), client, server: self.own.clone(), server_name }
    }

    const fn asks(&self) -> bool {
        self.asks_client_certificate || self.requires_client_certificate
    }
}

impl fmt::Display for HandshakeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotTls => "not TLS",
            Self::UnexpectedTls => "TLS handshake",
            Self::NoCertificate => "no client certificate",
            Self::UnknownCertificate => "unknown client certificate",
        })
    }
}
