//! One network namespace: devices, routes, rules, connections and sockets (`struct net`).

use crate::cidr::Family;
use crate::conntrack::{Conntrack, Entry, Tuple};
use crate::fib::{Fib, Route};
use crate::interface::{Interface, LOOPBACK};
use crate::laws::Laws;
use crate::netfilter::{RecentLists, Ruleset};
use crate::nft;
use crate::socket::{Listener, Protocol, Sockets};
use malla_trace::SimTime;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// A network namespace as a value. A clone shares the rules and copies what packets change.
#[derive(Clone, Debug)]
pub struct Netns {
    pub(crate) name: String,
    pub(crate) laws: Laws,
    /// `net.ipv4.ip_forward`.
    pub(crate) forwarding: bool,
    /// `net.ipv4.conf.all.route_localnet`.
    pub(crate) route_localnet: bool,
    pub(crate) fib: Fib,
    pub(crate) rules: [Arc<Ruleset>; 2],
    /// Packet counters of the rules, by family.
    pub(crate) counters: [Vec<u32>; 2],
    pub(crate) recent: RecentLists,
    /// The tables of nf_tables' own, of both families, and what packets changed in them.
    pub(crate) nft: Arc<nft::Ruleset>,
    pub(crate) nft_state: nft::State,
    pub(crate) conntrack: Conntrack,
    pub(crate) sockets: Sockets,
}

impl Netns {
    /// A namespace with nothing but its loopback device.
    #[must_use]
    pub fn new(name: &str, laws: Laws) -> Self {
        let mut fib = Fib::default();
        let addresses = vec![(IpAddr::V4(Ipv4Addr::LOCALHOST), 8), (IpAddr::V6(Ipv6Addr::LOCALHOST), 128)];
        fib.add_interface(Interface { name: LOOPBACK.into(), addresses, why: laws.routing_local });
        Self {
            name: name.into(),
            laws,
            forwarding: false,
            route_localnet: false,
            fib,
            rules: [Arc::default(), Arc::default()],
            counters: [vec![], vec![]],
            recent: RecentLists::default(),
            nft: Arc::default(),
            nft_state: nft::State::default(),
            conntrack: Conntrack::default(),
            sockets: Sockets::default(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Brings a device up. Its addresses give the local and connected routes by themselves.
    pub fn add_interface(&mut self, interface: Interface) {
        self.fib.add_interface(interface);
    }

    /// Adds a route. The longest prefix wins; among equals the first one added.
    pub fn add_route(&mut self, route: Route) {
        self.fib.add_route(route);
    }

    /// Whether packets for others are passed on (`net.ipv4.ip_forward`); off in a new namespace.
    pub fn set_forwarding(&mut self, on: bool) {
        self.forwarding = on;
    }

    /// Whether 127.0.0.0/8 may be routed (`net.ipv4.conf.all.route_localnet`); off in a new namespace.
    pub fn set_route_localnet(&mut self, on: bool) {
        self.route_localnet = on;
    }

    /// Opens a listening socket.
    pub fn listen(&mut self, listener: Listener) {
        self.sockets.listen(listener);
    }

    /// The listening sockets, oldest first.
    #[must_use]
    pub fn listeners(&self) -> &[Listener] {
        self.sockets.listeners()
    }

    /// Who listens there: a socket bound to the exact address before one bound to any.
    #[must_use]
    pub fn listener(&self, protocol: Protocol, address: IpAddr, port: u16) -> Option<&Listener> {
        self.sockets.listener(protocol, address, port)
    }

    /// The devices, `lo` first.
    #[must_use]
    pub fn interfaces(&self) -> &[Interface] {
        self.fib.interfaces()
    }

    /// Whether one of the devices has that address.
    #[must_use]
    pub fn owns(&self, address: IpAddr) -> bool {
        self.fib.owns(address)
    }

    /// The source address a local process gets for a destination (`connect()` without `bind()`).
    #[must_use]
    pub fn source_for(&self, destination: IpAddr) -> Option<IpAddr> {
        let route = self.fib.lookup(destination)?;
        self.fib.source_on(&route, destination)
    }

    /// The routes as `ip route` prints them, the `local` table first.
    pub fn routes(&self) -> impl Iterator<Item = String> {
        self.fib.entries().map(|e| {
            let via = e.via.map_or(String::new(), |v| format!(" via {v}"));
            format!("{}{via} dev {}", e.prefix(), e.interface)
        })
    }

    /// The tracked connections that are alive, oldest first.
    pub fn conntrack(&self, now: SimTime) -> impl Iterator<Item = &Entry> {
        self.conntrack.entries(now)
    }

    /// Where a TCP connection that a local socket took was going before NAT sent it here: what `getsockopt` says of
    /// `SO_ORIGINAL_DST` (`getorigdst` in `net/netfilter/nf_conntrack_proto.c`). `local` and `remote` are the socket's own
    /// two ends.
    #[must_use]
    pub fn original_destination(&self, local: SocketAddr, remote: SocketAddr, now: SimTime) -> Option<SocketAddr> {
        let (src, dst) = (local.ip(), remote.ip());
        let tuple = Tuple { src, dst, protocol: Protocol::Tcp, sport: local.port(), dport: remote.port(), zone: 0 };
        let original = self.conntrack.original_of(&tuple, now)?;
        Some(SocketAddr::new(original.dst, original.dport))
    }

    /// Everything that was under way is long over: no connection is tracked, no socket is connected. Listeners, rules
    /// and counters stay.
    pub fn calm_down(&mut self) {
        self.conntrack.clear();
        self.sockets.disconnect();
    }

    /// Forgets connections, as `conntrack -D` does; how many went.
    pub fn forget_connections(&mut self, unwanted: impl FnMut(&Entry) -> bool) -> usize {
        self.conntrack.delete(unwanted)
    }

    pub(crate) fn rules_of(&self, family: Family) -> &Arc<Ruleset> {
        &self.rules[family.index()]
    }
}
