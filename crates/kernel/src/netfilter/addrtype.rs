//! What an address is to this host, as `addrtype` names it (`net/netfilter/xt_addrtype.c`).

use crate::cidr::Family;
use crate::fib::{Fib, RouteKind};
use std::net::IpAddr;

/// The types, in the order in which they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressType {
    Unspec,
    Unicast,
    Local,
    Broadcast,
    Anycast,
    Multicast,
    Blackhole,
    Unreachable,
    Prohibit,
}

impl AddressType {
    pub(crate) const ALL: [Self; 9] = [
        Self::Unspec,
        Self::Unicast,
        Self::Local,
        Self::Broadcast,
        Self::Anycast,
        Self::Multicast,
        Self::Blackhole,
        Self::Unreachable,
        Self::Prohibit,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Unspec => "UNSPEC",
            Self::Unicast => "UNICAST",
            Self::Local => "LOCAL",
            Self::Broadcast => "BROADCAST",
            Self::Anycast => "ANYCAST",
            Self::Multicast => "MULTICAST",
            Self::Blackhole => "BLACKHOLE",
            Self::Unreachable => "UNREACHABLE",
            Self::Prohibit => "PROHIBIT",
        }
    }

    /// `inet_dev_addr_type`. With a device, only that device's addresses are local.
    pub(crate) fn of(address: IpAddr, device: Option<&str>, fib: &Fib) -> Self {
        if address.is_multicast() {
            return Self::Multicast;
        }
        if address.is_unspecified() {
            return if Family::of(address) == Family::V4 { Self::Broadcast } else { Self::Unspec };
        }
        match fib.kind_of(address) {
            RouteKind::Local if device.is_none_or(|d| fib.is_on(d, address)) => Self::Local,
            RouteKind::Local | RouteKind::Unicast => Self::Unicast,
            RouteKind::Broadcast => Self::Broadcast,
        }
    }
}

/// A set of types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AddressTypes(u16);

impl AddressTypes {
    pub(crate) fn add(&mut self, kind: AddressType) {
        self.0 |= 1 << kind as u16;
    }

    pub(crate) const fn has(self, kind: AddressType) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// Whether an address is of one of these types. IPv6 asks otherwise: every type named must fit, and the host's own
    /// addresses are unicast too (`match_type6`).
    pub(crate) fn hold(self, address: IpAddr, device: Option<&str>, fib: &Fib) -> bool {
        if Family::of(address) == Family::V4 {
            return self.has(AddressType::of(address, device, fib));
        }
        let unreachable = !address.is_multicast() && fib.lookup(address).is_none();
        let looked_up = [AddressType::Local, AddressType::Anycast, AddressType::Prohibit, AddressType::Unreachable];
        (!self.has(AddressType::Multicast) || address.is_multicast())
            && (!self.has(AddressType::Unicast) || !(address.is_multicast() || address.is_unspecified()))
            && (!self.has(AddressType::Unspec) || address.is_unspecified())
            && (!looked_up.into_iter().any(|kind| self.has(kind))
                || (self.has(AddressType::Local) && AddressType::of(address, device, fib) == AddressType::Local)
                || (self.has(AddressType::Unreachable) && unreachable))
    }

    /// `LOCAL,BROADCAST`.
    pub(crate) fn text(self) -> String {
        let names: Vec<&str> = AddressType::ALL.into_iter().filter(|k| self.has(*k)).map(AddressType::name).collect();
        names.join(",")
    }
}
