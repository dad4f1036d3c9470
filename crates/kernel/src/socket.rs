//! Local sockets: who listens where, and which conversations stand (`net/ipv4/inet_hashtables.c`).

use malla_trace::{CauseId, Packet, TcpFlags, Transport};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

/// A transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
    /// ICMP; ICMPv6 with IPv6 addresses.
    Icmp,
}

impl Protocol {
    /// The protocol of a transport header.
    #[must_use]
    pub const fn of(transport: &Transport) -> Self {
        match transport {
            Transport::Tcp { .. } => Self::Tcp,
            Transport::Udp { .. } => Self::Udp,
            Transport::Sctp { .. } => Self::Sctp,
            Transport::Icmp(_) => Self::Icmp,
        }
    }

    /// The name that conntrack and netstat print.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
            Self::Icmp => "icmp",
        }
    }
}

/// A program waiting for packets on a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// TCP, UDP or SCTP.
    pub protocol: Protocol,
    /// The local address; `None` for any, of both families.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
    /// The user it runs as.
    pub uid: u32,
    /// The program's name.
    pub program: String,
    /// Why it listens.
    pub why: CauseId,
}

/// Who makes a local packet: what the `owner` match sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// User.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

/// Whose socket sends a packet (`skb->sk`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// None: it came from outside, or netfilter itself made it.
    None,
    /// One of the kernel's own, which no user has.
    Kernel,
    /// A process's.
    Process(Sender),
}

/// One end of a conversation, as the host sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Conversation {
    protocol: Protocol,
    local: SocketAddr,
    remote: SocketAddr,
}

/// All sockets of a namespace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sockets {
    listeners: Vec<Listener>,
    connected: BTreeSet<Conversation>,
}

impl Sockets {
    pub(crate) fn listen(&mut self, listener: Listener) {
        self.listeners.push(listener);
    }

    pub(crate) fn listeners(&self) -> &[Listener] {
        &self.listeners
    }

    /// The socket listening there: one bound to the exact address beats one bound to any, as
    /// `compute_score` in `net/ipv4/inet_hashtables.c` prefers it.
    pub(crate) fn listener(&self, protocol: Protocol, address: IpAddr, port: u16) -> Option<&Listener> {
        let fits = |l: &&Listener| l.protocol == protocol && l.port == port;
        let exact = self.listeners.iter().filter(fits).find(|l| l.address == Some(address));
        exact.or_else(|| self.listeners.iter().filter(fits).find(|l| l.address.is_none()))
    }

    /// A local process sent this packet: its socket is now one end of that conversation, unless this resets it.
    pub(crate) fn remember(&mut self, packet: &Packet) {
        let protocol = Protocol::of(&packet.transport);
        let resets = matches!(&packet.transport, Transport::Tcp { flags, .. } if flags.has(TcpFlags::RST));
        let serves = protocol != Protocol::Tcp
            && packet.sport().is_some_and(|port| self.listener(protocol, packet.src, port).is_some());
        if let (Some((sport, dport)), false) = (packet.transport.ports(), serves) {
            let local = SocketAddr::new(packet.src, sport);
            let remote = SocketAddr::new(packet.dst, dport);
            let conversation = Conversation { protocol, local, remote };
            if resets {
                self.connected.remove(&conversation);
            } else {
                self.connected.insert(conversation);
            }
        }
    }

    /// No conversation stands any more.
    pub(crate) fn disconnect(&mut self) {
        self.connected.clear();
    }

    /// Whether an arriving packet belongs to a conversation that a local socket has.
    pub(crate) fn converses(&self, packet: &Packet) -> bool {
        conversation_of_arriving(packet).is_some_and(|c| self.connected.contains(&c))
    }

    /// The conversation of an arriving packet is over.
    pub(crate) fn forget(&mut self, packet: &Packet) {
        if let Some(conversation) = conversation_of_arriving(packet) {
            self.connected.remove(&conversation);
        }
    }
}

fn conversation_of_arriving(packet: &Packet) -> Option<Conversation> {
    let (sport, dport) = packet.transport.ports()?;
    let (remote, local) = (SocketAddr::new(packet.src, sport), SocketAddr::new(packet.dst, dport));
    Some(Conversation { protocol: Protocol::of(&packet.transport), local, remote })
}
