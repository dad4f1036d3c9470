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

    /// The chain for a connection: Envoy narrows by destination port, destination address, server name, transport and
    /// application protocol, in that order and without going back (`filter_chain_manager_impl.cc`).
    #[must_use]
    pub fn filter_chain(&self, connection: &Connection) -> Option<&FilterChain> {
        let mut left: Vec<&FilterChain> = self.filter_chains.iter().collect();
        for criterion in CRITERIA {
            let fitting = left.iter().filter_map(|chain| Some((criterion(&chain.matches, connection)?, *chain)));
            let fitting: Vec<(usize, &FilterChain)> = fitting.collect();
            let best = fitting.iter().map(|(fit, _)| *fit).max();
            left = fitting.into_iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, chain)| chain).collect();
        }
        left.first().copied().or(self.default_filter_chain.as_ref())
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

/// How well one condition fits: `None` not at all, 0 because there is none, more when it is more specific.
type Criterion = fn(&ChainMatch, &Connection) -> Option<usize>;

const CRITERIA: [Criterion; 5] =
    [fits_port, fits_destination, fits_server_name, fits_transport, fits_application_protocol];

fn fits_port(chain: &ChainMatch, connection: &Connection) -> Option<usize> {
    match chain.destination_port {
        Some(port) => (port == connection.original_to.port()).then_some(1),
        None => Some(0),
    }
}

fn fits_destination(chain: &ChainMatch, connection: &Connection) -> Option<usize> {
    if chain.destination.is_empty() {
        return Some(0);
    }
    let to = connection.original_to.ip();
    let lengths = chain.destination.iter().filter(|(net, length)| contains(*net, *length, to));
    lengths.map(|(_, length)| 1 + usize::from(*length)).max()
}

fn fits_server_name(chain: &ChainMatch, connection: &Connection) -> Option<usize> {
    if chain.server_names.is_empty() {
        return Some(0);
    }
    let name = connection.server_name.as_deref()?.to_ascii_lowercase();
    chain.server_names.iter().filter_map(|wanted| name_fit(wanted, &name)).max()
}

/// An exact name beats every wildcard, a longer wildcard a shorter.
fn name_fit(wanted: &str, name: &str) -> Option<usize> {
    match wanted.strip_prefix('*') {
        Some(end) => name.strip_suffix(end).filter(|star| !star.is_empty()).map(|_| 1 + end.len()),
        None => wanted.eq_ignore_ascii_case(name).then_some(usize::MAX),
    }
}

fn fits_transport(chain: &ChainMatch, connection: &Connection) -> Option<usize> {
    match chain.tls {
        Some(tls) => (tls == connection.tls).then_some(1),
        None => Some(0),
    }
}

/// What the client likes best decides, in its own order.
fn fits_application_protocol(chain: &ChainMatch, connection: &Connection) -> Option<usize> {
    if chain.application_protocols.is_empty() {
        return Some(0);
    }
    let wanted = |spoken: &String| chain.application_protocols.contains(spoken);
    connection.application_protocols.iter().position(wanted).map(|at| usize::MAX - at)
}

fn contains(network: IpAddr, length: u8, address: IpAddr) -> bool {
    let same = |a: u128, b: u128, bits: u32| {
        let drop = bits.saturating_sub(u32::from(length));
        a.checked_shr(drop).unwrap_or(0) == b.checked_shr(drop).unwrap_or(0)
    };
    match (network, address) {
        (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}
