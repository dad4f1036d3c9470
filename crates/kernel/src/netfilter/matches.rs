//! The conditions of match extensions (`net/netfilter/xt_*.c`, lower-case names).

use super::addrtype::AddressTypes;
use super::physdev::PhysdevMatch;
use super::recent::{RecentLists, RecentMatch};
use crate::cidr::Family;
use crate::conntrack::Tracking;
use crate::fib::Fib;
use crate::skb::Skb;
use crate::socket::Owner;
use malla_trace::{Chance, ConnState, Draw, IcmpError, IcmpKind, Packet, SimTime, TcpFlags, Transport};

/// The random stream of `statistic --mode random`.
pub(crate) const STATISTIC_STREAM: &str = "netfilter/statistic";

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    Tcp(TcpMatch),
    Udp(PortMatch),
    Sctp(PortMatch),
    Icmp(IcmpMatch),
    Multiport(Multiport),
    /// Always true.
    Comment(String),
    Statistic(Statistic),
    Mark(MarkMatch),
    Connmark(MarkMatch),
    Conntrack(Inverted<ConnStates>),
    State(Inverted<ConnStates>),
    Addrtype(AddrtypeMatch),
    Recent(RecentMatch),
    Owner(OwnerMatch),
    /// Counts in a named counter; always true.
    Nfacct(String),
    Physdev(PhysdevMatch),
}

/// A condition that can be turned round with `!`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Inverted<T> {
    pub(crate) value: T,
    pub(crate) invert: bool,
}

/// A range of ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PortRange {
    pub(crate) min: u16,
    pub(crate) max: u16,
}

impl PortRange {
    const fn has(self, port: u16) -> bool {
        self.min <= port && port <= self.max
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PortMatch {
    pub(crate) source: Option<Inverted<PortRange>>,
    pub(crate) destination: Option<Inverted<PortRange>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TcpMatch {
    pub(crate) ports: PortMatch,
    pub(crate) flags: Option<Inverted<FlagsMatch>>,
}

/// Of the bits in `mask`, exactly those in `set` are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FlagsMatch {
    pub(crate) mask: TcpFlags,
    pub(crate) set: TcpFlags,
}

/// An ICMP type; all codes of it unless one is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IcmpMatch {
    pub(crate) family: Family,
    /// `None` for `any`.
    pub(crate) kind: Option<u8>,
    pub(crate) code: Option<u8>,
    pub(crate) invert: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PortSide {
    Source,
    Destination,
    Either,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Multiport {
    pub(crate) side: PortSide,
    pub(crate) ports: Vec<PortRange>,
    pub(crate) invert: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Statistic {
    pub(crate) mode: StatisticMode,
    pub(crate) invert: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatisticMode {
    /// Probability as a threshold below 2^31.
    Random { threshold: u32 },
    /// Every n-th packet, starting with number `packet`.
    Nth { every: u32, packet: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MarkMatch {
    pub(crate) value: u32,
    pub(crate) mask: u32,
    pub(crate) invert: bool,
}

impl MarkMatch {
    const fn holds(self, mark: u32) -> bool {
        (mark & self.mask == self.value) != self.invert
    }
}

/// A set of connection states and statuses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ConnStates(pub(crate) u8);

impl ConnStates {
    /// Names and bits, in the order in which they are printed.
    pub(crate) const NAMES: [(&'static str, u8); 7] =
        [("INVALID", 1), ("NEW", 2), ("RELATED", 4), ("ESTABLISHED", 8), ("UNTRACKED", 16), ("SNAT", 32), ("DNAT", 64)];

    /// What a packet has: its state, and whether its connection is translated.
    pub(crate) fn of(tracking: &Tracking) -> Self {
        let state = match tracking.state() {
            ConnState::Invalid => 1,
            ConnState::New => 2,
            ConnState::Related => 4,
            ConnState::Established => 8,
            ConnState::Untracked => 16,
        };
        let nat = tracking
            .tracked()
            .map_or(0, |t| u8::from(t.entry.snat.is_some()) * 32 + u8::from(t.entry.dnat.is_some()) * 64);
        Self(state | nat)
    }

    /// `RELATED,ESTABLISHED`.
    pub(crate) fn text(self) -> String {
        let names: Vec<&str> = Self::NAMES.iter().filter(|(_, bit)| self.0 & bit != 0).map(|(name, _)| *name).collect();
        names.join(",")
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AddrtypeMatch {
    pub(crate) source: Option<Inverted<AddressTypes>>,
    pub(crate) destination: Option<Inverted<AddressTypes>>,
    pub(crate) limit_in: bool,
    pub(crate) limit_out: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnerMatch {
    pub(crate) uid: Option<Inverted<(u32, u32)>>,
    pub(crate) gid: Option<Inverted<(u32, u32)>>,
    /// `--socket-exists`; holds whether it is inverted.
    pub(crate) exists: Option<bool>,
}

/// What conditions look at beyond the rule itself.
pub(crate) struct Env<'a> {
    pub(crate) skb: &'a Skb,
    pub(crate) fib: &'a Fib,
    pub(crate) now: SimTime,
    pub(crate) chance: &'a mut dyn Chance,
    pub(crate) recent: &'a mut RecentLists,
    /// All packet counters, and the next one of this rule.
    pub(crate) counters: &'a mut [u32],
    pub(crate) counter: usize,
    /// The last draw of chance.
    pub(crate) draw: Option<Draw>,
}

impl Match {
    /// Whether the condition holds; it may count, draw and remember on the way.
    pub(crate) fn holds(&self, env: &mut Env<'_>) -> bool {
        let packet = &env.skb.packet;
        match self {
            Self::Tcp(tcp) => tcp.holds(packet),
            Self::Udp(ports) | Self::Sctp(ports) => ports.holds(packet.transport.ports()),
            Self::Icmp(icmp) => icmp.holds(packet),
            Self::Multiport(multiport) => multiport.holds(packet.transport.ports()),
            Self::Comment(_) | Self::Nfacct(_) => true,
            Self::Statistic(statistic) => statistic.holds(env),
            Self::Mark(mark) => mark.holds(packet.mark),
            Self::Connmark(mark) => env.skb.tracking.mark().is_some_and(|found| mark.holds(found)),
            Self::Conntrack(states) | Self::State(states) => {
                (ConnStates::of(&env.skb.tracking).0 & states.value.0 != 0) != states.invert
            }
            Self::Addrtype(addrtype) => addrtype.holds(env),
            Self::Recent(recent) => {
                let address = if recent.destination { packet.dst } else { packet.src };
                env.recent.holds(recent, address, packet.ttl, env.now)
            }
            Self::Owner(owner) => owner.holds(env.skb),
            Self::Physdev(physdev) => physdev.holds(),
        }
    }

    /// How many packet counters the condition needs, and where they start.
    pub(crate) fn counter_start(&self) -> Option<u32> {
        match self {
            Self::Statistic(Statistic { mode: StatisticMode::Nth { every, packet }, .. }) => {
                Some((every - 1).saturating_sub(*packet))
            }
            Self::Statistic(Statistic { mode: StatisticMode::Random { .. }, .. })
            | Self::Tcp(_)
            | Self::Udp(_)
            | Self::Sctp(_)
            | Self::Icmp(_)
            | Self::Multiport(_)
            | Self::Comment(_)
            | Self::Mark(_)
            | Self::Connmark(_)
            | Self::Conntrack(_)
            | Self::State(_)
            | Self::Addrtype(_)
            | Self::Recent(_)
            | Self::Owner(_)
            | Self::Nfacct(_)
            | Self::Physdev(_) => None,
        }
    }
}

impl PortMatch {
    /// `port_match` of `xt_tcpudp.c`.
    pub(super) fn holds(&self, ports: Option<(u16, u16)>) -> bool {
        let Some((source, destination)) = ports else { return false };
        let ok = |range: Option<Inverted<PortRange>>, port| range.is_none_or(|r| r.value.has(port) != r.invert);
        ok(self.source, source) && ok(self.destination, destination)
    }
}

impl TcpMatch {
    fn holds(&self, packet: &Packet) -> bool {
        let Transport::Tcp { flags, .. } = &packet.transport else { return false };
        let ok = |m: Inverted<FlagsMatch>| (flags.0 & m.value.mask.0 == m.value.set.0) != m.invert;
        self.flags.is_none_or(ok) && self.ports.holds(packet.transport.ports())
    }
}

impl IcmpMatch {
    fn holds(&self, packet: &Packet) -> bool {
        let Transport::Icmp(kind) = &packet.transport else { return false };
        let Some(wanted) = self.kind else { return !self.invert };
        let (kind, code) = icmp_numbers(kind, self.family);
        (kind == wanted && self.code.is_none_or(|c| c == code)) != self.invert
    }
}

/// Type and code on the wire (RFC 792, RFC 4443).
pub(crate) const fn icmp_numbers(kind: &IcmpKind, family: Family) -> (u8, u8) {
    match (kind, family) {
        (IcmpKind::Echo { reply: false, .. }, Family::V4) => (8, 0),
        (IcmpKind::Echo { reply: true, .. }, Family::V4) => (0, 0),
        (IcmpKind::Echo { reply: false, .. }, Family::V6) => (128, 0),
        (IcmpKind::Echo { reply: true, .. }, Family::V6) => (129, 0),
        (IcmpKind::Other { kind, code }, _) => (*kind, *code),
        (IcmpKind::Error { error, .. }, Family::V4) => match error {
            IcmpError::NetUnreachable => (3, 0),
            IcmpError::HostUnreachable => (3, 1),
            IcmpError::ProtoUnreachable => (3, 2),
            IcmpError::PortUnreachable => (3, 3),
            IcmpError::NetProhibited => (3, 9),
            IcmpError::HostProhibited => (3, 10),
            IcmpError::AdminProhibited => (3, 13),
            IcmpError::TtlExceeded => (11, 0),
        },
        (IcmpKind::Error { error, .. }, Family::V6) => match error {
            IcmpError::NetUnreachable => (1, 0),
            IcmpError::NetProhibited | IcmpError::HostProhibited | IcmpError::AdminProhibited => (1, 1),
            IcmpError::HostUnreachable => (1, 3),
            IcmpError::PortUnreachable => (1, 4),
            IcmpError::ProtoUnreachable => (4, 1),
            IcmpError::TtlExceeded => (3, 0),
        },
    }
}

impl Multiport {
    fn holds(&self, ports: Option<(u16, u16)>) -> bool {
        let Some((source, destination)) = ports else { return false };
        let any = |port| self.ports.iter().any(|range| range.has(port));
        let found = match self.side {
            PortSide::Source => any(source),
            PortSide::Destination => any(destination),
            PortSide::Either => any(source) || any(destination),
        };
        found != self.invert
    }
}

impl Statistic {
    /// `statistic_mt` of `xt_statistic.c`.
    fn holds(&self, env: &mut Env<'_>) -> bool {
        let hit = match self.mode {
            StatisticMode::Random { threshold } => {
                let (hit, draw) = env.chance.happens(STATISTIC_STREAM, threshold);
                env.draw = Some(draw);
                hit
            }
            StatisticMode::Nth { every, .. } => {
                let count = env.counters.get_mut(env.counter);
                env.counter += 1;
                count.is_some_and(|count| {
                    *count = if *count >= every - 1 { 0 } else { *count + 1 };
                    *count == 0
                })
            }
        };
        hit != self.invert
    }
}

impl AddrtypeMatch {
    fn holds(&self, env: &Env<'_>) -> bool {
        let device = match (self.limit_in, self.limit_out) {
            (true, _) => env.skb.input.as_deref(),
            (_, true) => env.skb.output.as_deref(),
            (false, false) => None,
        };
        let ok = |wanted: Option<Inverted<AddressTypes>>, address| {
            wanted.is_none_or(|w| w.value.hold(address, device, env.fib) != w.invert)
        };
        ok(self.source, env.skb.packet.src) && ok(self.destination, env.skb.packet.dst)
    }
}

impl OwnerMatch {
    /// `owner_mt`: a packet without a socket fits only what is inverted, and one of the kernel's has no user.
    fn holds(&self, skb: &Skb) -> bool {
        let (sender, exists) = match skb.owner {
            Owner::None => (None, false),
            Owner::Kernel => (None, true),
            Owner::Process(sender) => (Some(sender), true),
        };
        let ok = |m: Option<Inverted<(u32, u32)>>, id: Option<u32>| {
            m.is_none_or(|m| id.is_some_and(|id| m.value.0 <= id && id <= m.value.1) != m.invert)
        };
        let users = ok(self.uid, sender.map(|s| s.uid)) && ok(self.gid, sender.map(|s| s.gid));
        users && self.exists.is_none_or(|invert| exists != invert)
    }
}
