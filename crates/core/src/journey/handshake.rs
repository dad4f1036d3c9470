//! The first words on a connection: whether both ends agree on how to secure it, before a request is understood.

use super::Journey;
use super::actor::Actor;
use super::exchange::{Ask, Said};
use crate::program::Program;
use malla_proxy::{Accepted, Connection, TransportSocket};
use malla_trace::{LegId, Message, Packet, Security, Silent};
use std::net::SocketAddr;

/// What comes of the first words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Greeting {
    /// Both ends agree.
    Agreed(Security),
    /// The server hands TLS on as it is; whoever stands behind it agrees or not.
    HandedOn,
    /// The server closes.
    Refused,
}

impl Greeting {
    pub(super) fn is_refused(&self) -> bool {
        *self == Self::Refused
    }
}

impl Said<'_> {
    /// What a refused client got to say: the request itself when it has no handshake.
    pub(super) fn first_words(&self) -> Option<Message> {
        match self.transport {
            TransportSocket::Plain => self.ask.message(),
            TransportSocket::Tls(_) => Some(Message::Text { text: CLIENT_HELLO.into() }),
        }
    }

    /// Whether a closed connection means to the client that TLS failed.
    pub(super) fn is_secured_in_vain(&self, greeting: &Greeting) -> bool {
        self.transport.client_tls().is_some() && !matches!(greeting, Greeting::Agreed(_))
    }
}

/// The first message of a TLS handshake (RFC 8446 section 4.1.2).
pub(super) const CLIENT_HELLO: &str = "TLS ClientHello";

impl Journey<'_> {
    /// What the program that took the connection makes of its first words.
    pub(super) fn greet(&self, server: &Actor, seen: &Packet, said: &Said<'_>) -> Greeting {
        let service = self.service_for(&server.at, seen);
        let taken_off = match service.as_ref().map(|service| &service.program) {
            Some(Program::Proxy { proxy, .. }) => match proxy.accept(&self.arrived(server, seen, said), &mut Silent) {
                Accepted::Tcp(_, chain, _) | Accepted::Http(_, chain, _) => match (&chain.tls, said.is_tls()) {
                    (None, true) => return Greeting::HandedOn,
                    (tls, _) => said.transport.handshake(tls.as_ref()),
                },
                Accepted::Closed(_) | Accepted::Unsecured(..) | Accepted::Refused(_) => return Greeting::Refused,
            },
            Some(_) | None => said.transport.handshake(None),
        };
        taken_off.map_or(Greeting::Refused, Greeting::Agreed)
    }

    /// How a conversation was secured, once it is over: what was handed on is as secure as what it was handed to.
    pub(super) fn security_after(&self, leg: LegId, greeting: &Greeting) -> Option<Security> {
        match greeting {
            Greeting::Agreed(security) => Some(security.clone()),
            Greeting::HandedOn => self.legs.iter().rfind(|l| l.parent == Some(leg)).and_then(|l| l.security.clone()),
            Greeting::Refused => None,
        }
    }

    /// A connection as a proxy's listener sees it: its addresses, where it was going before netfilter sent it here
    /// (`SO_ORIGINAL_DST`), and what its first bytes tell (Envoy's TLS and HTTP inspectors).
    pub(super) fn arrived(&self, server: &Actor, seen: &Packet, said: &Said<'_>) -> Connection {
        let from = SocketAddr::new(seen.src, seen.sport().unwrap_or(0));
        let to = SocketAddr::new(seen.dst, seen.dport().unwrap_or(0));
        let meant = self.original_destination(server, from, to);
        let connection = Connection::plain(from, to).redirected_from(meant.unwrap_or(to));
        match (said.transport.client_tls(), said.ask) {
            (Some(client), _) => connection.with_tls(client),
            (None, Ask::Http { .. }) => connection.speaking("http/1.1"),
            (None, Ask::Query { .. } | Ask::Nothing) => connection,
        }
    }

    fn original_destination(&self, server: &Actor, from: SocketAddr, to: SocketAddr) -> Option<SocketAddr> {
        self.fabric.get(&server.at)?.netns.original_destination(to, from, self.now)
    }
}
