//! A network device and its addresses, as `ip address` shows them.

use malla_trace::CauseId;
use std::net::IpAddr;

/// The loopback device, which every namespace has.
pub(crate) const LOOPBACK: &str = "lo";

/// A network device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name, `eth0`.
    pub name: String,
    /// Its addresses with the prefix length of the network on the link.
    pub addresses: Vec<(IpAddr, u8)>,
    /// Why it is there.
    pub why: CauseId,
}

/// How far an address is good (`include/uapi/linux/rtnetlink.h`, `enum rt_scope_t`; RFC 4007 for IPv6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Everywhere.
    Universe,
    /// On its link.
    Link,
    /// Inside the host.
    Host,
}

/// The scope that `ip address add` gives when none is asked for.
pub(crate) fn scope_of(address: IpAddr) -> Scope {
    match address {
        IpAddr::V4(a) if a.is_loopback() => Scope::Host,
        IpAddr::V4(_) => Scope::Universe,
        IpAddr::V6(a) if a.is_loopback() => Scope::Host,
        IpAddr::V6(a) if a.is_unicast_link_local() => Scope::Link,
        IpAddr::V6(_) => Scope::Universe,
    }
}
