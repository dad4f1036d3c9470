//! `malla istioctl`: what istiod told a proxy.

use crate::args::{Format, Istioctl, IstioctlCommand, Part, ProxyConfig};
use crate::{BadInput, Outcome, input, report, say};
use malla_core::Snapshot;
use malla_core::proxy_config::ProxyTable;
use malla_trace::{Topology, Vertex, VertexId, VertexKind};

/// Runs the command that is meant.
pub(crate) fn run(wanted: &Istioctl) -> Result<Outcome, BadInput> {
    match &wanted.command {
        IstioctlCommand::ProxyConfig(wanted) => proxy_config(wanted),
    }
}

fn proxy_config(wanted: &ProxyConfig) -> Result<Outcome, BadInput> {
    let snapshot = input::snapshot(&wanted.common)?;
    report::check(&snapshot, wanted.common.lang.into())?;
    let pod = pod(wanted, &snapshot.topology())?;
    match wanted.output {
        Format::Text => say::text(snapshot.proxy_table(&pod, table(wanted.part)).ok_or_else(|| no_proxy(&pod))?),
        Format::Json => say::line(json(&snapshot, &pod, wanted.part)?),
    }
    Ok(Outcome::Good)
}

const fn table(part: Part) -> ProxyTable {
    match part {
        Part::Listeners => ProxyTable::Listeners,
        Part::Routes => ProxyTable::Routes,
        Part::Clusters => ProxyTable::Clusters,
        Part::Endpoints => ProxyTable::Endpoints,
    }
}

fn json(snapshot: &Snapshot, pod: &VertexId, part: Part) -> Result<String, BadInput> {
    let config = snapshot.proxy_config(pod).ok_or_else(|| no_proxy(pod))?;
    let text = match part {
        Part::Listeners => serde_json::to_string_pretty(&config.listeners),
        Part::Routes => serde_json::to_string_pretty(&config.route_tables),
        Part::Clusters | Part::Endpoints => serde_json::to_string_pretty(&config.clusters),
    };
    text.map_err(BadInput::new)
}

fn no_proxy(pod: &VertexId) -> BadInput {
    BadInput::new(format!("{pod}: there is no proxy in it"))
}

/// The pod that is meant: by its whole name, else by the beginning of it where only one begins so.
fn pod(wanted: &ProxyConfig, topology: &Topology) -> Result<VertexId, BadInput> {
    let text = wanted.pod.rsplit('/').next().unwrap_or(&wanted.pod);
    let (name, namespace) = text.split_once('.').unwrap_or((text, &wanted.namespace));
    let exact = VertexId(format!("pod/{namespace}/{name}"));
    if topology.get(&exact).is_some() {
        return Ok(exact);
    }
    let begins = |pod: &&Vertex| pod.kind == VertexKind::Pod && pod.id.0.starts_with(&format!("{}-", exact.0));
    let mut found = topology.vertices.iter().filter(begins);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (Some(_), Some(_)) => Err(BadInput::new(format!("{}: several pods begin so", wanted.pod))),
        (None, _) => Err(BadInput::new(format!("{}: there is no such pod in namespace {namespace}", wanted.pod))),
    }
}
