//! `malla trace`: one request, told.

use crate::args::{Format, Trace};
use crate::{BadInput, Outcome, input, report, say, story, summary};
use malla_core::Snapshot;
use malla_trace::{Probe, ProbeError, Summary, Topology, Url, VertexId, VertexKind};
use serde::Serialize;

/// Sends the request and tells it.
pub(crate) fn run(wanted: &Trace) -> Result<Outcome, BadInput> {
    let lang = wanted.common.lang.into();
    let snapshot = input::snapshot(&wanted.common)?;
    report::check(&snapshot, lang)?;
    let probe = probe(wanted, &snapshot)?;
    let trace = snapshot.send_numbered(&probe, wanted.number);
    let summary = wanted.count.map(|count| snapshot.send_many(&probe, count));
    match wanted.output {
        Format::Text => {
            let topology = snapshot.topology();
            say::text(story::tell(&trace, &topology, lang, wanted));
            summary.iter().for_each(|summary| say::text(summary::tell(summary, &topology, lang)));
        }
        Format::Json => {
            let told = Told { trace: &trace, summary };
            say::line(serde_json::to_string_pretty(&told).map_err(BadInput::new)?);
        }
    }
    let good = trace.verdict.is_answer();
    Ok(if good { Outcome::Good } else { Outcome::Bad })
}

/// A trace, and what came of many like it.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    trace: &'a malla_trace::Trace,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
}

fn probe(wanted: &Trace, snapshot: &Snapshot) -> Result<Probe, BadInput> {
    let headers = wanted.headers.iter().map(|text| header(text)).collect::<Result<_, _>>()?;
    let from = machine("--from", &wanted.from, &snapshot.topology())?;
    Ok(Probe { from, method: wanted.method.clone(), url: url(&wanted.to)?, headers })
}

/// Where to.
pub(crate) fn url(text: &str) -> Result<Url, BadInput> {
    Url::parse(text).map_err(|error| BadInput::new(format!("--to {text}: {}", why(error))))
}

fn why(error: ProbeError) -> &'static str {
    match error {
        ProbeError::Scheme => "only http:// and tcp:// travel here",
        ProbeError::Host => "there is no host in it",
        ProbeError::Port => "the port is not a number from 1 to 65535 (tcp:// needs one)",
    }
}

fn header(text: &str) -> Result<(String, String), BadInput> {
    let pair = text.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    pair.filter(|(name, _)| !name.is_empty()).ok_or_else(|| BadInput::new(format!("-H {text:?}: write it NAME: VALUE")))
}

/// The machine that is meant: by its whole id, or by its last part or title where only one machine has it.
pub(crate) fn machine(flag: &str, text: &str, topology: &Topology) -> Result<VertexId, BadInput> {
    let machines = || topology.vertices.iter().filter(|v| can_send(v.kind));
    if let Some(exact) = machines().find(|v| v.id.0.eq_ignore_ascii_case(text)) {
        return Ok(exact.id.clone());
    }
    let last = |id: &VertexId| id.0.rsplit('/').next().unwrap_or_default().to_owned();
    let wanted = text.rsplit('/').next().unwrap_or(text);
    let mut named =
        machines().filter(|v| last(&v.id).eq_ignore_ascii_case(wanted) || v.title.eq_ignore_ascii_case(wanted));
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (Some(_), Some(_)) => Err(BadInput::new(format!("{flag} {text}: several machines are called so"))),
        (None, _) => {
            let known: Vec<&str> = machines().map(|v| v.id.0.as_str()).collect();
            Err(BadInput::new(format!("{flag} {text}: there is no such machine; there are {}", known.join(", "))))
        }
    }
}

const fn can_send(kind: VertexKind) -> bool {
    match kind {
        VertexKind::Client
        | VertexKind::Balancer
        | VertexKind::Gateway
        | VertexKind::Host
        | VertexKind::Node
        | VertexKind::ExternalDns
        | VertexKind::Pod => true,
        VertexKind::Network
        | VertexKind::Service
        | VertexKind::Ingress
        | VertexKind::MeshGateway
        | VertexKind::VirtualService => false,
    }
}
