//! One machine's whole turn with a packet.

use crate::{DnsAction, LegId, Packet, SimTime, Step, VertexId};
use serde::{Deserialize, Serialize};

/// One machine's whole turn with a packet: it came in, things happened, it went out (or did not).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The conversation it belongs to.
    pub leg: LegId,
    /// Which part of the conversation.
    pub phase: Phase,
    /// When the turn began.
    pub time: SimTime,
    /// The machine.
    pub at: VertexId,
    /// The machine that gets the packet next; `None` where it ended.
    pub next: Option<VertexId>,
    /// The packet as it came in; `None` where this machine made it.
    pub enters: Option<Packet>,
    /// The packet as it went out; `None` where it ended.
    pub leaves: Option<Packet>,
    /// Whose turn it is inside the machine, where it has several parts (a pod's containers): the one at work, or the one
    /// that sends or takes the packet.
    pub part: Option<String>,
    /// What the application says in it, where it says something.
    pub message: Option<Message>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// Which part of a conversation a packet is. The story told first is `Open` out and `Answer` back; `Accept` and
/// `Request` are the rest of what really travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// A program at work, no packet: it decides, chooses a route, needs another.
    Work,
    /// The first packet: TCP SYN, or the only packet out of a UDP exchange.
    Open,
    /// TCP SYN-ACK, on its way back.
    Accept,
    /// The request itself, on the connection that stands.
    Request,
    /// The answer, on its way back (also a refusal: RST or ICMP error).
    Answer,
}

impl Phase {
    /// Whether this belongs to the story told first (see the type).
    #[must_use]
    pub const fn is_story(self) -> bool {
        matches!(self, Self::Work | Self::Open | Self::Answer)
    }

    /// Whether the packet travels against the conversation's first direction.
    #[must_use]
    pub const fn is_back(self) -> bool {
        matches!(self, Self::Accept | Self::Answer)
    }
}

/// What an application says in a packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub enum Message {
    /// A DNS question ([`DnsAction::Ask`]) or answer ([`DnsAction::Answer`]).
    Dns(DnsAction),
    /// An HTTP request.
    HttpRequest {
        /// Method.
        method: String,
        /// Path and query.
        path: String,
        /// Headers, in order, lower-case names.
        headers: Vec<(String, String)>,
    },
    /// An HTTP response.
    HttpResponse {
        /// Status.
        status: u16,
        /// Headers, in order, lower-case names.
        headers: Vec<(String, String)>,
        /// Body, shortened to a line or two.
        body: String,
    },
    /// Something in another protocol, printed.
    Text {
        /// The text.
        text: String,
    },
}
