//! A cluster printed, one line an object, and the texts it is made of.

use malla_control_plane::{Cluster, Memory, PodView, converge};
use malla_manifest::{EndpointSlice, SourceFile, parse};
use malla_trace::{Cause, CauseId, Lang};
use std::fmt::Write;

/// The seed of these tests.
pub const SEED: u64 = 1;

/// The notes' cluster.
pub const NOTES: &str = include_str!("notes.yaml");

/// The cluster of a text that has no mistakes.
pub fn cluster(text: &str, memory: &Memory) -> Cluster {
    let parsed = parse(&[SourceFile { name: "test.yaml".into(), text: text.into() }]);
    let findings: Vec<_> = parsed.findings.iter().map(|finding| finding.diagnostic(Lang::En)).collect();
    assert!(findings.is_empty(), "{findings:#?}");
    converge(&parsed.manifests, memory, SEED)
}

/// The same, freshly set up.
pub fn fresh(text: &str) -> Cluster {
    cluster(text, &Memory::default())
}

/// The line number of the first line that contains these words.
pub fn line(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).expect("the words stand there") + 1
}

/// Every pod, Service and slice, and every finding.
pub fn picture(cluster: &Cluster) -> String {
    [pods(cluster), services(cluster), slices(cluster), findings(cluster)].concat()
}

/// `pod default/web-# nodoa 10.10.0.102 ready`: hash and random letters of a made pod are left out.
pub fn pods(cluster: &Cluster) -> String {
    cluster.pods().fold(String::new(), |mut text, pod| {
        let (node, ip) = (pod.node.unwrap_or("-"), pod.ip.map_or("-".into(), |ip| ip.to_string()));
        let state = pod.obstacle.map_or("ready", |(reason, _)| reason);
        let _ = writeln!(text, "pod {}/{} {node} {ip} {state}", pod.namespace(), masked(&pod));
        text
    })
}

/// A pod's name without the letters that nobody chose.
fn masked(pod: &PodView<'_>) -> String {
    let made = pod.labels.get("pod-template-hash").and_then(|hash| pod.name().split_once(&format!("-{hash}-")));
    made.map_or_else(|| pod.name().to_owned(), |(base, _)| format!("{base}-#"))
}

/// `service default/web NodePort 10.10.1.105 http 8081/TCP>80 node 30880`.
pub fn services(cluster: &Cluster) -> String {
    cluster.services().fold(String::new(), |mut text, service| {
        let ip = service.cluster_ip.map_or("-".into(), |ip| ip.to_string());
        let name = &service.reference;
        let _ = write!(text, "service {}/{} {} {ip}", name.namespace, name.name, service.kind);
        for port in &service.ports {
            let name = if port.name.is_empty() { String::new() } else { format!(" {}", port.name) };
            let node = port.node_port.map_or(String::new(), |node| format!(" node {node}"));
            let _ = write!(text, "{name} {}/{}>{}{node}", port.port, port.protocol, port.target);
        }
        text + "\n"
    })
}

/// `slice default/web-8dk2x 80/TCP: 10.10.0.102@nodoa 10.10.0.112@nodob!`, an exclamation mark for what is not ready.
pub fn slices(cluster: &Cluster) -> String {
    cluster.store.all::<EndpointSlice>().fold(String::new(), |mut text, (name, slice, _)| {
        let _ = write!(text, "slice {}/{}", name.namespace, name.name);
        for port in &slice.ports {
            let name = port.name.as_deref().filter(|name| !name.is_empty()).map_or(String::new(), |n| format!("{n} "));
            let number = port.port.map_or("-".into(), |port| port.to_string());
            let _ = write!(text, " {name}{number}/{}", port.protocol.unwrap_or_default());
        }
        text += ":";
        for endpoint in &slice.endpoints {
            let ready = if endpoint.conditions.ready == Some(true) { "" } else { "!" };
            let (address, node) = (endpoint.addresses.join(","), endpoint.node_name.as_deref().unwrap_or("-"));
            let _ = write!(text, " {address}@{node}{ready}");
        }
        text + "\n"
    })
}

/// `12 SVC-NO-POD-MATCHES spec.selector: the selector ...`.
pub fn findings(cluster: &Cluster) -> String {
    cluster.findings.iter().fold(String::new(), |mut text, finding| {
        let said = finding.diagnostic(Lang::En);
        let _ = writeln!(text, "{} {} {}: {}", said.place.line, said.code, said.path, said.message);
        text
    })
}

/// A cause and what it rests on, indented.
pub fn because(cluster: &Cluster, cause: CauseId) -> String {
    let mut text = String::new();
    explain(cluster, cause, 0, &mut text);
    text
}

fn explain(cluster: &Cluster, cause: CauseId, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let known = cluster.ledger.get(cause).expect("every cause is in the ledger");
    let _ = match known {
        Cause::Written { object, path, place } => writeln!(text, "{indent}line {} {object} {path}", place.line),
        Cause::Defaulted { object, path, rule, place } => {
            writeln!(text, "{indent}default {rule} {object} {path}, near line {}", place.line)
        }
        Cause::Allocated { object, path, by, place } => {
            writeln!(text, "{indent}{by} gave {object} its {path}, near line {}", place.line)
        }
        Cause::Derived { by, .. } => writeln!(text, "{indent}{by} from"),
        Cause::Builtin { name } => writeln!(text, "{indent}builtin {name}"),
        Cause::Chance { stream, .. } => writeln!(text, "{indent}chance {stream} from"),
        Cause::Time { timer, .. } => writeln!(text, "{indent}timer {timer} from"),
    };
    known.from().iter().for_each(|from| explain(cluster, *from, depth + 1, text));
}
