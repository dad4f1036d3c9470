//! `malla iptables-save`: the text of one node.

use crate::args::IptablesSave;
use crate::{BadInput, Outcome, input, report, say};
use malla_core::explain;
use malla_trace::{Topology, VertexKind};

/// Prints the node's packet filter.
pub(crate) fn run(wanted: &IptablesSave) -> Result<Outcome, BadInput> {
    let snapshot = input::snapshot(&wanted.common)?;
    report::check(&snapshot, wanted.common.lang.into())?;
    let text = snapshot.iptables_save(&wanted.node).ok_or_else(|| unknown(&wanted.node, &snapshot.topology()))?;
    if let Some(note) = explain::rules_note(&snapshot, wanted.common.lang.into()) {
        eprintln!("malla: {note}");
    }
    say::text(text);
    Ok(Outcome::Good)
}

pub(crate) fn unknown(node: &str, topology: &Topology) -> BadInput {
    let nodes = topology.vertices.iter().filter(|vertex| vertex.kind == VertexKind::Node);
    let known: Vec<&str> = nodes.filter_map(|vertex| vertex.id.0.rsplit('/').next()).collect();
    BadInput::new(format!("--node {node}: there is no such node; there are {}", known.join(", ")))
}
