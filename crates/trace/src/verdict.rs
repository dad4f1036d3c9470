//! How a conversation ended, and who said so. A refusal is an answer, not an error.

use crate::{IcmpError, Rcode};
use serde::{Deserialize, Serialize};

/// The end of a request or of one of its conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// An HTTP answer came back, whatever its status.
    Answered {
        /// HTTP status.
        status: u16,
        /// Response flag of the proxy that answered by itself, `NR`.
        flag: Option<String>,
    },
    /// A conversation without a status did what it was for (a query answered, a TCP connection served).
    Delivered,
    /// A packet vanished and the sender waits in vain.
    Dropped {
        /// Who dropped it and why.
        reason: DropReason,
    },
    /// The sender was told no.
    Rejected {
        /// With what.
        with: RejectWith,
    },
    /// Nothing came back, and no machine of ours dropped the packet.
    TimedOut,
    /// The packet came by the same place too often.
    Looped,
    /// The name did not resolve.
    Unresolved {
        /// Response code; `None` when no server answered.
        rcode: Option<Rcode>,
    },
}

impl Verdict {
    /// Whether the request was delivered or answered (whatever the status): exit status 0 of `malla trace`.
    #[must_use]
    pub const fn is_answer(&self) -> bool {
        matches!(self, Self::Answered { .. } | Self::Delivered)
    }
}

/// Why a packet vanished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DropReason {
    /// A rule with target DROP.
    Rule,
    /// A chain's policy DROP.
    Policy,
    /// No route, and the host that would say so does not (a router that stays silent).
    NoRoute,
    /// Nobody on the link has that address.
    NoNeighbour,
    /// The TTL ran out.
    TtlExceeded,
    /// A host that does not forward got a packet for another.
    NotForwarding,
    /// A source address that cannot come from there (RFC 1812 section 5.3.7, rp_filter, localnet).
    Martian,
    /// Too many chain calls (netfilter's jump stack).
    Limit,
    /// NAT could not find a free tuple or translate.
    NatFailed,
}

/// What a refusal looks like to the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "with", content = "error", rename_all = "snake_case")]
pub enum RejectWith {
    /// TCP RST: "connection refused".
    TcpReset,
    /// An ICMP error.
    Icmp(IcmpError),
}
