//! Where on a hook a base chain stands: a number, or a name for one (`src/rule.c`, `std_prio_lookup`).

use crate::netfilter::Hook;

/// What a base chain is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChainType {
    Filter,
    Nat,
    Route,
}

impl ChainType {
    pub(super) const ALL: [Self; 3] = [Self::Filter, Self::Nat, Self::Route];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Nat => "nat",
            Self::Route => "route",
        }
    }

    /// The hooks where such a chain may hang.
    pub(super) const fn allows(self, hook: Hook) -> bool {
        match self {
            Self::Filter => true,
            Self::Nat => !matches!(hook, Hook::Forward),
            Self::Route => matches!(hook, Hook::Output),
        }
    }
}

/// A hook as nft names it.
pub(super) const fn hook_name(hook: Hook) -> &'static str {
    match hook {
        Hook::Prerouting => "prerouting",
        Hook::Input => "input",
        Hook::Forward => "forward",
        Hook::Output => "output",
        Hook::Postrouting => "postrouting",
    }
}

/// Names of priorities, and the only hook that knows them.
const NAMES: [(&str, i32, Option<Hook>); 6] = [
    ("raw", -300, None),
    ("mangle", -150, None),
    ("dstnat", -100, Some(Hook::Prerouting)),
    ("filter", 0, None),
    ("security", 50, None),
    ("srcnat", 100, Some(Hook::Postrouting)),
];

/// The number that a name stands for on a hook.
pub(super) fn named(name: &str, hook: Hook) -> Option<i32> {
    let known = |(other, _, only): &&(&str, i32, Option<Hook>)| *other == name && only.is_none_or(|only| only == hook);
    NAMES.iter().find(known).map(|(_, number, _)| *number)
}

/// As `nft list` prints it: by name when a name is ten or less away.
pub(super) fn text(priority: i32, hook: Hook) -> String {
    let near = NAMES
        .iter()
        .filter(|(_, _, only)| only.is_none_or(|only| only == hook))
        .find(|(_, number, _)| number.abs_diff(priority) <= 10);
    match near {
        None => priority.to_string(),
        Some((name, number, _)) if *number == priority => (*name).to_owned(),
        Some((name, number, _)) => {
            let sign = if priority < *number { '-' } else { '+' };
            format!("{name} {sign} {}", number.abs_diff(priority))
        }
    }
}
