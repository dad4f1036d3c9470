//! Random packets: new ones from every device and from local processes, and answers to what came out before.

use super::dice::Dice;
use super::lab::{Lab, ip};
use super::rules::PORTS;
use crate::walk::Walk;
use crate::wire::Segment;
use malla_trace::{IcmpError, IcmpKind, Packet, TcpFlags, Transport};
use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// Where a packet begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It comes in by a device.
    Device(String),
    /// A process of that user sends it.
    Process(u32),
}

/// A packet to put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Injection {
    /// Where.
    pub(crate) origin: Origin,
    /// What.
    pub(crate) packet: Packet,
}

impl fmt::Display for Injection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Device(device) => write!(f, "by {device}")?,
            Origin::Process(user) => write!(f, "from user {user}")?,
        }
        write!(f, " {} ttl {}", self.packet, self.packet.ttl)
    }
}

impl Injection {
    /// Sequence numbers that always fit, as the model takes for granted: a SYN has the last one there is, so that everything
    /// after it is number 0, and 0 is what a side that has not spoken yet is believed to have said.
    pub(crate) fn segment(&self) -> Segment {
        let opens = flags(&self.packet).is_some_and(|flags| flags.has(TcpFlags::SYN));
        Segment { sequence: if opens { u32::MAX } else { 0 }, ..Segment::default() }
    }
}

fn flags(packet: &Packet) -> Option<TcpFlags> {
    match packet.transport {
        Transport::Tcp { flags, .. } => Some(flags),
        Transport::Udp { .. } | Transport::Sctp { .. } | Transport::Icmp(_) => None,
    }
}

/// What went in, and what the kernel did with it.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) injection: Injection,
    pub(crate) walk: Walk,
}

/// Makes packets, remembering what went in and what came out.
pub(crate) struct Traffic {
    lab: Lab,
    port: u16,
    past: Vec<Past>,
}

impl Traffic {
    /// No traffic yet.
    pub(crate) const fn new(lab: Lab) -> Self {
        Self { lab, port: 10_000, past: vec![] }
    }

    /// The next packet: in two of five cases one that belongs to an earlier one.
    pub(crate) fn next(&mut self, dice: &mut Dice) -> Result<Injection, String> {
        if dice.percent(40) && !self.past.is_empty() {
            let Past { injection, walk } = dice.one(&self.past);
            if let Some(later) = follow_up(dice, &self.lab, &injection, &walk.out)? {
                return Ok(later);
            }
        }
        self.fresh(dice)
    }

    /// Remembers what came of a packet.
    pub(crate) fn remember(&mut self, past: Past) {
        self.past.push(past);
    }

    /// Everything that is remembered.
    pub(crate) fn into_past(self) -> Vec<Past> {
        self.past
    }

    /// What was said before in the same conversation.
    pub(crate) fn history(&self, injection: &Injection) -> String {
        let told = |past: &Past| {
            let Past { injection: earlier, walk } = past;
            let lines: String = walk.lines().iter().map(|line| format!("      {line}\n")).collect();
            format!("    before: {earlier}\n{lines}")
        };
        self.same_conversation(injection).map(told).collect()
    }

    fn same_conversation(&self, injection: &Injection) -> impl Iterator<Item = &Past> {
        let number = conversation(&injection.packet);
        self.past.iter().filter(move |past| conversation(&past.injection.packet) == number)
    }

    fn fresh(&mut self, dice: &mut Dice) -> Result<Injection, String> {
        let (origin, src) = self.origin(dice)?;
        let local = matches!(origin, Origin::Process(_));
        let odd = !local && dice.percent(4);
        let dst = ip(if odd { dice.one(&self.lab.odd) } else { dice.one(&self.lab.everybody()) })?;
        self.port = if self.port >= 60_000 { 10_000 } else { self.port + 1 };
        let (from, to) = (SocketAddr::new(src, self.port), SocketAddr::new(dst, dice.one(&PORTS)));
        let mut packet = match dice.below(10) {
            0..=4 => Packet::tcp(from, to, TcpFlags::SYN),
            5 => Packet::tcp(from, to, stray_flags(dice)),
            6 | 7 => Packet::udp(from, to),
            _ => Packet {
                transport: Transport::Icmp(IcmpKind::Echo { id: self.port, reply: dice.percent(5) }),
                ..Packet::udp(from, to)
            },
        };
        if !local && dice.percent(5) {
            packet.ttl = dice.one(&[1, 2]);
        }
        Ok(Injection { origin, packet })
    }

    fn origin(&self, dice: &mut Dice) -> Result<(Origin, IpAddr), String> {
        let device = |name: &str| Origin::Device(name.into());
        let (origin, src) = match dice.below(10) {
            0..=3 => (device("eth0"), dice.one(&self.lab.outside)),
            4 => (device("v0"), self.lab.inside[0]),
            5 => (device("v1"), self.lab.inside[1]),
            6 => (device("v2"), self.lab.inside[2]),
            7 if dice.percent(20) => {
                (device("eth0"), dice.one(&[self.lab.own[0], self.lab.inside[0], self.lab.odd[0]]))
            }
            _ => (Origin::Process(dice.one(self.lab.users)), dice.one(&self.lab.own)),
        };
        Ok((origin, ip(src)?))
    }
}

/// The number that tells conversations apart: the fresh port of a packet, or of the one it is about.
fn conversation(packet: &Packet) -> u16 {
    match &packet.transport {
        Transport::Icmp(IcmpKind::Echo { id, .. }) => *id,
        Transport::Icmp(IcmpKind::Error { about, .. }) => conversation(about),
        Transport::Icmp(IcmpKind::Other { .. }) => 0,
        Transport::Tcp { sport, dport, .. } | Transport::Udp { sport, dport } | Transport::Sctp { sport, dport } => {
            if PORTS.contains(sport) {
                *dport
            } else {
                *sport
            }
        }
    }
}

/// Flags that open no connection properly.
fn stray_flags(dice: &mut Dice) -> TcpFlags {
    let (syn, ack, fin, rst) = (TcpFlags::SYN, TcpFlags::ACK, TcpFlags::FIN, TcpFlags::RST);
    dice.one(&[ack, syn.and(ack), fin.and(ack), rst, rst.and(ack), syn.and(fin), TcpFlags(0), ack.and(TcpFlags::PSH)])
}

/// Something that belongs to an earlier packet: the same again, its answer, or an error about it.
fn follow_up(
    dice: &mut Dice,
    lab: &Lab,
    injection: &Injection,
    out: &[(String, Packet)],
) -> Result<Option<Injection>, String> {
    let first_out = out.first().filter(|(_, packet)| !is_error(packet));
    Ok(match (dice.below(10), first_out) {
        (0..=5, Some((device, packet))) => answer(dice, packet).map(|packet| later(device, packet)),
        (6, Some((device, packet))) => {
            let src = if dice.percent(50) { packet.dst } else { ip(lab.outside[0])? };
            Some(later(device, error(dice, src, packet)))
        }
        (_, _) if is_error(&injection.packet) => None,
        (_, _) => Some(again(dice, injection)),
    })
}

fn later(device: &str, packet: Packet) -> Injection {
    Injection { origin: Origin::Device(device.into()), packet }
}

fn is_error(packet: &Packet) -> bool {
    matches!(packet.transport, Transport::Icmp(IcmpKind::Error { .. } | IcmpKind::Other { .. }))
}

/// What the other side says. To a reset it says nothing.
fn answer(dice: &mut Dice, packet: &Packet) -> Option<Packet> {
    let transport = match packet.transport.clone() {
        Transport::Tcp { flags, .. } if flags.has(TcpFlags::RST) => return None,
        Transport::Tcp { sport, dport, flags } => {
            let opens = flags == TcpFlags::SYN;
            let says = if opens { TcpFlags::SYN.and(TcpFlags::ACK) } else { TcpFlags::ACK };
            let flags = if dice.percent(75) { says } else { TcpFlags::RST.and(TcpFlags::ACK) };
            Transport::Tcp { sport: dport, dport: sport, flags }
        }
        Transport::Udp { sport, dport } => Transport::Udp { sport: dport, dport: sport },
        Transport::Icmp(IcmpKind::Echo { id, reply: false }) => Transport::Icmp(IcmpKind::Echo { id, reply: true }),
        Transport::Icmp(_) | Transport::Sctp { .. } => return None,
    };
    Some(Packet { src: packet.dst, dst: packet.src, ttl: 64, mark: 0, transport })
}

fn error(dice: &mut Dice, src: IpAddr, about: &Packet) -> Packet {
    let error = dice.one(&[IcmpError::PortUnreachable, IcmpError::HostUnreachable, IcmpError::TtlExceeded]);
    let transport = Transport::Icmp(IcmpKind::Error { error, about: Box::new(about.clone()) });
    Packet { src, dst: about.src, ttl: 64, mark: 0, transport }
}

/// The same sender once more: a retransmission, or the next word.
fn again(dice: &mut Dice, injection: &Injection) -> Injection {
    let mut injection = injection.clone();
    if let Transport::Tcp { flags, .. } = &mut injection.packet.transport
        && dice.percent(70)
    {
        *flags = dice.one(&[TcpFlags::ACK, TcpFlags::ACK.and(TcpFlags::PSH), TcpFlags::FIN.and(TcpFlags::ACK)]);
    }
    injection
}
