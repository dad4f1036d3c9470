//! What a rule does when it matches (`net/netfilter/xt_*.c`, upper-case names).

use crate::conntrack::Range;
use malla_trace::RejectWith;
use std::net::IpAddr;

/// A target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// None: the rule only counts.
    None,
    Accept,
    Drop,
    Return,
    /// `-j CHAIN`.
    Jump(String),
    /// `-g CHAIN`.
    Goto(String),
    /// REJECT, with the name of the answer as it is printed.
    Reject(RejectWith, &'static str),
    Dnat(Range),
    Snat(Range),
    Masquerade(Range),
    Redirect(Range),
    /// MARK: `(mark & !mask) ^ value`.
    Mark {
        value: u32,
        mask: u32,
    },
    Connmark(ConnmarkOperation),
    /// `CT --notrack`, `NOTRACK`.
    Notrack(&'static str),
    /// `CT --zone`.
    Zone(u16),
    Tproxy(Tproxy),
    /// A target without effect on the path, with its options as they are printed.
    Other {
        name: &'static str,
        options: String,
    },
}

/// TPROXY: a local socket takes the packet, whatever its destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tproxy {
    /// The port of the socket.
    pub(crate) port: u16,
    /// Its address; unspecified for that of the device the packet came in by.
    pub(crate) address: IpAddr,
    /// `--tproxy-mark`: `(mark & !mask) ^ value`.
    pub(crate) value: u32,
    /// See `value`.
    pub(crate) mask: u32,
}

/// What CONNMARK does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnmarkOperation {
    /// `--set-xmark`: `(ctmark & !mask) ^ value`.
    Set { value: u32, mask: u32 },
    /// `--save-mark`: the packet's mark to the connection.
    Save { nfmask: u32, ctmask: u32 },
    /// `--restore-mark`: the connection's mark to the packet.
    Restore { nfmask: u32, ctmask: u32 },
}
