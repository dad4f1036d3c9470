//! The packet in the middle of a machine's turn: as it was just before a step.

use malla_trace::{Change, Field, Hop, Packet, Transport};

/// The packet just before that step of the hop: the one that came in with all changes so far, or the one that went out
/// with all changes since taken back. `None` where the hop shows no packet.
pub(super) fn before(hop: &Hop, step: usize) -> Option<Packet> {
    let (done, to_come) = hop.steps.split_at_checked(step)?;
    if let Some(entered) = &hop.enters {
        return Some(done.iter().flat_map(|s| &s.delta).fold(entered.clone(), |p, change| with(p, change, &change.to)));
    }
    let changes = to_come.iter().rev().flat_map(|s| &s.delta);
    hop.leaves.clone().map(|left| changes.fold(left, |p, change| with(p, change, &change.from)))
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
    use malla_trace::{Action, CauseId, LegId, NetAction, Phase, SimTime, Stage, Step, TcpFlags, VertexId};

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
            let at: Vec<String> = (0..3).map(|step| before(&hop(enters), step).unwrap().destination_text()).collect();
            assert_eq!(at, ["10.0.0.2:80", "10.0.0.2:80", "10.0.0.9:8080"], "enters: {enters}");
        }
        assert_eq!(before(&hop(true), 9), None);
    }
}
