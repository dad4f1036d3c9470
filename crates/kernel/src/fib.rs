//! The forwarding information base: what `ip route` shows, looked up by longest prefix (`net/ipv4/fib_trie.c`).

use crate::cidr::{Cidr, Family, address_bits};
use crate::interface::{Interface, LOOPBACK, Scope, scope_of};
use malla_trace::CauseId;
use std::net::IpAddr;
use std::sync::Arc;

/// A route somebody configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Where it leads.
    pub destination: Cidr,
    /// The next router; `None` when the destination is on the link.
    pub via: Option<IpAddr>,
    /// The device to leave by.
    pub interface: String,
    /// Why it is there.
    pub why: CauseId,
}

/// What a destination is to this host (`enum rtn_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RouteKind {
    /// One of its own addresses.
    Local,
    /// Everybody on a link.
    Broadcast,
    /// Somebody else.
    Unicast,
}

/// One entry of a routing table.
#[derive(Clone, Debug)]
pub(crate) struct FibEntry {
    pub(crate) destination: Cidr,
    pub(crate) kind: RouteKind,
    pub(crate) via: Option<IpAddr>,
    pub(crate) interface: Arc<str>,
    /// The source address this route prefers (`src` in `ip route`).
    pub(crate) source: Option<IpAddr>,
    pub(crate) why: CauseId,
}

impl FibEntry {
    /// The prefix as `ip route` prints it.
    pub(crate) fn prefix(&self) -> String {
        if self.destination.prefix_len() == 0 { "default".into() } else { self.destination.to_string() }
    }

    /// The neighbour that gets a packet for `destination`.
    pub(crate) fn next_hop(&self, destination: IpAddr) -> IpAddr {
        self.via.unwrap_or(destination)
    }
}

/// The two tables every lookup consults: `local` first, then `main` (`ip rule`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Fib {
    local: Vec<Arc<FibEntry>>,
    main: Vec<Arc<FibEntry>>,
    interfaces: Vec<Interface>,
}

impl Fib {
    /// Brings a device up: its addresses give local, broadcast and connected routes (`fib_add_ifaddr`).
    pub(crate) fn add_interface(&mut self, interface: Interface) {
        let device: Arc<str> = interface.name.as_str().into();
        for &(address, prefix_len) in &interface.addresses {
            let network = Cidr::new(address, prefix_len);
            let entry = |destination, kind| FibEntry {
                destination,
                kind,
                via: None,
                interface: if kind == RouteKind::Local { LOOPBACK.into() } else { device.clone() },
                source: Some(address),
                why: interface.why,
            };
            insert(&mut self.local, entry(Cidr::host(address), RouteKind::Local));
            if interface.name == LOOPBACK {
                insert(&mut self.local, entry(network, RouteKind::Local));
            } else if network.prefix_len() < network.family().bits() {
                insert(&mut self.main, entry(network, RouteKind::Unicast));
                if network.family() == Family::V4 && network.prefix_len() < 31 {
                    insert(&mut self.local, entry(Cidr::host(network.last()), RouteKind::Broadcast));
                }
            }
        }
        self.interfaces.push(interface);
    }

    pub(crate) fn add_route(&mut self, route: Route) {
        let Route { destination, via, interface, why } = route;
        let interface = interface.as_str().into();
        insert(&mut self.main, FibEntry { destination, kind: RouteKind::Unicast, via, interface, source: None, why });
    }

    pub(crate) fn interfaces(&self) -> &[Interface] {
        &self.interfaces
    }

    /// All entries as `ip route show table all` lists them: `local` first, longest prefix first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &FibEntry> {
        self.local.iter().chain(&self.main).map(|e| &**e)
    }

    /// The route to an address: longest prefix in `local`, else longest prefix in `main`.
    pub(crate) fn lookup(&self, destination: IpAddr) -> Option<Arc<FibEntry>> {
        let fits = |e: &&Arc<FibEntry>| e.destination.contains(destination);
        self.local.iter().find(fits).or_else(|| self.main.iter().find(fits)).cloned()
    }

    /// What `addrtype` calls LOCAL (`inet_addr_type`).
    pub(crate) fn kind_of(&self, address: IpAddr) -> RouteKind {
        let found = self.local.iter().find(|e| e.destination.contains(address));
        found.map_or(RouteKind::Unicast, |e| e.kind)
    }

    /// Whether one of the devices has exactly this address.
    pub(crate) fn owns(&self, address: IpAddr) -> bool {
        self.interfaces.iter().flat_map(|i| &i.addresses).any(|(a, _)| *a == address)
    }

    /// Whether that device has that address.
    pub(crate) fn is_on(&self, device: &str, address: IpAddr) -> bool {
        self.interfaces.iter().filter(|i| i.name == device).flat_map(|i| &i.addresses).any(|(a, _)| *a == address)
    }

    /// The address that REDIRECT takes on a device: the first one, and in IPv6 the first of the destination's scope
    /// unless that is everywhere (`nf_nat_redirect_ipv6_usable`). No address has a multicast group's.
    pub(crate) fn redirect_address(&self, device: &str, destination: IpAddr) -> Option<IpAddr> {
        let (family, wanted) = (Family::of(destination), scope_of(destination));
        let any = family == Family::V4 || wanted == Scope::Universe;
        let usable = |a: IpAddr| Family::of(a) == family && (any || scope_of(a) == wanted);
        let of = self.interfaces.iter().filter(|i| i.name == device).flat_map(|i| &i.addresses);
        let group = family == Family::V6 && destination.is_multicast();
        of.map(|(a, _)| *a).find(|a| usable(*a)).filter(|_| !group)
    }

    /// The source address for a packet that takes `route` (`fib_result_prefsrc`, `ip6_dst_lookup`).
    pub(crate) fn source_on(&self, route: &FibEntry, destination: IpAddr) -> Option<IpAddr> {
        match (route.kind, Family::of(destination)) {
            (RouteKind::Local, _) => Some(destination),
            (RouteKind::Unicast | RouteKind::Broadcast, Family::V4) => {
                let scope = if route.via.is_some() { Scope::Universe } else { Scope::Link };
                route.source.or_else(|| self.select_v4(&route.interface, route.via, scope))
            }
            (RouteKind::Unicast | RouteKind::Broadcast, Family::V6) => self.select_v6(&route.interface, destination),
        }
    }

    /// The source address for a destination when a given device is preferred (`ipv6_dev_get_saddr`).
    pub(crate) fn source_by(&self, device: &str, destination: IpAddr) -> Option<IpAddr> {
        match Family::of(destination) {
            Family::V4 => self.select_v4(device, None, Scope::Universe),
            Family::V6 => self.select_v6(device, destination),
        }
    }

    /// The address that MASQUERADE takes on a device for a next hop (`nf_nat_masquerade_ipv4`, `_ipv6`): one that
    /// fits the next hop's network, else the first of the device, else one of another device.
    pub(crate) fn masquerade_source(&self, interface: &str, next_hop: IpAddr, destination: IpAddr) -> Option<IpAddr> {
        match Family::of(destination) {
            Family::V4 => self.select_v4(interface, Some(next_hop), Scope::Universe),
            Family::V6 => self.select_v6(interface, destination),
        }
    }

    /// `inet_select_addr` of `net/ipv4/devinet.c`.
    fn select_v4(&self, interface: &str, near: Option<IpAddr>, scope: Scope) -> Option<IpAddr> {
        let usable = |a: &&(IpAddr, u8)| Family::of(a.0) == Family::V4 && scope_of(a.0) <= scope;
        let here = || self.interfaces.iter().filter(|i| i.name == interface).flat_map(|i| &i.addresses).filter(usable);
        let fitting = near.and_then(|n| here().find(|(a, len)| Cidr::new(*a, *len).contains(n)));
        let any = || here().next();
        let other = || self.interfaces.iter().flat_map(|i| &i.addresses).find(|a| usable(a));
        fitting.or_else(any).or_else(other).map(|(a, _)| *a)
    }

    /// RFC 6724 section 5, the rules that matter here: same address, fitting scope, outgoing device, longest prefix
    /// (`ipv6_dev_get_saddr`).
    fn select_v6(&self, interface: &str, destination: IpAddr) -> Option<IpAddr> {
        let candidates = self.interfaces.iter().flat_map(|i| i.addresses.iter().map(move |(a, _)| (*a, &*i.name)));
        let six = candidates.filter(|(a, _)| Family::of(*a) == Family::V6);
        let common = |a: IpAddr| (address_bits(a) ^ address_bits(destination)).leading_zeros();
        let rank =
            |(a, device): (IpAddr, &str)| (a == destination, scope_fit(a, destination), device == interface, common(a));
        six.reduce(|best, next| if rank(next) > rank(best) { next } else { best }).map(|(a, _)| a)
    }
}

/// Rule 2 of RFC 6724: the narrowest scope that reaches the destination's, else the widest of those that do not. The
/// loopback address counts as link-local.
fn scope_fit(address: IpAddr, destination: IpAddr) -> i8 {
    let width = |address| match scope_of(address) {
        Scope::Universe => 2,
        Scope::Link | Scope::Host => 1,
    };
    let (width, wanted) = (width(address), width(destination));
    if width >= wanted { 4 - width } else { width - wanted }
}

/// Keeps a table sorted, longest prefix first; among equals the first one stays first.
fn insert(table: &mut Vec<Arc<FibEntry>>, entry: FibEntry) {
    let len = entry.destination.prefix_len();
    let at = table.partition_point(|e| e.destination.prefix_len() >= len);
    table.insert(at, Arc::new(entry));
}
