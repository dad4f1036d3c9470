//! Clusters with sidecars, whole and broken, for the laws that hold everywhere.

use malla_core::{Snapshot, SourceFile};
use malla_tests::{cluster, get};
use malla_trace::{Trace, VertexKind};

const BOOKINFO: &str = include_str!("../../../crates/core/tests/mesh/bookinfo.yaml");
const GATEWAY: &str = include_str!("../../../crates/core/tests/mesh/gateway.yaml");
const CANARY: &str = include_str!("../../../crates/core/tests/mesh/canary.yaml");

const STRICT: &str = "
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: istio-system}
spec: {mtls: {mode: STRICT}}
";

const FAULTS: &str = "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ratings, namespace: default}
spec:
  hosts: [ratings]
  http:
  - fault: {delay: {percentage: {value: 100}, fixedDelay: 7s}}
    timeout: 2s
    route: [{destination: {host: ratings}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: details, namespace: default}
spec:
  hosts: [details]
  http:
  - fault: {abort: {percentage: {value: 50}, httpStatus: 555}}
    route: [{destination: {host: details, subset: v9}}]
";

const WRONG_TLS: &str = "
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: solo, namespace: plain}
spec: {host: solo, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ratings, namespace: default}
spec: {host: ratings, trafficPolicy: {tls: {mode: DISABLE}}}
";

/// Senders, a pod by the beginning of its name, and URLs.
const PROBES: &[(&str, &str)] = &[
    ("client/MenchuPC", "http://192.168.0.101:32439/productpage"),
    ("client/MenchuPC", "http://192.168.0.101:32439/nowhere"),
    ("productpage", "http://reviews:9080/reviews/0"),
    ("productpage", "http://solo.plain:9080/"),
    ("productpage", "tcp://ratings:9080"),
    ("solo", "http://reviews.default:9080/reviews/0"),
    ("ratings", "http://ratings:9080/ratings/0"),
    ("ratings", "http://nobody.example.com/"),
    ("details", "http://details:9080/details/x"),
];

fn clusters() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("bookinfo with a canary", vec![BOOKINFO, GATEWAY, CANARY]),
        ("bookinfo without a door", vec![BOOKINFO]),
        ("bookinfo, strict", vec![BOOKINFO, GATEWAY, STRICT]),
        ("bookinfo with faults", vec![BOOKINFO, GATEWAY, CANARY, FAULTS]),
        ("bookinfo with the wrong TLS", vec![BOOKINFO, GATEWAY, STRICT, WRONG_TLS]),
    ]
}

/// A trace for every cluster, seed and probe.
pub fn traces() -> Vec<(String, Snapshot, Trace)> {
    let mut all = vec![];
    for (name, texts) in clusters() {
        for seed in [0, 7] {
            let snapshot = cluster(files(&texts), seed);
            for (from, url) in PROBES {
                let sender = sender(&snapshot, from);
                let trace = get(&snapshot, &sender, url);
                all.push((format!("{name}, seed {seed}, {from} to {url}"), snapshot.clone(), trace));
            }
        }
    }
    all
}

/// Bookinfo with its door and a canary.
pub fn bookinfo(seed: u64) -> Snapshot {
    cluster(files(&[BOOKINFO, GATEWAY, CANARY]), seed)
}

fn files(texts: &[&str]) -> Vec<SourceFile> {
    let numbered = texts.iter().enumerate();
    numbered.map(|(at, text)| SourceFile { name: format!("mesh{at}.yaml"), text: (*text).into() }).collect()
}

/// A pod by the beginning of its name, or the sender that is named.
pub fn sender(snapshot: &Snapshot, name: &str) -> String {
    let vertices = snapshot.topology().vertices;
    let pod = vertices.iter().find(|v| v.kind == VertexKind::Pod && v.title.starts_with(name));
    pod.map_or_else(|| name.to_owned(), |pod| pod.id.0.clone())
}
