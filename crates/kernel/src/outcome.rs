//! What becomes of a packet in one namespace. A drop or a refusal is an answer, not an error.

use malla_trace::{DropReason, Packet, RejectWith};
use std::net::IpAddr;

/// The end of a packet's way through one namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It leaves by a device.
    Forward {
        /// As it leaves: translated, TTL decremented, mark cleared.
        packet: Packet,
        /// The device.
        interface: String,
        /// The neighbour to hand it to: the route's router, or the destination itself on the link.
        next_hop: IpAddr,
    },
    /// The host itself takes it.
    Local {
        /// As the socket sees it.
        packet: Packet,
        /// The listening program; `None` where a client's socket, or the kernel itself (ICMP), takes it.
        program: Option<String>,
        /// What the kernel answers by itself, already on its way: the reply to a ping.
        answer: Option<Box<Outcome>>,
    },
    /// It vanishes.
    Drop(DropReason),
    /// It is refused.
    Reject {
        /// What the refusal looks like.
        with: RejectWith,
        /// Where the RST or ICMP error went, having walked through OUTPUT and POSTROUTING. `None` when none was sent:
        /// a local process is told by its system call, and no error answers an error (RFC 1122 section 3.2.2).
        answer: Option<Box<Outcome>>,
    },
}
