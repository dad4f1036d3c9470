//! A cluster of a few programs, told as names and images, and what came of a request to one of them.

use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile};
use malla_trace::{Probe, Purpose, Trace, Verdict, VertexId};
use std::fmt::Write as _;

/// A Deployment and a Service of that name: image, environment, port.
pub struct App {
    pub name: &'static str,
    pub image: &'static str,
    pub environment: &'static [(&'static str, &'static str)],
    pub port: u16,
    pub replicas: u32,
}

/// One of Bookinfo's programs, by its image's name behind `examples-bookinfo-`.
pub const fn bookinfo(name: &'static str, image: &'static str) -> App {
    App { name, image, environment: &[], port: 9080, replicas: 1 }
}

/// The cluster of these apps, and a pod that listens to nothing and calls.
pub fn cluster(apps: &[App]) -> Snapshot {
    let mut text =
        manifests(&App { name: "caller", image: "curlimages/curl:8", environment: &[], port: 1, replicas: 1 });
    apps.iter().for_each(|app| text += &manifests(app));
    let mut host = SimHost::new(Scenario { seed: 0 });
    host.apply(Change::Files(vec![SourceFile { name: "apps.yaml".into(), text }]));
    let snapshot = host.snapshot();
    assert!(!snapshot.is_stale(), "{:#?}", snapshot.diagnostics(malla_trace::Lang::En));
    snapshot
}

fn manifests(app: &App) -> String {
    let App { name, image, environment, port, replicas } = app;
    let env: String = environment.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = write!(text, "{{name: {name}, value: \"{value}\"}}, ");
        text
    });
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  replicas: {replicas}\n  \
         selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    \
         spec:\n      containers:\n      - {{name: {name}, image: \"{image}\", env: [{env}], ports: \
         [{{containerPort: {port}}}]}}\n---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: \
         {{selector: {{app: {name}}}, ports: [{{name: http, port: {port}}}]}}\n---\n"
    )
}

/// A request of the calling pod.
pub fn ask(snapshot: &Snapshot, method: &str, url: &str, headers: &[(&str, &str)]) -> Trace {
    let topology = snapshot.topology();
    let caller = topology.vertices.iter().find(|vertex| vertex.id.0.starts_with("pod/default/caller-"));
    let from = caller.map_or("", |vertex| &vertex.id.0);
    let mut probe = Probe::get(from, url).unwrap_or_else(|error| unreachable!("{url}: {error:?}"));
    probe.method = method.into();
    probe.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    snapshot.send(&probe)
}

/// The workload of a pod: its name without the two parts that are made up.
pub fn workload(id: &VertexId) -> &str {
    let name = id.0.rsplit('/').next().unwrap_or_default();
    name.rsplitn(3, '-').last().unwrap_or(name)
}

/// Every conversation but those about names, a line each; how long it took in tenths of a second; what came back.
pub fn story(trace: &Trace) -> String {
    let mut text = String::new();
    for leg in &trace.legs {
        let to = match &leg.purpose {
            Purpose::Resolve { .. } => continue,
            Purpose::Http { to } | Purpose::Tcp { to } => to,
        };
        let _ = writeln!(text, "{} > {to} {}", workload(&leg.from), end(&leg.verdict));
    }
    let took = took_us(trace);
    let _ = writeln!(text, "{}.{} s", took / 1_000_000, took % 1_000_000 / 100_000);
    let reply = trace.reply.as_ref().map_or_else(|| "-".to_owned(), |r| format!("{} {}", r.status, r.body));
    text + &reply
}

/// When the caller had its answer, or knew that there is none: others may still be busy then.
pub fn took_us(trace: &Trace) -> u64 {
    let own = trace.hops.iter().filter(|hop| hop.at == trace.probe.from);
    own.map(|hop| hop.time.0).max().unwrap_or(0)
}

fn end(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Answered { status, .. } => status.to_string(),
        Verdict::Delivered => "delivered".into(),
        Verdict::Dropped { .. } => "dropped".into(),
        Verdict::Rejected { .. } => "rejected".into(),
        Verdict::TimedOut => "timed out".into(),
        Verdict::Looped => "looped".into(),
        Verdict::Unresolved { .. } => "unresolved".into(),
    }
}
