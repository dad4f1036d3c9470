//! The `physdev` match (`net/netfilter/xt_physdev.c`): the ports of a bridge a packet crosses. There are no bridges here,
//! so no packet ever crosses one, and only what is turned round holds.

use super::head::InterfaceName;

/// Conditions on bridge ports. Each holds whether it is turned round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PhysdevMatch {
    /// `--physdev-is-in`.
    pub(crate) is_in: Option<bool>,
    /// `--physdev-in`; the name knows whether it is turned round.
    pub(crate) input: Option<Box<InterfaceName>>,
    /// `--physdev-is-out`.
    pub(crate) is_out: Option<bool>,
    /// `--physdev-out`.
    pub(crate) output: Option<Box<InterfaceName>>,
    /// `--physdev-is-bridged`.
    pub(crate) is_bridged: Option<bool>,
}

impl PhysdevMatch {
    /// What the match says of a packet that no bridge has seen: yes when all its conditions are turned round.
    pub(crate) fn holds(&self) -> bool {
        let flags = [self.is_in, self.is_out, self.is_bridged].into_iter().flatten();
        let names = [&self.input, &self.output].into_iter().flatten().map(|name| name.invert);
        flags.chain(names).all(|invert| invert)
    }
}
