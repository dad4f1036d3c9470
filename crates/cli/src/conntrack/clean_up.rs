//! `malla conntrack --then`: what kube-proxy makes of the nodes' tables once other manifests are applied.

use super::only;
use crate::args::{Conntrack, Format};
use crate::trace::{machine, url};
use crate::{BadInput, Outcome, input, report, say};
use malla_core::{Change, CleanUpView, JudgedConnection, MachineCleanUp, Scenario, SimHost, explain};
use malla_trace::{Lang, Probe};

/// Sends the request, changes the cluster, and prints what stays and what goes.
pub(super) fn run(wanted: &Conntrack) -> Result<Outcome, BadInput> {
    let lang = wanted.common.lang.into();
    let mut host = SimHost::new(Scenario { seed: wanted.common.seed });
    let mut cluster = |files| -> Result<_, BadInput> {
        host.apply(Change::Files(input::files(files)?));
        report::check(&host.snapshot(), lang)?;
        Ok(host.snapshot())
    };
    let (before, after) = (cluster(&wanted.common.files)?, cluster(&wanted.then)?);
    let only = only(wanted, &before)?;
    let from = machine("--from", &wanted.from, &before.topology())?;
    let probe = Probe { from, method: "GET".into(), url: url(&wanted.to)?, headers: vec![] };
    let mut view = before.clean_up_after(&probe, wanted.count - 1, &after);
    view.machines.retain(|machine| only.as_ref().is_none_or(|only| *only == machine.machine));
    match wanted.output {
        Format::Text => say::text(tables(&view, lang)),
        Format::Json => say::line(serde_json::to_string_pretty(&view).map_err(BadInput::new)?),
    }
    Ok(if view.verdict.is_answer() { Outcome::Good } else { Outcome::Bad })
}

/// Every node's under its name; what goes is marked as `conntrack -E` marks it.
fn tables(view: &CleanUpView, lang: Lang) -> String {
    let line = |one: &JudgedConnection| {
        let mark = if one.deleted { "[DESTROY] " } else { "" };
        let place = one.place.as_ref().map_or_else(String::new, |place| format!(" ({}:{})", place.file, place.line));
        format!("{mark}{}\n    {}{place}\n", one.connection.text, explain::clean_up(one, lang))
    };
    let table = |machine: &MachineCleanUp| {
        let lines: String = machine.connections.iter().map(line).collect();
        format!("==> {} <==\n{lines}", machine.machine)
    };
    let tables: Vec<String> = view.machines.iter().map(table).collect();
    tables.join("\n")
}
