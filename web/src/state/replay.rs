//! The packet at any step of a hop: what came in with every change so far, or what went out with every change since
//! taken back.

use malla_trace::{Change, Field, Hop, Packet, Transport};

/// The packet as it was before step number `step` of a hop (after all, for one past the last).
#[must_use]
pub fn packet_before(hop: &Hop, step: usize) -> Option<Packet> {
    let step = step.min(hop.steps.len());
    let (so_far, since) = hop.steps.split_at(step);
    if let Some(packet) = &hop.enters {
        let changes = so_far.iter().flat_map(|s| &s.delta);
        return Some(changes.fold(packet.clone(), |p, change| with(p, &change.field, &change.to)));
    }
    let changes = since.iter().rev().flat_map(|s| s.delta.iter().rev());
    Some(changes.fold(hop.leaves.clone()?, |p, change| with(p, &change.field, &change.from)))
}

/// What the steps from `first` to `last` changed in the packet, in the order of a packet's fields.
#[must_use]
pub fn changes_over(hop: &Hop, first: usize, last: usize) -> Vec<Change> {
    match (packet_before(hop, first), packet_before(hop, last + 1)) {
        (Some(before), Some(after)) => before.changes_to(&after),
        _ => vec![],
    }
}

/// The packet with one field set to a printed value; unchanged when the value cannot be read.
fn with(mut packet: Packet, field: &Field, value: &str) -> Packet {
    match field {
        Field::Source => packet.src = value.parse().unwrap_or(packet.src),
        Field::Destination => packet.dst = value.parse().unwrap_or(packet.dst),
        Field::Ttl => packet.ttl = value.parse().unwrap_or(packet.ttl),
        Field::Mark => packet.mark = mark(value).unwrap_or(packet.mark),
        Field::SourcePort => set_ports(&mut packet.transport, value.parse().ok(), None),
        Field::DestinationPort => set_ports(&mut packet.transport, None, value.parse().ok()),
        Field::Host | Field::Path | Field::Header(_) => {}
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

/// Reads a mark as netfilter prints it, `0x4000`.
fn mark(text: &str) -> Option<u32> {
    u32::from_str_radix(text.trim_start_matches("0x"), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::trace;

    #[test]
    fn the_packet_is_the_same_whether_counted_from_its_arrival_or_from_its_departure() {
        let trace = trace();
        let forward = &trace.hops[4];
        let backward = Hop { enters: None, ..forward.clone() };
        for step in 0..=forward.steps.len() + 2 {
            let packet = packet_before(forward, step);
            assert_eq!(packet, packet_before(&backward, step), "before step {step}");
            let destination = if step > 4 { "10.10.0.105:80" } else { "192.168.0.100:30880" };
            assert_eq!(packet.map(|p| p.destination_text()).as_deref(), Some(destination));
        }
        assert_eq!(packet_before(&trace.hops[0], 0), None, "a program at work has no packet");
    }

    #[test]
    fn changes_name_the_address_pair_and_nonsense_changes_nothing() {
        let hop = &trace().hops[4];
        assert_eq!(changes_over(hop, 0, 4).len(), 2);
        assert_eq!(changes_over(hop, 5, 6), []);
        let packet = hop.enters.clone().unwrap();
        assert_eq!(with(packet.clone(), &Field::Source, "nobody"), packet);
        assert_eq!(with(packet, &Field::Mark, "0x4000").mark, 0x4000);
    }
}
