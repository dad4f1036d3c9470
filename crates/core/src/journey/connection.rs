//! A TCP connection: SYN out, SYN-ACK back, the request on the standing connection, the answer back (RFC 9293
//! section 3.5; the closing is not shown).

use super::actor::Actor;
use super::carry::{Arrival, Errand};
use super::exchange::{Ask, Failed, Said, Target, Told};
use super::{Journey, answer_to};
use malla_trace::{Chance, LegId, Message, Packet, Phase, RejectWith, SimTime, TcpFlags, Transport, Verdict};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

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
    client: Actor,
    /// As the client sent it.
    first: Packet,
    /// Who took it.
    pub(super) server: Actor,
    /// As the server saw it.
    pub(super) seen: Packet,
}

impl Journey<'_> {
    /// A whole conversation over TCP: connect, ask, hear. A caller that has waited long enough goes on from that moment;
    /// what the other side still does happens later, and nobody hears of it.
    pub(super) fn converse(
        &mut self,
        leg: LegId,
        from: &Actor,
        target: &Target,
        to: SocketAddr,
        ask: &Ask,
    ) -> Result<Told, Failed> {
        let connection = self.connect(leg, from, target, to).map_err(Failed::before)?;
        self.answered_by(leg, &connection.server);
        let deadline = target.answer_until(self.now);
        let result = self.ask_and_hear(&connection, target, ask, deadline);
        match deadline.filter(|deadline| self.now > *deadline) {
            Some(deadline) => {
                self.now = deadline;
                Err(Failed::late())
            }
            None => result,
        }
    }

    fn ask_and_hear(
        &mut self,
        connection: &Connection,
        target: &Target,
        ask: &Ask,
        deadline: Option<SimTime>,
    ) -> Result<Told, Failed> {
        let said = Said { ask, transport: &target.transport };
        let greeting = self.greet(&connection.server, &connection.seen, &said);
        let message = if greeting.is_refused() { said.first_words() } else { self.noted(|| ask.message()) };
        self.say(connection, Phase::Request, message)?;
        let served = self.serve(connection.leg, &connection.server, &connection.seen, &said);
        self.secured(connection.leg, self.security_after(connection.leg, &greeting));
        let late = deadline.is_some_and(|deadline| self.now > deadline);
        match served {
            _ if late => Err(Failed::late()),
            Ok(told) => {
                let message = self.noted(|| Some(told.message()));
                self.say(connection, Phase::Answer, message)?;
                Ok(told)
            }
            Err(verdict) => {
                self.hang_up(connection);
                Err(if said.is_secured_in_vain(&greeting) {
                    Failed::handshake(verdict)
                } else {
                    Failed::after(verdict)
                })
            }
        }
    }

    /// A message, when somebody will read it.
    pub(super) fn noted(&self, message: impl FnOnce() -> Option<Message>) -> Option<Message> {
        if self.is_told() { message() } else { None }
    }

    /// The handshake.
    fn connect(&mut self, leg: LegId, from: &Actor, target: &Target, to: SocketAddr) -> Result<Connection, Verdict> {
        let address = target.source.unwrap_or_else(|| self.source(from, to));
        let source = SocketAddr::new(address, self.ephemeral_port());
        let first = Packet::tcp(source, to, TcpFlags::SYN);
        let errand = Errand { leg, phase: Phase::Open, message: None, taker: None };
        let (machine, seen) = match self.carry(errand, from, first.clone()) {
            Arrival::At { machine, packet } => (machine, packet),
            other => return Err(self.unconnected(other, target, to)),
        };
        let server = self.taker(&machine, &seen);
        let accept = with_flags(answer_to(&seen), TcpFlags::SYN.and(TcpFlags::ACK));
        let errand = Errand { leg, phase: Phase::Accept, message: None, taker: from.process.part.clone() };
        match self.carry(errand, &server, accept) {
            Arrival::At { machine, .. } if machine == from.at => {}
            other => return Err(self.unconnected(other, target, to)),
        }
        Ok(Connection { leg, client: from.clone(), first, server, seen })
    }

    /// Why a connection does not stand. Silence costs the client its patience.
    fn unconnected(&mut self, arrival: Arrival, target: &Target, to: SocketAddr) -> Verdict {
        self.look_around(to);
        match arrival {
            Arrival::Refused { with } => Verdict::Rejected { with },
            Arrival::Looped => Verdict::Looped,
            Arrival::Lost { reason } => {
                self.now = target.connected_until(self.now);
                Verdict::Dropped { reason }
            }
            Arrival::At { .. } => {
                self.now = target.connected_until(self.now);
                Verdict::TimedOut
            }
        }
    }

    /// One packet with data on a standing connection.
    fn say(&mut self, connection: &Connection, phase: Phase, message: Option<Message>) -> Result<(), Failed> {
        let data = TcpFlags::PSH.and(TcpFlags::ACK);
        let Connection { leg, client, first, server, seen } = connection;
        let (from, to, packet) = if phase.is_back() {
            (server, client, with_flags(answer_to(seen), data))
        } else {
            (client, server, with_flags(first.clone(), data))
        };
        let errand = Errand { leg: *leg, phase, message, taker: to.process.part.clone() };
        match self.carry(errand, from, packet) {
            Arrival::At { .. } => Ok(()),
            Arrival::Refused { with } => Err(Failed::after(Verdict::Rejected { with })),
            Arrival::Lost { reason } => Err(Failed::after(Verdict::Dropped { reason })),
            Arrival::Looped => Err(Failed::after(Verdict::Looped)),
        }
    }

    /// The server closes without an answer.
    fn hang_up(&mut self, connection: &Connection) {
        let Connection { leg, client, server, seen, .. } = connection;
        let reset = with_flags(answer_to(seen), TcpFlags::RST.and(TcpFlags::ACK));
        let taker = client.process.part.clone();
        let errand = Errand { leg: *leg, phase: Phase::Answer, message: None, taker };
        self.carry(errand, server, reset);
    }

    /// The source address that `connect(2)` would choose.
    pub(super) fn source(&self, from: &Actor, to: SocketAddr) -> IpAddr {
        let chosen = self.fabric.get(&from.at).and_then(|machine| machine.netns.source_for(to.ip()));
        chosen.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
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
