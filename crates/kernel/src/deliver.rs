//! Local delivery: the socket that takes a packet, and what the kernel answers when there is none
//! (`ip_local_deliver_finish`, `tcp_v4_rcv`, `__udp4_lib_rcv`, `icmp_rcv`).

use crate::cidr::Family;
use crate::conntrack::Tracking;
use crate::context::Context;
use crate::fib::RouteKind;
use crate::netns::Netns;
use crate::outcome::Outcome;
use crate::skb::Skb;
use crate::socket::{Listener, Owner, Protocol};
use malla_trace::{CauseId, IcmpError, IcmpKind, NetAction, Packet, RejectWith, Stage, TcpFlags, Transport};
use std::net::SocketAddr;

impl Netns {
    /// Gives a packet to a socket, or answers in its place.
    pub(crate) fn deliver(&mut self, skb: &Skb, cx: &mut Context<'_>) -> Outcome {
        match &skb.packet.transport {
            Transport::Tcp { flags, .. } => self.deliver_tcp(*flags, skb, cx),
            Transport::Udp { .. } => self.deliver_datagram(IcmpError::PortUnreachable, skb, cx),
            Transport::Sctp { .. } => self.deliver_datagram(IcmpError::ProtoUnreachable, skb, cx),
            Transport::Icmp(kind) => self.deliver_icmp(kind, skb, cx),
        }
    }

    /// A conversation that stands, else a listener for a SYN, else a reset. Nobody answers a reset (RFC 9293
    /// section 3.10.7), and nothing at all is said to a packet for everybody (RFC 1122 section 4.2.3.10).
    fn deliver_tcp(&mut self, flags: TcpFlags, skb: &Skb, cx: &mut Context<'_>) -> Outcome {
        if self.is_broadcast(skb) {
            return Outcome::Local { packet: skb.packet.clone(), program: None, answer: None };
        }
        let converses = self.sockets.converses(&skb.packet);
        let opens = flags.has(TcpFlags::SYN) && !flags.has(TcpFlags::ACK);
        if converses || (opens && self.listener_for(skb).is_some()) {
            if flags.has(TcpFlags::RST) {
                self.sockets.forget(&skb.packet);
            }
            return self.local(skb, cx);
        }
        if flags.has(TcpFlags::RST) {
            return Outcome::Local { packet: skb.packet.clone(), program: None, answer: None };
        }
        let with = RejectWith::TcpReset;
        cx.step(|| Stage::Socket, self.laws.no_socket, || NetAction::NoSocket { with });
        // IPv4 sends it by a socket of the kernel's (`ip_send_unicast_reply`), IPv6 by none (`tcp_v6_send_response`).
        let owner = match Family::of(skb.packet.dst) {
            Family::V4 => Owner::Kernel,
            Family::V6 => Owner::None,
        };
        let reset = Skb::local(reset_for(&skb.packet, flags), owner);
        let answer = Some(Box::new(self.originate(reset, self.laws.no_socket, cx)));
        Outcome::Reject { with, answer }
    }

    fn deliver_datagram(&mut self, error: IcmpError, skb: &Skb, cx: &mut Context<'_>) -> Outcome {
        if self.sockets.converses(&skb.packet) || self.listener_for(skb).is_some() {
            return self.local(skb, cx);
        }
        let with = RejectWith::Icmp(error);
        cx.step(|| Stage::Socket, self.laws.no_socket, || NetAction::NoSocket { with });
        // A UDP packet has lost its connection by now (`nf_reset_ct`): the error is looked up by itself.
        let mut forgetful = skb.clone();
        if error == IcmpError::PortUnreachable {
            forgetful.tracking = Tracking::Unseen;
        }
        let answer = self.answer_refusal(with, &forgetful, cx);
        Outcome::Reject { with, answer }
    }

    /// The kernel answers pings to its own addresses itself; errors and replies are for whoever asked.
    fn deliver_icmp(&mut self, kind: &IcmpKind, skb: &Skb, cx: &mut Context<'_>) -> Outcome {
        let packet = skb.packet.clone();
        match kind {
            IcmpKind::Echo { id, reply: false } if !self.is_broadcast(skb) => {
                let transport = Transport::Icmp(IcmpKind::Echo { id: *id, reply: true });
                let reply = Packet { src: packet.dst, dst: packet.src, ttl: 64, mark: 0, transport };
                let answer = Some(Box::new(self.originate(Skb::local(reply, Owner::Kernel), self.laws.icmp_echo, cx)));
                Outcome::Local { packet, program: None, answer }
            }
            IcmpKind::Error { about, .. } => {
                let program = self.program_of(&about.transport, about);
                Outcome::Local { packet, program, answer: None }
            }
            IcmpKind::Echo { .. } | IcmpKind::Other { .. } => Outcome::Local { packet, program: None, answer: None },
        }
    }

    /// Whether a packet is for everybody.
    pub(crate) fn is_broadcast(&self, skb: &Skb) -> bool {
        skb.packet.dst.is_multicast() || skb.route.as_ref().is_some_and(|r| r.kind == RouteKind::Broadcast)
    }

    /// Who listens where a quoted packet came from.
    fn program_of(&self, transport: &Transport, about: &Packet) -> Option<String> {
        let (port, _) = transport.ports()?;
        self.sockets.listener(Protocol::of(transport), about.src, port).map(|l| l.program.clone())
    }

    fn listener_for(&self, skb: &Skb) -> Option<&Listener> {
        let packet = &skb.packet;
        let own = || Some(SocketAddr::new(packet.dst, packet.dport()?));
        let socket = skb.taken_by.or_else(own)?;
        self.sockets.listener(Protocol::of(&packet.transport), socket.ip(), socket.port())
    }

    fn local(&self, skb: &Skb, cx: &mut Context<'_>) -> Outcome {
        let packet = skb.packet.clone();
        let listener = self.listener_for(skb);
        let why: CauseId = listener.map_or(self.laws.connected_socket, |l| l.why);
        let socket = SocketAddr::new(packet.dst, packet.dport().unwrap_or(0));
        cx.step(|| Stage::Socket, why, || NetAction::Deliver { socket });
        Outcome::Local { program: listener.map(|l| l.program.clone()), packet, answer: None }
    }
}

/// The reset that answers a packet (RFC 9293 section 3.10.7.1): it acknowledges only what did not acknowledge.
pub(crate) fn reset_for(packet: &Packet, flags: TcpFlags) -> Packet {
    let (sport, dport) = packet.transport.ports().unwrap_or((0, 0));
    let (from, to) = (SocketAddr::new(packet.dst, dport), SocketAddr::new(packet.src, sport));
    let reset = if flags.has(TcpFlags::ACK) { TcpFlags::RST } else { TcpFlags::RST.and(TcpFlags::ACK) };
    Packet::tcp(from, to, reset)
}
