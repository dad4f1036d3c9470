//! `malla conntrack`: what the machines remember of a request.

mod clean_up;

use crate::args::{Conntrack, Format};
use crate::trace::{machine, url};
use crate::{BadInput, Outcome, input, report, rules, say};
use malla_core::{ConnectionsView, MachineConnections, Snapshot};
use malla_trace::{Probe, VertexId};

/// Sends the request and prints the tables afterwards.
pub(crate) fn run(wanted: &Conntrack) -> Result<Outcome, BadInput> {
    if !wanted.then.is_empty() {
        return clean_up::run(wanted);
    }
    let snapshot = input::snapshot(&wanted.common)?;
    report::check(&snapshot, wanted.common.lang.into())?;
    let only = only(wanted, &snapshot)?;
    let from = machine("--from", &wanted.from, &snapshot.topology())?;
    let probe = Probe { from, method: "GET".into(), url: url(&wanted.to)?, headers: vec![] };
    let mut after = snapshot.connections_after(&probe, wanted.count - 1);
    after.machines.retain(|machine| only.as_ref().is_none_or(|only| *only == machine.machine));
    match wanted.output {
        Format::Text => say::text(tables(&after, only.is_none())),
        Format::Json => say::line(serde_json::to_string_pretty(&after).map_err(BadInput::new)?),
    }
    Ok(if after.verdict.is_answer() { Outcome::Good } else { Outcome::Bad })
}

/// The one machine that is asked about.
fn only(wanted: &Conntrack, snapshot: &Snapshot) -> Result<Option<VertexId>, BadInput> {
    match (&wanted.node, &wanted.machine) {
        (Some(node), _) => {
            let known = snapshot.node(node).ok_or_else(|| rules::unknown(node, &snapshot.topology()))?;
            Ok(Some(known))
        }
        (None, Some(text)) => machine("--machine", text, &snapshot.topology()).map(Some),
        (None, None) => Ok(None),
    }
}

/// One machine's table as it is; several under their names, as `head` prints several files.
fn tables(after: &ConnectionsView, named: bool) -> String {
    let table = |machine: &MachineConnections| {
        let lines: String = machine.connections.iter().map(|one| format!("{}\n", one.text)).collect();
        if named { format!("==> {} <==\n{lines}", machine.machine) } else { lines }
    };
    let tables: Vec<String> = after.machines.iter().map(table).collect();
    tables.join("\n")
}
