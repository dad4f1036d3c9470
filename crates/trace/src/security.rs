//! How a connection is secured, and who the two ends say they are.

use serde::{Deserialize, Serialize};

/// How a connection is secured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "security", rename_all = "snake_case")]
pub enum Security {
    /// Not at all: whoever carries the packets can read them.
    Plain,
    /// TLS (RFC 8446).
    Tls {
        /// Whether both ends show a certificate.
        mutual: bool,
        /// Who opened it, as its certificate says (`spiffe://cluster.local/ns/default/sa/web`).
        client: Option<String>,
        /// Who took it, as its certificate says.
        server: Option<String>,
        /// The server name of the handshake (SNI).
        server_name: Option<String>,
    },
}

impl Security {
    /// Whether both ends show a certificate.
    #[must_use]
    pub const fn is_mutual(&self) -> bool {
        matches!(self, Self::Tls { mutual: true, .. })
    }
}

/// A side of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Where requests come from.
    Downstream,
    /// Where requests go.
    Upstream,
}
