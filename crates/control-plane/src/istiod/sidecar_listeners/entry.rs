//! A listener in the making: services of one port may share it, or quarrel about it (`outboundListenerEntry`).

use super::catch_all;
use crate::istiod::draft::Draft;
use crate::istiod::protocol::{ListenerProtocol, PortProtocol};
use malla_proxy::{ChainMatch, FilterChain, Listener};
use malla_trace::CauseId;
use std::net::IpAddr;

/// The name of the chain for what is no HTTP on a port of HTTP (`util.PassthroughFilterChain`).
const FALL_THROUGH: &str = "PassthroughFilterChain";

/// A listener in the making.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the port speaks: the first service's, or whatever the first bytes show.
    pub protocol: PortProtocol,
    /// The chains so far.
    pub chains: Vec<FilterChain>,
    /// Whether a Sidecar names the port: others do not come in.
    pub locked: bool,
    /// Why it is there.
    pub why: CauseId,
}

/// What becomes of a service whose port is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quarrel {
    /// It comes in with nothing of its own: HTTP beside HTTP.
    Shared,
    /// It replaces what is there.
    Replaces,
    /// Its chains come beside those that are there, and the first bytes decide.
    Sniffed,
    /// Its chains come beside those that are there.
    Beside,
    /// It stays out.
    Out,
}

impl Entry {
    /// A listener's beginning.
    pub const fn new(protocol: PortProtocol, chains: Vec<FilterChain>, why: CauseId) -> Self {
        Self { protocol, chains, locked: false, why }
    }

    /// Lets another service of the same address and port in, or not (`buildSidecarOutboundListener`).
    pub fn join(&mut self, other: Self) {
        match self.quarrel(other.protocol) {
            Quarrel::Shared | Quarrel::Out => {}
            Quarrel::Replaces => *self = other,
            Quarrel::Sniffed => {
                self.merge(other.chains);
                self.protocol = PortProtocol::Unsupported;
            }
            Quarrel::Beside => self.merge(other.chains),
        }
    }

    fn quarrel(&self, incoming: PortProtocol) -> Quarrel {
        // Where the server speaks first, waiting for the first bytes waits for ever (`isConflictWithWellKnownPort`).
        let speaks_first = |protocol| matches!(protocol, PortProtocol::Mongo | PortProtocol::MySql);
        if self.locked || (incoming != self.protocol && (speaks_first(incoming) || speaks_first(self.protocol))) {
            return Quarrel::Out;
        }
        use ListenerProtocol::{Auto, Http, None, Tcp};
        match (incoming.listener(), self.protocol.listener()) {
            (Http, Tcp) | (Tcp, Http) | (Auto, Tcp) => Quarrel::Sniffed,
            (Http | Auto, Auto) | (Http, Http) => Quarrel::Shared,
            (Auto, Http) => Quarrel::Replaces,
            (Tcp, Tcp | Auto) => Quarrel::Beside,
            (None, _) | (_, None) => Quarrel::Out,
        }
    }

    /// Of two chains for the same connections the first stays (`mergeTCPFilterChains`).
    fn merge(&mut self, chains: Vec<FilterChain>) {
        for chain in chains {
            if self.chains.iter().all(|own| own.matches != chain.matches) {
                self.chains.push(chain);
            }
        }
    }

    /// The listener. A chain for everything is the one of last resort, and what no chain is for falls through
    /// (`buildListenerFromEntry`).
    pub fn listener(self, draft: &mut Draft<'_, '_>, address: IpAddr, port: u16) -> Listener {
        let everything = ChainMatch::default();
        let (mut whole, some): (Vec<_>, Vec<_>) =
            self.chains.into_iter().partition(|chain| chain.matches == everything);
        let mut listener = Listener::empty(&format!("{address}_{port}"), Some(address), port, self.why);
        listener.bound = false;
        match (whole.pop(), some.is_empty()) {
            (Some(chain), true) => listener.filter_chains = vec![chain],
            (Some(chain), false) => {
                listener.filter_chains = some;
                listener.default_filter_chain = Some(chain);
            }
            (None, _) => {
                listener.filter_chains = some;
                listener.default_filter_chain = Some(catch_all::unknown(draft, FALL_THROUGH));
            }
        }
        listener
    }
}
