//! Network address translation: choosing a free tuple and rewriting packets (`net/netfilter/nf_nat_core.c`).

use super::entry::{Binding, Entry};
use super::table::{Conntrack, Tracked};
use super::tuple::{Direction, Tuple};
use crate::cidr::{Family, address_bits};
use crate::socket::Protocol;
use malla_trace::{CauseId, Chance, IcmpKind, NatKind, Packet, SimTime, Transport};
use std::net::IpAddr;

/// The random stream of port choices.
pub(crate) const PORT_STREAM: &str = "netfilter/nat-port";

/// How a translated port is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PortChoice {
    /// Keep it when it is free, else take the next free one. (The kernel starts at a random one.)
    #[default]
    Keep,
    /// `--random`.
    Random,
    /// `--random-fully`.
    RandomFully,
}

/// What a translation may choose from (`struct nf_nat_range2`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Range {
    /// First and last address; `None` leaves the address alone.
    pub(crate) addresses: Option<(IpAddr, IpAddr)>,
    /// First and last port (or ICMP identifier).
    pub(crate) ports: Option<(u16, u16)>,
    pub(crate) choice: PortChoice,
    pub(crate) persistent: bool,
}

impl Range {
    /// Exactly that address, ports as they come.
    pub(crate) fn address(address: IpAddr) -> Self {
        Self { addresses: Some((address, address)), ..Self::default() }
    }

    fn holds_port(&self, port: u16) -> bool {
        self.ports.is_none_or(|(min, max)| (min..=max).contains(&port))
    }

    fn holds_source(&self, tuple: &Tuple) -> bool {
        let bits = address_bits(tuple.src);
        let inside = |(min, max): (IpAddr, IpAddr)| (address_bits(min)..=address_bits(max)).contains(&bits);
        self.addresses.is_none_or(inside) && self.holds_port(tuple.sport)
    }
}

/// Where a translation looks for free tuples.
pub(crate) struct Search<'a> {
    pub(crate) table: &'a Conntrack,
    pub(crate) now: SimTime,
    pub(crate) chance: &'a mut dyn Chance,
}

impl Search<'_> {
    fn used(&self, tuple: &Tuple) -> bool {
        tuple.inverted().is_some_and(|reply| self.table.is_taken(&reply, self.now))
    }

    /// `get_unique_tuple`.
    fn unique(&mut self, current: Tuple, kind: NatKind, range: &Range) -> Tuple {
        let keeps = range.choice == PortChoice::Keep;
        if kind == NatKind::Snat && keeps {
            let candidate = if range.holds_source(&current) {
                Some(current)
            } else {
                self.table.mapping_of(&current, self.now).filter(|t| range.holds_source(t))
            };
            if let Some(free) = candidate.filter(|t| !self.used(t)) {
                return free;
            }
        }
        let mut tuple = current;
        choose_address(&mut tuple, kind, range);
        let port = *port_of(&mut tuple, kind);
        let settled = match range.ports {
            Some((min, max)) => range.holds_port(port) && (min == max || !self.used(&tuple)),
            None => !self.used(&tuple),
        };
        if keeps && settled { tuple } else { self.free_port(tuple, kind, range) }
    }

    /// `nf_nat_l4proto_unique_tuple`: at most 128 attempts, and the last one is taken even when it is not free
    /// (the connection then fails to be confirmed).
    fn free_port(&mut self, mut tuple: Tuple, kind: NatKind, range: &Range) -> Tuple {
        let port = *port_of(&mut tuple, kind);
        let (min, max) = match range.ports {
            Some(ports) => ports,
            None if kind == NatKind::Dnat => return tuple,
            None => default_ports(tuple.protocol, port),
        };
        let size = u32::from(max.saturating_sub(min)) + 1;
        let start = match range.choice {
            PortChoice::Random | PortChoice::RandomFully => {
                u32::try_from(self.chance.draw(PORT_STREAM, u64::from(size)).outcome).unwrap_or(0)
            }
            PortChoice::Keep if kind == NatKind::Dnat => 0,
            PortChoice::Keep => u32::from(port.wrapping_sub(min)).wrapping_add(1),
        };
        for attempt in 0..size.min(128) {
            let offset = u16::try_from(start.wrapping_add(attempt) % size).unwrap_or(0);
            *port_of(&mut tuple, kind) = min.wrapping_add(offset);
            if !self.used(&tuple) {
                break;
            }
        }
        tuple
    }
}

/// The port a translation rewrites. ICMP has one identifier for both ends.
fn port_of(tuple: &mut Tuple, kind: NatKind) -> &mut u16 {
    match (tuple.protocol, kind) {
        (Protocol::Icmp, _) | (_, NatKind::Snat) => &mut tuple.sport,
        (Protocol::Tcp | Protocol::Udp | Protocol::Sctp, NatKind::Dnat) => &mut tuple.dport,
    }
}

/// Ports stay in their class: below 512, below 1024, the rest.
const fn default_ports(protocol: Protocol, port: u16) -> (u16, u16) {
    match (protocol, port) {
        (Protocol::Icmp, _) => (0, u16::MAX),
        (Protocol::Tcp | Protocol::Udp | Protocol::Sctp, 0..=511) => (1, 511),
        (Protocol::Tcp | Protocol::Udp | Protocol::Sctp, 512..=1023) => (600, 1023),
        (Protocol::Tcp | Protocol::Udp | Protocol::Sctp, 1024..) => (1024, u16::MAX),
    }
}

/// `find_best_ips_proto`: one address is taken as it is, several are spread by a hash of the ends.
fn choose_address(tuple: &mut Tuple, kind: NatKind, range: &Range) {
    let Some((min, max)) = range.addresses else { return };
    let chosen = if min == max { min } else { spread(tuple, kind, (min, max), range.persistent) };
    match kind {
        NatKind::Snat => tuple.src = chosen,
        NatKind::Dnat => tuple.dst = chosen,
    }
}

fn spread(tuple: &Tuple, kind: NatKind, (min, max): (IpAddr, IpAddr), persistent: bool) -> IpAddr {
    let family = Family::of(min);
    let (source, destination) = (words(tuple.src), words(tuple.dst));
    let (low, high) = (words(min), words(max));
    let last = if family == Family::V4 { 0 } else { 3 };
    let stir = if persistent { 0 } else { destination[last] ^ u32::from(tuple.zone) };
    let mut hash = jhash2(source, stir);
    let (mut chosen, mut whole) = ([0_u32; 4], false);
    for i in 0..=last {
        let (from, top) = (u32::from_be(low[i]), u32::from_be(high[i]));
        let (from, distance) = if whole { (0, u32::MAX) } else { (from, top.wrapping_sub(from).wrapping_add(1)) };
        let step = (u64::from(hash) * u64::from(distance)) >> 32;
        chosen[i] = from.wrapping_add(u32::try_from(step).unwrap_or(0));
        whole |= chosen[i] != top;
        // The kernel stirs in the destination as it is by now: for DNAT the word just chosen.
        let stirred = if kind == NatKind::Dnat { chosen[i].to_be() } else { destination[i] };
        hash ^= if persistent { 0 } else { stirred };
    }
    let bits = chosen[..=last].iter().fold(0_u128, |bits, word| (bits << 32) | u128::from(*word));
    family.address(bits)
}

/// The four words of `union nf_inet_addr` as a little-endian machine loads them.
fn words(address: IpAddr) -> [u32; 4] {
    match address {
        IpAddr::V4(a) => [a.to_bits().swap_bytes(), 0, 0, 0],
        IpAddr::V6(a) => {
            let bits = a.to_bits();
            [96, 64, 32, 0].map(|shift| ((bits >> shift) as u32).swap_bytes())
        }
    }
}

/// `jhash2` of `include/linux/jhash.h` over four words.
fn jhash2(k: [u32; 4], initval: u32) -> u32 {
    let start = 0xdead_beef_u32.wrapping_add(4 << 2).wrapping_add(initval);
    let (mut a, mut b, mut c) = (start.wrapping_add(k[0]), start.wrapping_add(k[1]), start.wrapping_add(k[2]));
    for (shift_a, shift_b, shift_c) in [(4, 6, 8), (16, 19, 4)] {
        a = a.wrapping_sub(c) ^ c.rotate_left(shift_a);
        c = c.wrapping_add(b);
        b = b.wrapping_sub(a) ^ a.rotate_left(shift_b);
        a = a.wrapping_add(c);
        c = c.wrapping_sub(b) ^ b.rotate_left(shift_c);
        b = b.wrapping_add(a);
    }
    a = a.wrapping_add(k[3]);
    c = (c ^ b).wrapping_sub(b.rotate_left(14));
    a = (a ^ c).wrapping_sub(c.rotate_left(11));
    b = (b ^ a).wrapping_sub(a.rotate_left(25));
    c = (c ^ b).wrapping_sub(b.rotate_left(16));
    a = (a ^ c).wrapping_sub(c.rotate_left(4));
    b = (b ^ a).wrapping_sub(a.rotate_left(14));
    (c ^ b).wrapping_sub(b.rotate_left(24))
}

impl Entry {
    /// Decides one side of a connection's translation (`nf_nat_setup_info`). Nothing is bound when nothing changes.
    pub(crate) fn translate(&mut self, kind: NatKind, range: &Range, why: CauseId, search: &mut Search<'_>) {
        let Some(current) = self.reply.inverted() else { return };
        let chosen = search.unique(current, kind, range);
        let changed = chosen != current;
        if let (true, Some(reply)) = (changed, chosen.inverted()) {
            self.reply = reply;
        }
        self.decide(kind, changed.then_some(Binding { why }));
    }

    /// The null binding: keeps the address, but even so a tuple must be free (`nf_nat_alloc_null_binding`).
    pub(crate) fn keep(&mut self, kind: NatKind, why: CauseId, search: &mut Search<'_>) {
        let address = match kind {
            NatKind::Snat => self.reply.dst,
            NatKind::Dnat => self.reply.src,
        };
        self.translate(kind, &Range::address(address), why, search);
    }
}

impl Tracked {
    /// Which of the connection's translations concerns this packet where `side` may be rewritten: on a reply the
    /// destination is rewritten for SNAT's sake, and the other way round (`nf_nat_packet`).
    pub(crate) fn translation_at(&self, side: NatKind) -> Option<(NatKind, Binding)> {
        let kind = match (self.direction, side) {
            (Direction::Original, kind) => kind,
            (Direction::Reply, NatKind::Snat) => NatKind::Dnat,
            (Direction::Reply, NatKind::Dnat) => NatKind::Snat,
        };
        self.entry.binding(kind).map(|binding| (kind, binding))
    }

    /// Rewrites one side of a packet as the connection's bindings say (`nf_nat_manip_pkt`).
    pub(crate) fn rewrite(&self, packet: &mut Packet, side: NatKind) {
        if let Some(target) = self.entry.tuple(self.direction.other()).inverted() {
            apply(packet, &target, side);
        }
    }

    /// Rewrites an ICMP error and the packet it quotes (`nf_nat_icmp_reply_translation`).
    pub(crate) fn rewrite_error(&self, packet: &mut Packet, side: NatKind) {
        let other = self.entry.tuple(self.direction.other());
        if let Transport::Icmp(IcmpKind::Error { about, .. }) = &mut packet.transport {
            let inner_side = match side {
                NatKind::Snat => NatKind::Dnat,
                NatKind::Dnat => NatKind::Snat,
            };
            apply(about, other, inner_side);
        }
        if let Some(target) = other.inverted() {
            match side {
                NatKind::Snat => packet.src = target.src,
                NatKind::Dnat => packet.dst = target.dst,
            }
        }
    }
}

fn apply(packet: &mut Packet, target: &Tuple, side: NatKind) {
    match side {
        NatKind::Snat => packet.src = target.src,
        NatKind::Dnat => packet.dst = target.dst,
    }
    match (&mut packet.transport, side) {
        (
            Transport::Tcp { sport: port, .. }
            | Transport::Udp { sport: port, .. }
            | Transport::Sctp { sport: port, .. },
            NatKind::Snat,
        ) => *port = target.sport,
        (
            Transport::Tcp { dport: port, .. }
            | Transport::Udp { dport: port, .. }
            | Transport::Sctp { dport: port, .. },
            NatKind::Dnat,
        ) => *port = target.dport,
        (Transport::Icmp(IcmpKind::Echo { id, .. }), _) => *id = target.sport,
        (Transport::Icmp(IcmpKind::Error { .. } | IcmpKind::Other { .. }), _) => {}
    }
}
