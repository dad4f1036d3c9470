//! A connection arrives: which listener takes it, and which of its filter chains.

use crate::condition::mismatch;
use crate::report::{considered, report_with};
use crate::{Connection, Filter, HttpFilter, Listener, Proxy, TcpFilter};
use malla_trace::{CauseId, Considered, ProxyAction, Stage, Tracer};

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
        let Some(listener) = self.listener(connection) else { return Accepted::Refused(self.why) };
        let action = || ProxyAction::Accept { listener: listener.name.clone() };
        report_with(tracer, Stage::Listener, listener.why, action, || self.other_listeners(listener, connection));
        match listener.filter_chain(connection).map(|chain| &chain.filter) {
            Some(Filter::Tcp(filter)) => Accepted::Tcp(listener, filter),
            Some(Filter::Http(filter)) => Accepted::Http(listener, filter),
            None => Accepted::Closed(listener),
        }
    }

    /// The listener of the socket's address; where it says so, the one of the original destination instead (Envoy
    /// `active_tcp_listener.cc`, `newActiveConnection`: the exact address, then any address with that port, then itself).
    fn listener(&self, connection: &Connection) -> Option<&Listener> {
        let bound = self.listeners.iter().filter(|listener| listener.bound);
        let own = best(bound.filter_map(|listener| Some((listener.fits(connection.to)?, listener))))?;
        if !own.use_original_dst || connection.original_to == connection.to {
            return Some(own);
        }
        let others = self.listeners.iter().filter(|other| !std::ptr::eq(*other, own));
        let meant = best(others.filter_map(|other| Some((other.fits(connection.original_to)?, other))));
        Some(meant.unwrap_or(own))
    }

    fn other_listeners(&self, taken: &Listener, connection: &Connection) -> Vec<Considered> {
        let others = self.listeners.iter().enumerate().filter(|(_, other)| !std::ptr::eq(*other, taken));
        let consider = |(at, other): (usize, &Listener)| {
            let address = other.address.map_or_else(|| "*".to_owned(), |ip| ip.to_string());
            let wanted = format!("{address}:{}", other.port);
            considered(other.name.clone(), at, mismatch("address", &wanted, &connection.to.to_string()), other.why)
        };
        others.map(consider).collect()
    }
}

/// An exact address beats any address; among equals the first.
fn best<'p>(fits: impl Iterator<Item = (bool, &'p Listener)>) -> Option<&'p Listener> {
    fits.reduce(|best, next| if next.0 && !best.0 { next } else { best }).map(|(_, listener)| listener)
}
