//! What a rule does when it matches (`net/netfilter/xt_*.c`, upper-case names).

use crate::conntrack::Range;
use malla_trace::RejectWith;

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
    /// A target without effect on the path, with its options as they are printed.
    Other {
        name: &'static str,
        options: String,
    },
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
