//! A TCP connection: SYN out, SYN-ACK back, the request on the standing connection, the answer back (RFC 9293
//! section 3.5; the closing is not shown).

use super::carry::{Arrival, Errand};
use super::exchange::{Ask, Failed, Told};
use super::{Journey, answer_to};
use malla_trace::{Chance, LegId, Message, Packet, Phase, RejectWith, TcpFlags, Transport, Verdict, VertexId};
use std::net::SocketAddr;

/// The stream that numbers ephemeral ports.
pub(super) const EPHEMERAL_PORTS: &str = "ephemeral-ports";

/// Linux's default `net.ipv4.ip_local_port_range`: 32768 to 60999.
const FIRST_EPHEMERAL: u16 = 32_768;
const EPHEMERAL_COUNT: u64 = 28_232;

/// Linux's default `net.ipv4.tcp_syn_retries` = 6: a connect that hears nothing fails after 127 s.
pub(super) const SYN_PATIENCE_US: u64 = 127_000_000;

/// A connection that stands.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    leg: LegId,
    client: VertexId,
    /// As the client sent it.
    first: Packet,
    /// Who took it.
    pub(super) server: VertexId,
    /// As the server saw it.
    pub(super) seen: Packet,
}

impl Journey<'_> {
    /// A whole conversation over TCP: connect, ask, hear. `to` is an address and how long to wait for it.
    pub(super) fn converse(
        &mut self,
        leg: LegId,
        from: &VertexId,
        to: (SocketAddr, u64),
        ask: &Ask,
    ) -> Result<Told, Failed> {
        let connection = self.connect(leg, from, to).map_err(Failed::before)?;
        let server = connection.server.clone();
        self.answered_by(leg, &server);
        self.say(&connection, Phase::Request, ask.message())?;
        match self.serve(leg, &server, &connection.seen, ask) {
            Ok(told) => {
                self.say(&connection, Phase::Answer, Some(told.message()))?;
                Ok(told)
            }
            Err(verdict) => {
                self.hang_up(&connection);
                Err(Failed::after(verdict))
            }
        }
    }

    /// The handshake.
    fn connect(&mut self, leg: LegId, from: &VertexId, to: (SocketAddr, u64)) -> Result<Connection, Verdict> {
        let source = SocketAddr::new(self.source(from, to.0), self.ephemeral_port());
        let first = Packet::tcp(source, to.0, TcpFlags::SYN);
        let errand = Errand { leg, phase: Phase::Open, message: None };
        let (server, seen) = match self.carry(&errand, from, first.clone()) {
            Arrival::At { machine, packet } => (machine, packet),
            other => return Err(self.unconnected(other, to)),
        };
        let accept = with_flags(answer_to(&seen), TcpFlags::SYN.and(TcpFlags::ACK));
        let errand = Errand { leg, phase: Phase::Accept, message: None };
        match self.carry(&errand, &server, accept) {
            Arrival::At { machine, .. } if machine == *from => {}
            other => return Err(self.unconnected(other, to)),
        }
        Ok(Connection { leg, client: from.clone(), first, server, seen })
    }

    /// Why a connection does not stand. Silence costs the client its patience.
    fn unconnected(&mut self, arrival: Arrival, (to, patience_us): (SocketAddr, u64)) -> Verdict {
        self.look_around(to);
        match arrival {
            Arrival::Refused { with } => Verdict::Rejected { with },
            Arrival::Looped => Verdict::Looped,
            Arrival::Lost { reason } => {
                self.now = self.now.plus_us(patience_us);
                Verdict::Dropped { reason }
            }
            Arrival::At { .. } => {
                self.now = self.now.plus_us(patience_us);
                Verdict::TimedOut
            }
        }
    }

    /// One packet with data on a standing connection.
    fn say(&mut self, connection: &Connection, phase: Phase, message: Option<Message>) -> Result<(), Failed> {
        let data = TcpFlags::PSH.and(TcpFlags::ACK);
        let (from, packet) = if phase.is_back() {
            (&connection.server, with_flags(answer_to(&connection.seen), data))
        } else {
            (&connection.client, with_flags(connection.first.clone(), data))
        };
        match self.carry(&Errand { leg: connection.leg, phase, message }, from, packet) {
            Arrival::At { .. } => Ok(()),
            Arrival::Refused { with } => Err(Failed::after(Verdict::Rejected { with })),
            Arrival::Lost { reason } => Err(Failed::after(Verdict::Dropped { reason })),
            Arrival::Looped => Err(Failed::after(Verdict::Looped)),
        }
    }

    /// The server closes without an answer.
    fn hang_up(&mut self, connection: &Connection) {
        let reset = with_flags(answer_to(&connection.seen), TcpFlags::RST.and(TcpFlags::ACK));
        let errand = Errand { leg: connection.leg, phase: Phase::Answer, message: None };
        self.carry(&errand, &connection.server, reset);
    }

    /// The source address that `connect(2)` would choose.
    pub(super) fn source(&self, from: &VertexId, to: SocketAddr) -> std::net::IpAddr {
        let chosen = self.fabric.get(from).and_then(|machine| machine.netns.source_for(to.ip()));
        chosen.unwrap_or(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED))
    }

    pub(super) fn ephemeral_port(&mut self) -> u16 {
        let draw = self.chance.draw(EPHEMERAL_PORTS, EPHEMERAL_COUNT);
        FIRST_EPHEMERAL + u16::try_from(draw.outcome).unwrap_or(0)
    }
}

/// What a closed connection looks like to the other side.
pub(super) const CLOSED: Verdict = Verdict::Rejected { with: RejectWith::TcpReset };

fn with_flags(packet: Packet, flags: TcpFlags) -> Packet {
    match packet.transport {
        Transport::Tcp { sport, dport, .. } => Packet { transport: Transport::Tcp { sport, dport, flags }, ..packet },
        Transport::Udp { .. } | Transport::Sctp { .. } | Transport::Icmp(_) => packet,
    }
}
