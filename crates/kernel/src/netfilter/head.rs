//! The conditions every rule can put on the IP header and the devices (`struct ipt_ip`, `ip_packet_match`).

use crate::cidr::Family;
use std::fmt;

/// A condition on an address: some of its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NetworkMatch {
    pub(crate) bits: u128,
    pub(crate) mask: u128,
    pub(crate) invert: bool,
}

impl NetworkMatch {
    const ANY: Self = Self { bits: 0, mask: 0, invert: false };

    pub(crate) const fn holds(&self, address: u128) -> bool {
        (address & self.mask == self.bits) != self.invert
    }

    /// Whether it says nothing.
    pub(crate) const fn is_any(&self) -> bool {
        self.mask == 0 && !self.invert
    }
}

/// A condition on a device: a name, or a beginning of names (`eth+`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InterfaceName {
    pub(crate) name: String,
    pub(crate) invert: bool,
}

impl InterfaceName {
    pub(crate) fn holds(&self, device: Option<&str>) -> bool {
        let device = device.unwrap_or("");
        let fits = self.name.strip_suffix('+').map_or(device == self.name, |start| device.starts_with(start));
        fits != self.invert
    }
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) source: NetworkMatch,
    pub(crate) destination: NetworkMatch,
    /// IP protocol number; 0 for any.
    pub(crate) protocol: u8,
    pub(crate) protocol_invert: bool,
    pub(crate) input: Option<Box<InterfaceName>>,
    pub(crate) output: Option<Box<InterfaceName>>,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            source: NetworkMatch::ANY,
            destination: NetworkMatch::ANY,
            protocol: 0,
            protocol_invert: false,
            input: None,
            output: None,
        }
    }
}

/// What the header conditions look at, computed once a walk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) source: u128,
    pub(crate) destination: u128,
    pub(crate) protocol: u8,
    pub(crate) input: Option<&'a str>,
    pub(crate) output: Option<&'a str>,
}

impl Head {
    pub(crate) const fn protocol_holds(&self, protocol: u8) -> bool {
        self.protocol == 0 || (self.protocol == protocol) != self.protocol_invert
    }

    /// The only destination the rule can match, where it names one whole address.
    pub(crate) fn only_destination(&self, family: Family) -> Option<u128> {
        let NetworkMatch { bits, mask, invert } = self.destination;
        (mask == family.full_mask() && !invert).then_some(bits)
    }

    pub(crate) fn holds(&self, key: &Key<'_>) -> bool {
        self.destination.holds(key.destination)
            && self.protocol_holds(key.protocol)
            && self.source.holds(key.source)
            && self.input.as_ref().is_none_or(|i| i.holds(key.input))
            && self.output.as_ref().is_none_or(|o| o.holds(key.output))
    }
}
