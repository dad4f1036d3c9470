//! A packet's way through one namespace, as either side tells it, and what differs between the two.

use crate::forced::RuleId;
use crate::host::Backend;
use malla_trace::{Action, Change, Field, IcmpKind, NetAction, Packet, Stage, Step, Transport};
use std::collections::BTreeSet;
use std::fmt::Write;

/// One rule that matched, or one policy that spoke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// Table.
    pub(crate) table: String,
    /// Chain.
    pub(crate) chain: String,
    /// Rule number from 1; `None` for the policy.
    pub(crate) rule: Option<u32>,
    /// The mark: before the rule's target on legacy, after it on nft.
    pub(crate) mark: u32,
    /// The packet at that moment, where it is known.
    pub(crate) packet: Option<Packet>,
}

/// A packet's way: events, then whatever left by which device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Walk {
    /// In order.
    pub(crate) events: Vec<Event>,
    /// The refusal of a refused packet too.
    pub(crate) out: Vec<(String, Packet)>,
}

impl Walk {
    /// One line an event and one an output, the same on both sides when they agree.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.events.iter().map(Event::line).collect();
        lines.extend(self.out.iter().map(|(device, packet)| format!("out {device} {packet} ttl {}", packet.ttl)));
        lines
    }

    /// The same walk with other port numbers.
    pub(crate) fn renumbered(&self, port: &dyn Fn(u16) -> u16) -> Self {
        let events = self.events.iter().map(|event| {
            let packet = event.packet.as_ref().map(|packet| renumbered(packet, port));
            Event { packet, ..event.clone() }
        });
        let out = self.out.iter().map(|(device, packet)| (device.clone(), renumbered(packet, port)));
        Self { events: events.collect(), out: out.collect() }
    }

    /// This walk without the packets that the other one does not know.
    fn as_known_to(&self, other: &Self) -> Self {
        let known = |index: usize| other.events.get(index).is_none_or(|event| event.packet.is_some());
        let event = |(index, event): (usize, &Event)| Event {
            packet: event.packet.clone().filter(|_| known(index)),
            ..event.clone()
        };
        Self { events: self.events.iter().enumerate().map(event).collect(), out: self.out.clone() }
    }

    /// The rules that matched.
    pub(crate) fn hit(&self) -> BTreeSet<RuleId> {
        self.events.iter().filter_map(|e| Some((e.table.clone(), e.chain.clone(), e.rule?))).collect()
    }
}

impl Event {
    fn line(&self) -> String {
        let rule = self.rule.map_or("policy".into(), |number| number.to_string());
        let ends = self.packet.as_ref().map(in_passing).unwrap_or_default();
        format!("{}:{}:{rule} mark {:#x}{ends}", self.table, self.chain, self.mark)
    }
}

/// A packet on its way; what an error quotes is compared where it leaves.
fn in_passing(packet: &Packet) -> String {
    match &packet.transport {
        Transport::Icmp(IcmpKind::Error { error, .. }) => format!(" icmp {} > {} {error:?}", packet.src, packet.dst),
        Transport::Icmp(_) | Transport::Tcp { .. } | Transport::Udp { .. } | Transport::Sctp { .. } => {
            format!(" {packet}")
        }
    }
}

/// What our steps say: from the packet as it came to the packet as it left.
pub(crate) fn told(steps: &[Step], ends: (Option<&Packet>, Option<&Packet>), backend: Backend) -> Vec<Event> {
    let mut now = ends.0.cloned();
    let mut mark = 0;
    let mut events = vec![];
    for (index, step) in steps.iter().enumerate() {
        if is_made(step) && index > 0 {
            // What leaves in the end is the last packet made; of one that was itself refused nothing is known.
            let is_last = !steps[index + 1..].iter().any(is_made);
            now = ends.1.filter(|_| is_last).map(|left| before(&steps[index..], left));
        }
        if is_new(step) {
            mark = 0;
        }
        let before = (mark, now.clone());
        step.delta.iter().for_each(|change| apply(change, &mut now, &mut mark));
        if let Stage::Netfilter { table, chain, rule } = &step.stage {
            let mark = match backend {
                Backend::Legacy => before.0,
                Backend::Nft => mark,
            };
            let packet = before.1.filter(|_| backend == Backend::Legacy);
            events.push(Event { table: table.to_string(), chain: chain.to_string(), rule: *rule, mark, packet });
        }
    }
    events
}

/// The packet as it was before those steps changed it.
pub(crate) fn before(steps: &[Step], after: &Packet) -> Packet {
    let mut packet = after.clone();
    for change in steps.iter().rev().flat_map(|step| step.delta.iter().rev()) {
        set(&change.field, &change.from, &mut packet);
    }
    packet
}

/// Whether a host makes a packet here: a process's, or the answer to one that was refused.
fn is_made(step: &Step) -> bool {
    matches!(step.action, Action::Net(NetAction::Originate))
}

/// Whether a packet begins here, with no mark. What comes back through `lo` keeps its mark.
fn is_new(step: &Step) -> bool {
    is_made(step) || matches!(&step.action, Action::Net(NetAction::Arrive { interface }) if interface != "lo")
}

fn apply(change: &Change, packet: &mut Option<Packet>, mark: &mut u32) {
    if change.field == Field::Mark {
        *mark = u32::from_str_radix(change.to.trim_start_matches("0x"), 16).unwrap_or(u32::MAX);
    }
    if let Some(packet) = packet {
        set(&change.field, &change.to, packet);
    }
}

fn set(field: &Field, value: &str, packet: &mut Packet) {
    match field {
        Field::Source => packet.src = value.parse().unwrap_or(packet.src),
        Field::Destination => packet.dst = value.parse().unwrap_or(packet.dst),
        Field::SourcePort => set_ports(packet, Some(value), None),
        Field::DestinationPort => set_ports(packet, None, Some(value)),
        Field::Ttl => packet.ttl = value.parse().unwrap_or(0),
        Field::Mark | Field::Host | Field::Path | Field::Header(_) => {}
    }
}

fn set_ports(packet: &mut Packet, source: Option<&str>, destination: Option<&str>) {
    match &mut packet.transport {
        Transport::Tcp { sport, dport, .. } | Transport::Udp { sport, dport } | Transport::Sctp { sport, dport } => {
            *sport = source.and_then(|s| s.parse().ok()).unwrap_or(*sport);
            *dport = destination.and_then(|s| s.parse().ok()).unwrap_or(*dport);
        }
        Transport::Icmp(_) => {}
    }
}

/// Whether both sides differ in nothing but a port that each chose where the packet's own was taken: the kernel begins
/// its search at a random one (`nf_nat_l4proto_unique_tuple`).
pub(crate) fn chose_ports(ours: &Walk, kernel: &Walk, own: &Packet) -> bool {
    let packets = |walk: &Walk| -> Vec<Packet> {
        let seen = walk.events.iter().filter_map(|event| event.packet.clone());
        seen.chain(walk.out.iter().map(|(_, packet)| packet.clone())).collect()
    };
    let ports = |packet: &Packet| packet.transport.ports().map_or([0, 0], |(from, to)| [from, to]);
    let (left, right) = (packets(ours), packets(&kernel.as_known_to(ours)));
    let pairs = left.iter().zip(&right).flat_map(|(l, r)| ports(l).into_iter().zip(ports(r)));
    let Some((mine, theirs)) = pairs.into_iter().find(|(l, r)| l != r) else { return false };
    let is_chosen = !ports(own).contains(&mine) && !ports(own).contains(&theirs);
    is_chosen && difference(ours, &kernel.renumbered(&|port| if port == theirs { mine } else { port })).is_none()
}

/// The same packet with other port numbers, in what it quotes too.
pub(crate) fn renumbered(packet: &Packet, port: &dyn Fn(u16) -> u16) -> Packet {
    let transport = match packet.transport.clone() {
        Transport::Tcp { sport, dport, flags } => Transport::Tcp { sport: port(sport), dport: port(dport), flags },
        Transport::Udp { sport, dport } => Transport::Udp { sport: port(sport), dport: port(dport) },
        Transport::Sctp { sport, dport } => Transport::Sctp { sport: port(sport), dport: port(dport) },
        Transport::Icmp(IcmpKind::Error { error, about }) => {
            Transport::Icmp(IcmpKind::Error { error, about: Box::new(renumbered(&about, port)) })
        }
        Transport::Icmp(kind) => Transport::Icmp(kind),
    };
    Packet { transport, ..packet.clone() }
}

/// Both sides beside each other, the first difference marked; `None` when there is none.
pub(crate) fn difference(ours: &Walk, kernel: &Walk) -> Option<String> {
    let (left, right) = (ours.lines(), kernel.as_known_to(ours).lines());
    if left == right {
        return None;
    }
    let width = left.iter().map(|line| line.chars().count()).max().unwrap_or(0).max("simulated".len());
    let mut text = format!("    {:<width$} | kernel\n", "simulated");
    for row in 0..left.len().max(right.len()) {
        let cell = |side: &[String]| side.get(row).cloned().unwrap_or_default();
        let (ours, theirs) = (cell(&left), cell(&right));
        let sign = if ours == theirs { ' ' } else { '>' };
        let _ = writeln!(text, "  {sign} {ours:<width$} | {theirs}");
    }
    Some(text)
}
