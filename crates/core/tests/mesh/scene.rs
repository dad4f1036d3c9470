//! Clusters, pods and requests for the tests.

use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile};
use malla_trace::{Probe, Trace, Vertex, VertexKind};

/// Bookinfo, its door, and nine of ten reviews from v1.
pub const CANARY: &[&str] = &["bookinfo.yaml", "gateway.yaml", "canary.yaml"];

/// A cluster of those files.
pub fn cluster(names: &[&str], seed: u64) -> Snapshot {
    with(names, &[], seed)
}

/// A cluster of those files and texts.
pub fn with(names: &[&str], more: &[&str], seed: u64) -> Snapshot {
    let mut files: Vec<SourceFile> = names.iter().map(|name| file(name)).collect();
    let texts = more.iter().enumerate();
    files.extend(texts.map(|(at, text)| SourceFile { name: format!("more{at}.yaml"), text: (*text).into() }));
    let mut host = SimHost::new(Scenario { seed });
    host.apply(Change::Files(files));
    host.snapshot()
}

fn file(name: &str) -> SourceFile {
    let text = match name {
        "bookinfo.yaml" => include_str!("bookinfo.yaml"),
        "gateway.yaml" => include_str!("gateway.yaml"),
        "canary.yaml" => include_str!("canary.yaml"),
        other => unreachable!("no file {other}"),
    };
    SourceFile { name: name.into(), text: text.into() }
}

/// The pod whose name begins like that.
pub fn pod(snapshot: &Snapshot, name: &str) -> String {
    let topology = snapshot.topology();
    let is = |vertex: &&Vertex| vertex.kind == VertexKind::Pod && vertex.title.starts_with(name);
    topology.vertices.iter().find(is).map_or_else(|| unreachable!("no pod {name}"), |vertex| vertex.id.0.clone())
}

/// A request of the pod whose name begins like that.
pub fn from_pod(snapshot: &Snapshot, name: &str, url: &str) -> Trace {
    get(snapshot, &pod(snapshot, name), url)
}

/// A request.
pub fn get(snapshot: &Snapshot, from: &str, url: &str) -> Trace {
    let probe = Probe::get(from, url).unwrap_or_else(|error| unreachable!("{url}: {error:?}"));
    snapshot.send(&probe)
}
