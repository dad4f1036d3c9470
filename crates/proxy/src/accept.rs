//! A connection arrives: which listener takes it, and which of its filter chains.

use crate::condition::mismatch;
use crate::report::{considered, report_with};
use crate::{Connection, Filter, HttpFilter, Listener, Proxy, TcpFilter};
use malla_trace::{CauseId, Considered, ProxyAction, Stage, Tracer};
use std::net::SocketAddr;

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted<'p> {
    /// Its bytes go to a cluster: go on with [`Proxy::connect`].
    Tcp(&'p Listener, &'p TcpFilter),
    /// Its requests are routed: go on with [`Proxy::route`].
    Http(&'p Listener, &'p HttpFilter),
    /// A listener took it, and closes it: no filter chain is for it (flag `NR`, `filter_chain_not_found`).
    Closed(&'p Listener),
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
        match listener.filter_chain(connection).map(|chain| &chain.filter) {
            Some(Filter::Tcp(filter)) => Accepted::Tcp(listener, filter),
            Some(Filter::Http(filter)) => Accepted::Http(listener, filter),
            None => {
                report_with(tracer, Stage::Listener, listener.why, || ProxyAction::NoRoute, Vec::new);
                Accepted::Closed(listener)
            }
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
