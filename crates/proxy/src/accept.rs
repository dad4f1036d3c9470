//! A connection arrives: which listener takes it, and which of its filter chains.

use crate::condition::mismatch;
use crate::report::{considered, report, report_with};
use crate::{Connection, Filter, FilterChain, HandshakeRefusal, HttpFilter, Listener, Proxy, TcpFilter};
use malla_trace::{CauseId, Considered, ProxyAction, Security, Side, Stage, Tracer};
use std::net::SocketAddr;

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted<'p> {
    /// Its bytes go to a cluster: go on with [`Proxy::connect`].
    Tcp(&'p Listener, &'p FilterChain, &'p TcpFilter),
    /// Its requests are routed: go on with [`Proxy::route`].
    Http(&'p Listener, &'p FilterChain, &'p HttpFilter),
    /// A listener took it, and closes it: no filter chain is for it (flag `NR`, `filter_chain_not_found`).
    Closed(&'p Listener),
    /// A filter chain is for it, but the two ends could not agree on how to secure it; it is closed.
    Unsecured(&'p Listener, &'p FilterChain, HandshakeRefusal),
    /// Nobody listens there: the host refuses it.
    Refused(CauseId),
}

impl Proxy {
    /// Takes a connection.
    pub fn accept(&self, connection: &Connection, tracer: &mut dyn Tracer) -> Accepted<'_> {
        let bound = self.listeners.iter().filter(|listener| listener.bound);
        let Some(own) = best(bound, connection.to) else { return Accepted::Refused(self.why) };
        self.report_accept(own, connection.to, tracer);
        let listener = self.handed_over(own, connection, tracer).unwrap_or(own);
        let Some(chain) = listener.filter_chain(connection) else {
            let (why, others) = (listener.why_no_chain(connection), || listener.other_chains(connection));
            report_with(tracer, Stage::Listener, why, || ProxyAction::NoRoute, others);
            return Accepted::Closed(listener);
        };
        if let Some(refusal) = chain.refusal(connection) {
            let why = chain.tls.as_ref().map_or(chain.why, |tls| tls.why);
            report(tracer, Stage::Listener, why, || ProxyAction::HandshakeFailed { because: refusal.to_string() });
            return Accepted::Unsecured(listener, chain, refusal);
        }
        report_security(chain, connection, tracer);
        match &chain.filter {
            Filter::Tcp(filter) => Accepted::Tcp(listener, chain, filter),
            Filter::Http(filter) => Accepted::Http(listener, chain, filter),
        }
    }

    /// The listener of the original destination, where the one of the socket's address hands connections over (Envoy
    /// `active_tcp_listener.cc`, `onAcceptWorker`: the exact address, then any address with that port, or nobody else).
    fn handed_over(&self, own: &Listener, connection: &Connection, tracer: &mut dyn Tracer) -> Option<&Listener> {
        if !own.use_original_dst || connection.original_to == connection.to {
            return None;
        }
        let others = self.listeners.iter().filter(|other| !std::ptr::eq(*other, own));
        let meant = best(others, connection.original_to)?;
        self.report_accept(meant, connection.original_to, tracer);
        Some(meant)
    }

    fn report_accept(&self, listener: &Listener, address: SocketAddr, tracer: &mut dyn Tracer) {
        let action = || ProxyAction::Accept { listener: listener.name.clone() };
        report_with(tracer, Stage::Listener, listener.why, action, || self.other_listeners(listener, address));
    }

    fn other_listeners(&self, taken: &Listener, address: SocketAddr) -> Vec<Considered> {
        let others = self.listeners.iter().enumerate().filter(|(_, other)| !std::ptr::eq(*other, taken));
        let consider = |(at, other): (usize, &Listener)| {
            considered(
                other.name.clone(),
                at,
                mismatch("address", &own_address(other), &address.to_string()),
                other.why,
            )
        };
        others.map(consider).collect()
    }
}

/// Says how the connection is secured, where the chain takes TLS off or is there for connections without.
fn report_security(chain: &FilterChain, connection: &Connection, tracer: &mut dyn Tracer) {
    let (side, Connection { peer_identity, server_name, .. }) = (Side::Downstream, connection);
    let (why, security) = match &chain.tls {
        Some(tls) => (tls.why, tls.security(peer_identity.clone(), server_name.clone())),
        None if chain.matches.tls == Some(false) => (chain.why, Security::Plain),
        None => return,
    };
    report(tracer, Stage::Listener, why, || ProxyAction::Secure { side, security });
}

/// `0.0.0.0:80`; `*:80` where the address is any of either family.
fn own_address(listener: &Listener) -> String {
    let port = listener.port;
    listener.address.map_or_else(|| format!("*:{port}"), |ip| SocketAddr::new(ip, port).to_string())
}

/// An exact address beats any address; among equals the first.
fn best<'p>(listeners: impl Iterator<Item = &'p Listener>, to: SocketAddr) -> Option<&'p Listener> {
    let fitting = listeners.filter_map(|listener| Some((listener.fits(to)?, listener)));
    fitting.reduce(|best, next| if next.0 && !best.0 { next } else { best }).map(|(_, listener)| listener)
}
