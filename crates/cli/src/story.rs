//! A trace as text: conversations as chapters, machines as lines, every line with the addresses on the packet.

use crate::args::Trace as Wanted;
use malla_core::explain;
use malla_trace::{Hop, Lang, LegId, Packet, Topology, Trace, VertexId};
use std::fmt::Write;

/// Width of the column of machines.
const WHO: usize = 28;

/// Width of the column of addresses.
const PAIR: usize = 46;

/// The whole request, told.
pub(crate) fn tell(trace: &Trace, topology: &Topology, lang: Lang, wanted: &Wanted) -> String {
    let mut text = String::new();
    let mut chapter = None;
    for (index, hop) in trace.hops.iter().enumerate() {
        if !(hop.phase.is_story() || wanted.every_packet) {
            continue;
        }
        if chapter != Some(hop.leg) {
            chapter = Some(hop.leg);
            let _ = writeln!(text, "{}", heading(trace, hop.leg, lang));
        }
        let _ = writeln!(text, "{}", line(trace, topology, index, hop, lang));
        if wanted.explain {
            steps(&mut text, trace, index, hop, lang);
        }
    }
    let _ = writeln!(text, "\n{}", explain::verdict(trace, lang));
    text
}

fn heading(trace: &Trace, leg: LegId, lang: Lang) -> String {
    format!("\n{} · {}", leg.0 + 1, explain::leg(trace, leg, lang))
}

fn line(trace: &Trace, topology: &Topology, index: usize, hop: &Hop, lang: Lang) -> String {
    let who = title(topology, &hop.at);
    let pair = hop.leaves.as_ref().or(hop.enters.as_ref()).map(pair).unwrap_or_default();
    format!("   {who:<WHO$} {pair:<PAIR$} {}", explain::hop(trace, index, lang)).trim_end().to_owned()
}

/// The addresses on a packet, from and to.
fn pair(packet: &Packet) -> String {
    format!("{} → {}", packet.source_text(), packet.destination_text())
}

fn title(topology: &Topology, id: &VertexId) -> String {
    topology.get(id).map_or_else(|| id.to_string(), |vertex| vertex.title.clone())
}

fn steps(text: &mut String, trace: &Trace, index: usize, hop: &Hop, lang: Lang) {
    for number in 0..hop.steps.len() {
        let _ = writeln!(text, "      - {}", explain::step(trace, index, number, lang));
    }
}
