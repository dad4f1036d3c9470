//! Why a condition did not hold, printed the way its owner prints it.

use super::addrtype::AddressType;
use super::head::{Head, InterfaceName, Key, NetworkMatch};
use super::matches::{ConnStates, Env, Inverted, Match, PortMatch, PortRange, StatisticMode, icmp_numbers};
use crate::cidr::Family;
use crate::iptables::print;
use crate::socket::Owner;
use malla_trace::{Mismatch, Packet, Transport};

fn no(condition: &str, wanted: impl Into<String>, found: impl Into<String>) -> Mismatch {
    Mismatch { condition: condition.into(), wanted: wanted.into(), found: found.into() }
}

impl Head {
    /// The first header condition that says no, in the order in which they are printed.
    pub(crate) fn mismatch(&self, key: &Key<'_>, family: Family) -> Option<Mismatch> {
        let address = |option, wanted: &NetworkMatch, found: u128| {
            (!wanted.holds(found))
                .then(|| no(option, print::network(wanted, family), family.address(found).to_string()))
        };
        let device = |option, wanted: &Option<Box<InterfaceName>>, found: Option<&str>| {
            let wanted = wanted.as_ref().filter(|w| !w.holds(found))?;
            Some(no(option, negated(wanted.invert, wanted), found.unwrap_or("")))
        };
        address("-s", &self.source, key.source)
            .or_else(|| address("-d", &self.destination, key.destination))
            .or_else(|| device("-i", &self.input, key.input))
            .or_else(|| device("-o", &self.output, key.output))
            .or_else(|| {
                let wanted = negated(self.protocol_invert, print::protocol(self.protocol));
                (!self.protocol_holds(key.protocol)).then(|| no("-p", wanted, print::protocol(key.protocol)))
            })
    }
}

fn negated(invert: bool, text: impl ToString) -> String {
    if invert { format!("! {}", text.to_string()) } else { text.to_string() }
}

impl PortMatch {
    /// The port option that says no; the destination's when both do.
    fn wish(&self, packet: &Packet) -> (&'static str, String) {
        let range = |r: Inverted<PortRange>| negated(r.invert, print::port_list(&[r.value]));
        let alone = Self { source: None, destination: self.destination };
        match (self.source, self.destination) {
            (_, Some(d)) if !alone.holds(packet.transport.ports()) => ("--dport", range(d)),
            (Some(s), _) => ("--sport", range(s)),
            (None, _) => ("-p", String::new()),
        }
    }
}

impl Match {
    /// What was wanted and what was found, for a condition that has just said no.
    pub(crate) fn mismatch(&self, env: &Env<'_>) -> Mismatch {
        let packet = &env.skb.packet;
        let (option, wanted) = self.named_wish(packet);
        no(option, wanted, self.found(option, env))
    }

    /// The option that says no, and its value.
    fn named_wish(&self, packet: &Packet) -> (&'static str, String) {
        match self {
            Self::Tcp(tcp) if tcp.ports.holds(packet.transport.ports()) => {
                ("--tcp-flags", tcp.flags.map_or(String::new(), |f| negated(f.invert, print::flags(f.value))))
            }
            Self::Tcp(tcp) => tcp.ports.wish(packet),
            Self::Udp(ports) | Self::Sctp(ports) => ports.wish(packet),
            Self::Icmp(icmp) => (print::icmp_option(icmp.family), negated(icmp.invert, print::icmp(*icmp))),
            Self::Multiport(m) => (print::multiport_option(m.side), negated(m.invert, print::port_list(&m.ports))),
            Self::Comment(text) => ("--comment", text.clone()),
            Self::Nfacct(name) => ("--nfacct-name", name.clone()),
            Self::Physdev(_) => ("physdev", "a bridge".into()),
            Self::Statistic(s) => match s.mode {
                StatisticMode::Random { threshold } => {
                    ("--probability", negated(s.invert, print::probability(threshold)))
                }
                StatisticMode::Nth { every, packet } => ("--every", negated(s.invert, format!("{every} ({packet})"))),
            },
            Self::Mark(mark) | Self::Connmark(mark) => ("--mark", negated(mark.invert, print::mark(*mark))),
            Self::Conntrack(states) => ("--ctstate", negated(states.invert, states.value.text())),
            Self::State(states) => ("--state", negated(states.invert, states.value.text())),
            Self::Addrtype(a) => match (a.destination, a.source) {
                (Some(d), None) => ("--dst-type", negated(d.invert, d.value.text())),
                (_, Some(s)) => ("--src-type", negated(s.invert, s.value.text())),
                (None, None) => ("addrtype", String::new()),
            },
            Self::Recent(recent) => (print::recent_operation(recent.operation), recent.name.clone()),
            Self::Owner(owner) => match (owner.uid, owner.gid) {
                (Some(uid), _) => ("--uid-owner", negated(uid.invert, print::id_range(uid.value))),
                (None, Some(gid)) => ("--gid-owner", negated(gid.invert, print::id_range(gid.value))),
                (None, None) => ("--socket-exists", String::new()),
            },
        }
    }

    /// What the packet has where the option looks.
    fn found(&self, option: &str, env: &Env<'_>) -> String {
        let packet = &env.skb.packet;
        match self {
            Self::Tcp(_) | Self::Udp(_) | Self::Sctp(_) | Self::Multiport(_) => ports_found(option, packet),
            Self::Icmp(icmp) => match &packet.transport {
                Transport::Icmp(kind) => {
                    let (kind, code) = icmp_numbers(kind, icmp.family);
                    format!("{kind}/{code}")
                }
                Transport::Tcp { .. } | Transport::Udp { .. } | Transport::Sctp { .. } => {
                    packet.transport.name().into()
                }
            },
            Self::Comment(_) | Self::Nfacct(_) | Self::Physdev(_) => String::new(),
            Self::Statistic(s) => match (s.mode, &env.draw) {
                (StatisticMode::Random { .. }, Some(draw)) => {
                    print::probability(u32::try_from(draw.outcome).unwrap_or(u32::MAX))
                }
                (StatisticMode::Random { .. } | StatisticMode::Nth { .. }, _) => {
                    env.counters.get(env.counter.wrapping_sub(1)).map_or(String::new(), ToString::to_string)
                }
            },
            Self::Mark(_) => format!("{:#x}", packet.mark),
            Self::Connmark(_) => env.skb.tracking.tracked().map_or("none".into(), |t| format!("{:#x}", t.entry.mark)),
            Self::Conntrack(_) | Self::State(_) => ConnStates::of(&env.skb.tracking).text(),
            Self::Addrtype(_) => {
                let address = if option == "--dst-type" { packet.dst } else { packet.src };
                format!("{address} {}", AddressType::of(address, None, env.fib).name())
            }
            Self::Recent(recent) => {
                if recent.destination {
                    packet.dst.to_string()
                } else {
                    packet.src.to_string()
                }
            }
            Self::Owner(_) => match env.skb.owner {
                Owner::None => "none".into(),
                Owner::Kernel => "kernel".into(),
                Owner::Process(sender) if option == "--gid-owner" => sender.gid.to_string(),
                Owner::Process(sender) => sender.uid.to_string(),
            },
        }
    }
}

fn ports_found(option: &str, packet: &Packet) -> String {
    match (&packet.transport, option) {
        (Transport::Tcp { flags, .. }, "--tcp-flags") => flags.to_string(),
        (_, "--sport" | "--sports") => packet.sport().map_or(String::new(), |p| p.to_string()),
        (_, "--ports") => packet.transport.ports().map_or(String::new(), |(s, d)| format!("{s},{d}")),
        _ => packet.dport().map_or(String::new(), |p| p.to_string()),
    }
}
