//! The packet in the middle of a machine's turn: as it was just before a step.

use malla_trace::{Action, Change, Field, Hop, NetAction, Packet, Phase, Purpose, Step, TcpFlags, Trace, Transport};
use std::net::SocketAddr;

/// The packet just before that step of the hop: the one that came in with all changes so far, or the one that went out
/// with all changes since taken back. `None` where the hop shows no packet.
pub(super) fn before(trace: &Trace, hop: &Hop, step: usize) -> Option<Packet> {
    let (done, to_come) = hop.steps.split_at_checked(step)?;
    if let Some(entered) = &hop.enters {
        return Some(done.iter().flat_map(|s| &s.delta).fold(entered.clone(), |p, change| with(p, change, &change.to)));
    }
    hop.leaves.clone().or_else(|| delivered_inside(trace, hop)).map(|last| undone(last, to_come))
}

/// The packet before those steps changed it.
fn undone(last: Packet, steps: &[Step]) -> Packet {
    steps.iter().rev().flat_map(|s| &s.delta).fold(last, |p, change| with(p, change, &change.from))
}

/// The packet as it was delivered on the very machine that made it: its destination is the socket, and its source is
/// whom the packet of the other direction was for.
fn delivered_inside(trace: &Trace, hop: &Hop) -> Option<Packet> {
    let other = |o: &&Hop| o.leg == hop.leg && o.at == hop.at && o.phase.is_back() != hop.phase.is_back();
    let tcp = |to: SocketAddr| Packet::tcp(to, to, flags(hop.phase));
    let leg = trace.legs.iter().find(|leg| leg.id == hop.leg)?;
    if hop.phase == Phase::Work || matches!(leg.purpose, Purpose::Resolve { .. }) {
        return None;
    }
    let to = socket(hop)?;
    let answer = trace.hops.iter().filter(other).find_map(|o| Some(undone(tcp(socket(o)?), &o.steps)))?;
    Some(Packet::tcp(SocketAddr::new(answer.dst, answer.dport()?), to, flags(hop.phase)))
}

fn socket(hop: &Hop) -> Option<SocketAddr> {
    hop.steps.iter().find_map(|step| match &step.action {
        Action::Net(NetAction::Deliver { socket }) if hop.enters.is_none() => Some(*socket),
        Action::Net(_) | Action::Dns(_) | Action::Proxy(_) | Action::App(_) => None,
    })
}

const fn flags(phase: Phase) -> TcpFlags {
    match phase {
        Phase::Open => TcpFlags::SYN,
        Phase::Accept => TcpFlags::SYN.and(TcpFlags::ACK),
        Phase::Work | Phase::Request | Phase::Answer => TcpFlags::PSH.and(TcpFlags::ACK),
    }
}

/// The packet with one field set to a printed value; a value that does not read leaves it as it was.
fn with(mut packet: Packet, change: &Change, value: &str) -> Packet {
    match &change.field {
        Field::Source => packet.src = value.parse().unwrap_or(packet.src),
        Field::Destination => packet.dst = value.parse().unwrap_or(packet.dst),
        Field::Ttl => packet.ttl = value.parse().unwrap_or(packet.ttl),
        Field::SourcePort => set_ports(&mut packet.transport, value.parse().ok(), None),
        Field::DestinationPort => set_ports(&mut packet.transport, None, value.parse().ok()),
        Field::Mark | Field::Host | Field::Path | Field::Header(_) => {}
    }
    packet
}

fn set_ports(transport: &mut Transport, source: Option<u16>, destination: Option<u16>) {
    match transport {
        Transport::Tcp { sport, dport, .. } | Transport::Udp { sport, dport } | Transport::Sctp { sport, dport } => {
            *sport = source.unwrap_or(*sport);
            *dport = destination.unwrap_or(*dport);
        }
        Transport::Icmp(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_trace::{CauseId, Leg, LegId, Probe, SimTime, Stage, Verdict, VertexId};

    fn hop(enters: bool) -> Hop {
        let packet = |to: &str| Packet::tcp("10.0.0.1:5".parse().unwrap(), to.parse().unwrap(), TcpFlags::SYN);
        let (first, last) = (packet("10.0.0.2:80"), packet("10.0.0.9:8080"));
        let step = |delta| Step {
            stage: Stage::Conntrack,
            action: Action::Net(NetAction::Originate),
            delta,
            why: CauseId(0),
            considered: vec![],
        };
        let steps = vec![step(vec![]), step(first.changes_to(&last)), step(vec![])];
        Hop {
            leg: LegId(0),
            phase: Phase::Open,
            time: SimTime(0),
            at: VertexId("node/a".into()),
            next: None,
            enters: enters.then_some(first),
            leaves: Some(last),
            part: None,
            message: None,
            steps,
        }
    }

    #[test]
    fn a_packet_is_old_up_to_the_step_that_changes_it_and_new_behind() {
        for enters in [true, false] {
            let at: Vec<String> =
                (0..3).map(|step| before(&trace(vec![]), &hop(enters), step).unwrap().destination_text()).collect();
            assert_eq!(at, ["10.0.0.2:80", "10.0.0.2:80", "10.0.0.9:8080"], "enters: {enters}");
        }
        assert_eq!(before(&trace(vec![]), &hop(true), 9), None);
    }

    fn trace(hops: Vec<Hop>) -> Trace {
        let leg = Leg {
            id: LegId(0),
            parent: None,
            purpose: Purpose::Http { to: "10.0.0.2:80".into() },
            from: VertexId("node/a".into()),
            to: None,
            from_part: None,
            to_part: None,
            security: None,
            why: CauseId(0),
            verdict: Verdict::Delivered,
        };
        let probe = Probe::get("node/a", "http://10.0.0.2/").unwrap();
        let (legs, causes) = (vec![leg], std::collections::BTreeMap::new());
        Trace {
            probe,
            seed: 0,
            legs,
            hops,
            reply: None,
            verdict: Verdict::Delivered,
            culprit: None,
            draws: vec![],
            causes,
        }
    }

    /// A hop that never leaves its machine, with an address rewritten on the way to a socket.
    fn inside(phase: Phase, field: Field, from: &str, to: &str, socket: &str) -> Hop {
        let step = |action, delta| Step {
            stage: Stage::Conntrack,
            action: Action::Net(action),
            delta,
            why: CauseId(0),
            considered: vec![],
        };
        let change = Change { field, from: from.into(), to: to.into() };
        let deliver = NetAction::Deliver { socket: socket.parse().unwrap() };
        let steps =
            vec![step(NetAction::Originate, vec![]), step(NetAction::Originate, vec![change]), step(deliver, vec![])];
        Hop { phase, enters: None, leaves: None, steps, ..hop(true) }
    }

    #[test]
    fn a_packet_that_never_leaves_its_machine_is_known_by_its_answer() {
        let out = inside(Phase::Open, Field::Destination, "10.0.0.2", "127.0.0.1", "127.0.0.1:80");
        let back = inside(Phase::Accept, Field::Source, "127.0.0.1", "10.0.0.2", "10.0.0.1:5");
        let trace = trace(vec![out, back]);
        let at = |hop: usize, step| before(&trace, &trace.hops[hop], step).unwrap().to_string();
        assert_eq!(at(0, 0), "tcp 10.0.0.1:5 > 10.0.0.2:80 SYN");
        assert_eq!(at(0, 2), "tcp 10.0.0.1:5 > 127.0.0.1:80 SYN");
        assert_eq!(at(1, 0), "tcp 127.0.0.1:80 > 10.0.0.1:5 SYN,ACK");
        assert_eq!(at(1, 2), "tcp 10.0.0.2:80 > 10.0.0.1:5 SYN,ACK");
        let alone = Trace { hops: trace.hops[..1].to_vec(), ..trace.clone() };
        assert_eq!(before(&alone, &alone.hops[0], 0), None);
    }
}
