//! The four levels of PeerAuthentication, with the line that decided.

use super::{PeerPolicies, Said};
use crate::istiod::mesh::oldest_first;
use crate::{Cluster, Memory, converge};
use malla_manifest::{SourceFile, parse};
use std::collections::BTreeMap;

const POLICIES: &str = "\
apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: istio-system}
spec:
  mtls:
    mode: STRICT
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: shop}
spec:
  mtls: {mode: DISABLE}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: web, namespace: shop}
spec:
  selector:
    matchLabels: {app: web}
  mtls:
    mode: PERMISSIVE
  portLevelMtls:
    8080:
      mode: STRICT
    9090:
      mode: UNSET
";

fn cluster(text: &str) -> Cluster {
    let parsed = parse(&[SourceFile { name: "peers.yaml".into(), text: text.into() }]);
    assert_eq!(parsed.findings, [], "the manifests are sound");
    converge(&parsed.manifests, &Memory::default(), 1)
}

fn told(cluster: &Cluster, said: Said) -> String {
    let cause = said.line.and_then(|line| cluster.ledger.get(line));
    let line = cause.and_then(|cause| cause.place()).map_or_else(|| "default".into(), |place| place.line.to_string());
    format!("{} {line}", said.mode)
}

#[test]
fn the_nearest_policy_decides_and_says_so_by_its_line() {
    let cluster = cluster(POLICIES);
    let policies = PeerPolicies::new(&oldest_first(&cluster.store), "istio-system");
    let web = BTreeMap::from([("app".to_owned(), "web".to_owned())]);
    let none = BTreeMap::new();
    let of = |namespace: &str, labels, port| told(&cluster, policies.effective(namespace, labels).port(port));
    assert_eq!(of("default", &none, 80), "STRICT 14", "the mesh's");
    assert_eq!(of("shop", &none, 80), "DISABLE 20", "the namespace's");
    assert_eq!(of("shop", &web, 80), "PERMISSIVE 29", "the workload's");
    assert_eq!(of("shop", &web, 8080), "STRICT 32", "the port's");
    assert_eq!(of("shop", &web, 9090), "PERMISSIVE 29", "unset is as further out");
    assert_eq!(told(&cluster, policies.of_namespace("shop")), "DISABLE 20");
    assert_eq!(told(&cluster, policies.of_namespace("default")), "STRICT 14");
}

#[test]
fn a_policy_of_the_root_namespace_that_selects_pods_reaches_nobody() {
    let text = POLICIES.replace(
        "spec:\n  mtls:\n    mode: STRICT",
        "spec:\n  selector: {matchLabels: {app: web}}\n  mtls: {mode: STRICT}",
    );
    let cluster = cluster(&text);
    let policies = PeerPolicies::new(&oldest_first(&cluster.store), "istio-system");
    let web = BTreeMap::from([("app".to_owned(), "web".to_owned())]);
    assert_eq!(told(&cluster, policies.effective("default", &web).port(80)), "PERMISSIVE default");
}
