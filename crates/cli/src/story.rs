//! A trace as text: conversations as chapters, machines as lines, every line with the addresses on the packet.

use crate::args::Trace as Wanted;
use crate::wrap::{columns, wrapped};
use malla_core::explain;
use malla_trace::{Hop, Lang, LegId, Packet, Phase, Topology, Trace, VertexId};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The margin before a machine's name, and the one before its steps.
const MARGIN: &str = "   ";
const STEP: &str = "      - ";

/// The whole request, told.
pub(crate) fn tell(trace: &Trace, topology: &Topology, lang: Lang, wanted: &Wanted) -> String {
    let mut text = String::new();
    let mut begun = BTreeSet::new();
    let mut chapter = None;
    let table = Columns::of(trace, topology);
    for (index, hop) in trace.hops.iter().enumerate() {
        if !(hop.phase.is_story() || wanted.every_packet) {
            continue;
        }
        if chapter != Some(hop.leg) {
            chapter = Some(hop.leg);
            let _ = write!(text, "\n{}", heading(trace, hop.leg, begun.insert(hop.leg), lang));
        }
        let headline = explain::hop(trace, index, lang).to_string();
        text.push_str(&table.line(&title(topology, &hop.at), hop, &headline));
        if wanted.explain {
            text.push_str(&steps(trace, index, hop, &headline, lang));
        }
    }
    let _ = write!(text, "\n{}", wrapped("", &explain::verdict(trace, lang).to_string()));
    text
}

/// A chapter's title; an arrow where a conversation goes on that was begun before.
fn heading(trace: &Trace, leg: LegId, is_new: bool, lang: Lang) -> String {
    let sign = if is_new { '·' } else { '↩' };
    wrapped("", &format!("{} {sign} {}", leg.0 + 1, explain::leg(trace, leg, lang)))
}

/// Widths of the columns of machines and addresses.
struct Columns {
    who: usize,
    pair: usize,
}

impl Columns {
    fn of(trace: &Trace, topology: &Topology) -> Self {
        let who = trace.hops.iter().map(|hop| columns(&title(topology, &hop.at))).max();
        let pair = trace.hops.iter().filter_map(packet).map(|packet| columns(&pair(packet))).max();
        Self { who: who.unwrap_or(0), pair: pair.unwrap_or(0) }
    }

    /// A machine's turn: a packet with its addresses, or a program at work in plain words.
    fn line(&self, who: &str, hop: &Hop, headline: &str) -> String {
        let (name, addresses) = (self.who, self.pair);
        let start = format!("{MARGIN}{who:<name$}  ");
        match packet(hop).filter(|_| hop.phase != Phase::Work) {
            Some(packet) => {
                format!(
                    "{start}{:<addresses$}  {}\n",
                    pair(packet),
                    headline.replace(&packet.to_string(), &short(packet))
                )
            }
            None => wrapped(&start, headline),
        }
    }
}

/// The packet of a hop, as it left or, where it ended, as it came.
fn packet(hop: &Hop) -> Option<&Packet> {
    hop.leaves.as_ref().or(hop.enters.as_ref())
}

/// The addresses on a packet, from and to.
fn pair(packet: &Packet) -> String {
    format!("{} → {}", packet.source_text(), packet.destination_text())
}

/// A packet without its addresses, which stand beside it: `tcp SYN`.
fn short(packet: &Packet) -> String {
    let addresses = format!(" {} > {}", packet.source_text(), packet.destination_text());
    packet.to_string().replacen(&addresses, "", 1)
}

fn title(topology: &Topology, id: &VertexId) -> String {
    topology.get(id).map_or_else(|| id.to_string(), |vertex| vertex.title.clone())
}

/// Every step and why; not again what the machine's own line says.
fn steps(trace: &Trace, index: usize, hop: &Hop, headline: &str, lang: Lang) -> String {
    let said = (0..hop.steps.len()).map(|number| explain::step(trace, index, number, lang).to_string());
    said.filter(|sentence| sentence != headline).map(|sentence| wrapped(STEP, &sentence)).collect()
}
