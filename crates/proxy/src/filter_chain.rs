//! Which filter chain of a listener takes a connection, and what kept the others from it.

use crate::condition::{ABSENT, mismatch};
use crate::report::considered;
use crate::{ChainMatch, Connection, FilterChain, Listener};
use malla_trace::{CauseId, Considered};
use std::net::IpAddr;

impl Listener {
    /// The chain for a connection, or the default one.
    #[must_use]
    pub fn filter_chain(&self, connection: &Connection) -> Option<&FilterChain> {
        self.narrow(connection).ok().or(self.default_filter_chain.as_ref())
    }

    /// Envoy narrows by destination port, destination address, server name, transport and application protocol, in that
    /// order and without going back (`filter_chain_manager_impl.cc`).
    ///
    /// # Errors
    /// The chain that came nearest, the first of those that were left last.
    fn narrow(&self, connection: &Connection) -> Result<&FilterChain, Option<&FilterChain>> {
        let mut left: Vec<&FilterChain> = self.filter_chains.iter().collect();
        for (_, fit, _) in CRITERIA {
            let fitting = left.iter().filter_map(|chain| Some((fit(&chain.matches, connection)?, *chain)));
            let fitting: Vec<(usize, &FilterChain)> = fitting.collect();
            let Some(best) = fitting.iter().map(|(fit, _)| *fit).max() else { return Err(left.first().copied()) };
            left = fitting.into_iter().filter(|(fit, _)| *fit == best).map(|(_, chain)| chain).collect();
        }
        left.first().copied().ok_or(None)
    }

    /// What kept every chain from a connection that none is for.
    pub(crate) fn other_chains(&self, connection: &Connection) -> Vec<Considered> {
        let numbered = self.filter_chains.iter().enumerate();
        let unlike = numbered.filter_map(|(at, chain)| Some((at, chain, misfit(&chain.matches, connection)?)));
        let consider = |(at, chain, criterion): (usize, &FilterChain, usize)| {
            let (name, _, tell) = CRITERIA[criterion];
            let (wanted, found) = tell(&chain.matches, connection);
            considered(chain.name.clone(), at, mismatch(name, &wanted, &found), chain.why)
        };
        unlike.map(consider).collect()
    }

    /// Why none is for it: because of the chain that came nearest.
    pub(crate) fn why_no_chain(&self, connection: &Connection) -> CauseId {
        self.narrow(connection).err().flatten().map_or(self.why, |nearest| nearest.why)
    }
}

/// The first condition that says no, as its place among the criteria.
fn misfit(chain: &ChainMatch, connection: &Connection) -> Option<usize> {
    CRITERIA.iter().position(|(_, fit, _)| fit(chain, connection).is_none())
}

/// How well one condition fits: `None` not at all, 0 because there is none, more when it is more specific.
type Fit = fn(&ChainMatch, &Connection) -> Option<usize>;

/// What a condition wanted, what it found.
type Told = fn(&ChainMatch, &Connection) -> (String, String);

/// Every condition in Envoy's order, by the name of its field.
const CRITERIA: [(&str, Fit, Told); 5] = [
    ("destination_port", fits_port, tell_port),
    ("prefix_ranges", fits_destination, tell_destination),
    ("server_names", fits_server_name, tell_server_name),
    ("transport_protocol", fits_transport, tell_transport),
    ("application_protocols", fits_application_protocol, tell_application_protocol),
];

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

fn tell_port(chain: &ChainMatch, connection: &Connection) -> (String, String) {
    let wanted = chain.destination_port.map_or_else(String::new, |port| port.to_string());
    (wanted, connection.original_to.port().to_string())
}

fn tell_destination(chain: &ChainMatch, connection: &Connection) -> (String, String) {
    let networks: Vec<String> = chain.destination.iter().map(|(net, length)| format!("{net}/{length}")).collect();
    (networks.join(", "), connection.original_to.ip().to_string())
}

fn tell_server_name(chain: &ChainMatch, connection: &Connection) -> (String, String) {
    (chain.server_names.join(", "), connection.server_name.clone().unwrap_or_else(|| ABSENT.into()))
}

/// Envoy's names of what stands below the requests.
fn tell_transport(chain: &ChainMatch, connection: &Connection) -> (String, String) {
    let name = |tls: bool| if tls { "tls" } else { "raw_buffer" }.to_owned();
    (chain.tls.map_or_else(String::new, name), name(connection.tls))
}

fn tell_application_protocol(chain: &ChainMatch, connection: &Connection) -> (String, String) {
    let spoken = connection.application_protocols.join(", ");
    (chain.application_protocols.join(", "), if spoken.is_empty() { ABSENT.into() } else { spoken })
}
