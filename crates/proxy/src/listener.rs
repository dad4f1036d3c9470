//! A listener: an address, and what happens to the connections that arrive there.

use crate::{ClusterChoice, Connection, HandshakeRefusal, HeaderEdits, ServerTls};
use malla_trace::CauseId;
use std::net::{IpAddr, SocketAddr};

/// A listener.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listener {
    /// Name.
    pub name: String,
    /// Address; `None` for any.
    pub address: Option<IpAddr>,
    /// Port.
    pub port: u16,
    /// Whether it has a socket of its own. One without takes connections handed over by another listener.
    pub bound: bool,
    /// Hands connections over to the listener of their original destination, where there is one.
    pub use_original_dst: bool,
    /// What may happen to a connection; the most specific match wins.
    pub filter_chains: Vec<FilterChain>,
    /// What happens to a connection that matches no chain.
    pub default_filter_chain: Option<FilterChain>,
    /// Why it listens.
    pub why: CauseId,
}

/// A filter chain, reduced to the filter that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FilterChain {
    /// Name.
    pub name: String,
    /// Which connections.
    pub matches: ChainMatch,
    /// The TLS that it takes off first.
    pub tls: Option<ServerTls>,
    /// What is done with them.
    pub filter: Filter,
    /// Why it is there.
    pub why: CauseId,
}

/// Which connections a filter chain takes; an empty condition takes all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChainMatch {
    /// Original destination port.
    pub destination_port: Option<u16>,
    /// Original destination address: networks as address and prefix length.
    pub destination: Vec<(IpAddr, u8)>,
    /// Server name of the handshake: exact or `*.suffix`.
    pub server_names: Vec<String>,
    /// Whether the connection begins with a TLS handshake.
    pub tls: Option<bool>,
    /// What the connection speaks.
    pub application_protocols: Vec<String>,
}

/// What is done with a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Its bytes go to a cluster.
    Tcp(TcpFilter),
    /// Its requests are routed one by one.
    Http(HttpFilter),
}

/// A TCP proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TcpFilter {
    /// Where the bytes go.
    pub cluster: ClusterChoice,
    /// How many endpoints are tried, at least one.
    pub max_connect_attempts: u32,
    /// Why.
    pub why: CauseId,
}

/// An HTTP connection manager.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpFilter {
    /// The route table's name.
    pub route_table: String,
    /// Takes the port off the request's authority before anything else.
    pub strip_any_host_port: bool,
    /// Takes dots and needless escapes out of the request's path (Envoy `path_utility.cc`, RFC 3986 section 6).
    pub normalize_path: bool,
    /// Appends the peer's address to `x-forwarded-for` and writes `x-forwarded-proto`.
    pub use_remote_address: bool,
    /// What responses carry in the `server` header; `None`: what the proxy's dialect writes.
    pub server: Option<ServerHeader>,
    /// Header edits for every request, behind those of routes and virtual hosts.
    pub request_headers: HeaderEdits,
    /// Why.
    pub why: CauseId,
}

/// What responses carry in the `server` header (Envoy `server_header_transformation`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerHeader {
    /// This name, whatever the upstream wrote.
    Overwrite(String),
    /// The upstream's own where it wrote one; on the proxy's own answers this name.
    AppendIfAbsent(String),
    /// The upstream's own, or none.
    PassThrough,
}

impl Listener {
    /// A bound listener with one chain for every connection.
    #[must_use]
    pub fn new(name: &str, address: Option<IpAddr>, port: u16, filter: Filter, why: CauseId) -> Self {
        let chain = FilterChain::new(name, ChainMatch::default(), filter, why);
        Self { filter_chains: vec![chain], ..Self::empty(name, address, port, why) }
    }

    /// A bound listener without chains.
    #[must_use]
    pub fn empty(name: &str, address: Option<IpAddr>, port: u16, why: CauseId) -> Self {
        Self {
            name: name.into(),
            address,
            port,
            bound: true,
            use_original_dst: false,
            filter_chains: vec![],
            default_filter_chain: None,
            why,
        }
    }

    /// How well the address fits: exactly, or because this one takes any.
    pub(crate) fn fits(&self, to: SocketAddr) -> Option<bool> {
        if self.port != to.port() {
            return None;
        }
        match self.address {
            Some(address) if address.is_unspecified() => Some(false),
            Some(address) => (address == to.ip()).then_some(true),
            None => Some(false),
        }
    }
}

impl FilterChain {
    /// A chain.
    #[must_use]
    pub fn new(name: &str, matches: ChainMatch, filter: Filter, why: CauseId) -> Self {
        Self { name: name.into(), matches, tls: None, filter, why }
    }

    /// The same chain, taking TLS off first.
    #[must_use]
    pub fn terminating(self, tls: ServerTls) -> Self {
        Self { tls: Some(tls), ..self }
    }

    /// Why a connection that this chain is for comes to nothing. TLS that is not taken off is bytes to a TCP proxy, and noise
    /// to an HTTP connection manager.
    pub(crate) fn refusal(&self, connection: &Connection) -> Option<HandshakeRefusal> {
        match (&self.tls, connection.tls) {
            (Some(_), false) => Some(HandshakeRefusal::NotTls),
            (Some(tls), true) => tls.refusal(connection.peer_identity.as_deref()),
            (None, true) if matches!(self.filter, Filter::Http(_)) => Some(HandshakeRefusal::UnexpectedTls),
            (None, true | false) => None,
        }
    }
}

impl TcpFilter {
    /// A TCP proxy that tries one endpoint.
    #[must_use]
    pub const fn new(cluster: ClusterChoice, why: CauseId) -> Self {
        Self { cluster, max_connect_attempts: 1, why }
    }
}

impl HttpFilter {
    /// Routes by that table and changes nothing else.
    #[must_use]
    pub fn new(route_table: &str, why: CauseId) -> Self {
        Self {
            route_table: route_table.into(),
            strip_any_host_port: false,
            normalize_path: false,
            use_remote_address: false,
            server: None,
            request_headers: HeaderEdits::default(),
            why,
        }
    }
}
