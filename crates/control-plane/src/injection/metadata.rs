//! Labels and annotations of an injected pod: under which name it is counted, that it takes mutual TLS, and what was
//! added.

use super::{Fact, INIT, PROXY, STATUS, Work};
use malla_manifest::{Container, Pod};
use malla_trace::FieldPath;
use std::collections::BTreeMap;

const CANONICAL_NAME: &str = "service.istio.io/canonical-name";
const CANONICAL_REVISION: &str = "service.istio.io/canonical-revision";
const TLS_MODE: &str = "security.istio.io/tlsMode";
const SCRAPE: &str = "prometheus.io/scrape";

/// What is added for the volumes of a sidecar.
const VOLUMES: [&str; 9] = [
    "workload-socket",
    "credential-socket",
    "workload-certs",
    "istio-envoy",
    "istio-data",
    "istio-podinfo",
    "istio-token",
    "istiod-ca-cert",
    "istio-ca-crl",
];

/// Of a pod with a sidecar.
pub(super) fn of_sidecar(work: &mut Work<'_>, pod: &mut Pod, app: Option<usize>, native: bool, init: bool) {
    canonical(work, pod);
    let app = app.and_then(|place| pod.spec.containers.get(place)).map(|container: &Container| container.name.clone());
    if let Some(app) = app {
        for name in ["kubectl.kubernetes.io/default-container", "kubectl.kubernetes.io/default-logs-container"] {
            annotate(work, pod, name, &app, Fact::DefaultContainer);
        }
    }
    prometheus(work, pod);
    let init: &[&str] = if init { &[INIT] } else { &[] };
    let (inits, containers) = if native { ([init, &[PROXY]].concat(), vec![]) } else { (init.to_vec(), vec![PROXY]) };
    status(work, pod, (&inits, &containers), &VOLUMES);
}

/// Of a gateway.
pub(super) fn of_gateway(work: &mut Work<'_>, pod: &mut Pod) {
    canonical(work, pod);
    prometheus(work, pod);
    // All but the list of revoked certificates, which comes last.
    status(work, pod, (&[], &[PROXY]), &VOLUMES[..VOLUMES.len() - 1]);
}

/// `ExtractCanonicalServiceLabels`: the app's name and version by the usual labels, else the workload's name and
/// `latest`.
fn canonical(work: &mut Work<'_>, pod: &mut Pod) {
    label(work, pod, TLS_MODE, "istio".into(), Fact::TlsMode);
    let said = |pod: &Pod, keys: [&str; 2]| keys.iter().find_map(|key| pod.meta.labels.get(*key).cloned());
    let name = said(pod, ["app.kubernetes.io/name", "app"]).unwrap_or_else(|| workload(pod));
    label(work, pod, CANONICAL_NAME, fitting(&name), Fact::Canonical);
    let version = said(pod, ["app.kubernetes.io/version", "version"]).unwrap_or_else(|| "latest".into());
    label(work, pod, CANONICAL_REVISION, version, Fact::Canonical);
}

/// A label's value holds 63 characters and ends in a letter or digit.
fn fitting(name: &str) -> String {
    let cut: String = name.chars().take(63).collect();
    cut.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric()).to_owned()
}

/// The Deployment's name out of its ReplicaSet's, or the owner's, or the pod's own (`GetDeployMetaFromPod`).
fn workload(pod: &Pod) -> String {
    let Some(owner) = pod.meta.owner_references.first() else { return pod.meta.name.clone() };
    let hash = pod.meta.labels.get("pod-template-hash").filter(|_| owner.kind == "ReplicaSet");
    let deployment = hash.and_then(|hash| owner.name.strip_suffix(hash.as_str())?.strip_suffix('-'));
    deployment.unwrap_or(&owner.name).to_owned()
}

/// Whether the agent shows the app's figures too: the annotation's word, or the mesh's (`enablePrometheusMerge`).
#[must_use]
pub fn merges_prometheus(annotations: &BTreeMap<String, String>, mesh: bool) -> bool {
    annotations.get("prometheus.istio.io/merge-metrics").map_or(mesh, |said| said == "true")
}

/// `applyPrometheusMerge`: the agent on 15020 has the app's figures and Envoy's.
fn prometheus(work: &mut Work<'_>, pod: &mut Pod) {
    let off = pod.meta.annotations.get(SCRAPE).map(String::as_str) == Some("false");
    if off || !merges_prometheus(&pod.meta.annotations, true) {
        return;
    }
    for (name, value) in [("path", "/stats/prometheus"), ("port", "15020"), ("scrape", "true")] {
        annotate(work, pod, &format!("prometheus.io/{name}"), value, Fact::Prometheus);
    }
}

/// `SidecarInjectionStatus`, as JSON.
fn status(work: &mut Work<'_>, pod: &mut Pod, (init, containers): (&[&str], &[&str]), volumes: &[&str]) {
    annotate(work, pod, "istio.io/rev", super::webhook::DEFAULT_REVISION, Fact::Revision);
    let text = format!(
        "{{\"initContainers\":{},\"containers\":{},\"volumes\":{},\"imagePullSecrets\":null,\"revision\":\"default\"}}",
        json(init),
        json(containers),
        json(volumes)
    );
    annotate(work, pod, STATUS, &text, Fact::Status);
}

/// A list of names; an empty one is Go's nil slice.
fn json(names: &[&str]) -> String {
    if names.is_empty() { "null".into() } else { format!("[\"{}\"]", names.join("\",\"")) }
}

/// A label that nobody wrote.
fn label(work: &mut Work<'_>, pod: &mut Pod, name: &str, value: String, fact: Fact) {
    if pod.meta.labels.contains_key(name) {
        return;
    }
    pod.meta.labels.insert(name.into(), value);
    work.note(FieldPath::parse("metadata.labels").key(name), fact, &[]);
}

fn annotate(work: &mut Work<'_>, pod: &mut Pod, name: &str, value: &str, fact: Fact) {
    if pod.meta.annotations.insert(name.into(), value.into()).as_deref() != Some(value) {
        work.note(FieldPath::parse("metadata.annotations").key(name), fact, &[]);
    }
}
