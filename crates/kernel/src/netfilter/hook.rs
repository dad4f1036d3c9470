//! The five places where netfilter looks at a packet, and who looks in which order
//! (`include/uapi/linux/netfilter_ipv4.h`, `enum nf_ip_hook_priorities`).

use super::table::TableKind;
use malla_trace::NatKind;

/// A hook, named as its built-in chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hook {
    Prerouting,
    Input,
    Forward,
    Output,
    Postrouting,
}

/// Somebody who looks at a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HookStage {
    /// A table of rules.
    Table(TableKind),
    /// Connection tracking looks the packet up (priority -200).
    Track,
    /// NAT: the table for a first packet, the bindings for every packet.
    Nat,
    /// The connection enters the table (last of all).
    Confirm,
}

impl HookStage {
    /// Its priority on a hook.
    pub(crate) const fn priority(self, hook: Hook) -> i32 {
        match self {
            Self::Table(TableKind::Raw) => -300,
            Self::Track => -200,
            Self::Table(TableKind::Mangle) => -150,
            Self::Nat | Self::Table(TableKind::Nat) => match hook {
                Hook::Prerouting | Hook::Output => -100,
                Hook::Input | Hook::Forward | Hook::Postrouting => 100,
            },
            Self::Table(TableKind::Filter) => 0,
            Self::Table(TableKind::Security) => 50,
            Self::Confirm => i32::MAX,
        }
    }
}

/// A set of hooks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HookSet(u8);

impl HookSet {
    pub(crate) const fn of(hooks: &[Hook]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < hooks.len() {
            bits |= 1 << hooks[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

impl Hook {
    pub(crate) const ALL: [Self; 5] = [Self::Prerouting, Self::Input, Self::Forward, Self::Output, Self::Postrouting];

    /// The built-in chain of this hook.
    pub(crate) const fn chain(self) -> &'static str {
        match self {
            Self::Prerouting => "PREROUTING",
            Self::Input => "INPUT",
            Self::Forward => "FORWARD",
            Self::Output => "OUTPUT",
            Self::Postrouting => "POSTROUTING",
        }
    }

    /// Who looks, in order of priority: raw -300, conntrack -200, mangle -150, destination NAT -100, filter 0,
    /// security 50, source NAT 100, confirmation last.
    pub(crate) const fn stages(self) -> &'static [HookStage] {
        use HookStage::{Confirm, Nat, Table, Track};
        use TableKind::{Filter, Mangle, Raw, Security};
        match self {
            Self::Prerouting => &[Table(Raw), Track, Table(Mangle), Nat],
            Self::Input => &[Table(Mangle), Table(Filter), Table(Security), Nat, Confirm],
            Self::Forward => &[Table(Mangle), Table(Filter), Table(Security)],
            Self::Output => &[Table(Raw), Track, Table(Mangle), Nat, Table(Filter), Table(Security)],
            Self::Postrouting => &[Table(Mangle), Nat, Confirm],
        }
    }

    /// Which side NAT may rewrite here (`HOOK2MANIP`).
    pub(crate) const fn nat_side(self) -> NatKind {
        match self {
            Self::Prerouting | Self::Output => NatKind::Dnat,
            Self::Input | Self::Forward | Self::Postrouting => NatKind::Snat,
        }
    }
}
