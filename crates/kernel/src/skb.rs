//! A packet on its way through one host, with what the kernel knows about it (`struct sk_buff`).

use crate::conntrack::Tracking;
use crate::fib::FibEntry;
use crate::socket::Owner;
use malla_trace::Packet;
use std::net::SocketAddr;
use std::sync::Arc;

/// A packet and its metadata.
#[derive(Clone, Debug)]
pub(crate) struct Skb {
    pub(crate) packet: Packet,
    /// The device it came in by; `None` for the host's own until it comes back through `lo`.
    pub(crate) input: Option<Arc<str>>,
    /// The device it is about to leave by.
    pub(crate) output: Option<Arc<str>>,
    /// The routing decision.
    pub(crate) route: Option<Arc<FibEntry>>,
    /// The socket that sends it.
    pub(crate) owner: Owner,
    /// A raw socket wrote its header: the first routing decision does not look at the source.
    pub(crate) raw: bool,
    /// The socket that a rule gave it to, whatever its destination (`skb->sk` of an arriving packet).
    pub(crate) taken_by: Option<SocketAddr>,
    /// What connection tracking found.
    pub(crate) tracking: Tracking,
}

impl Skb {
    /// A packet that came in by a device. The mark is no part of what travels.
    pub(crate) fn arriving(mut packet: Packet, interface: &str) -> Self {
        packet.mark = 0;
        Self { input: Some(interface.into()), ..Self::local(packet, Owner::None) }
    }

    /// A packet made here.
    pub(crate) fn local(packet: Packet, owner: Owner) -> Self {
        let (input, output, route, taken_by) = (None, None, None, None);
        Self { packet, input, output, route, owner, raw: false, taken_by, tracking: Tracking::Unseen }
    }
}
