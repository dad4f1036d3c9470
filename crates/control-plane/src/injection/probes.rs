//! Probes go to the agent on 15020, which asks the app in their stead (`patchRewriteProbe` in
//! `pkg/kube/inject/app_probe.go`): the kubelet has no certificate of the mesh, and its question must not be caught.

use malla_manifest::{Container, HttpGet, IntOrString, Probe};
use std::collections::BTreeMap;

/// The agent's port for health and figures.
const AGENT_PORT: i64 = 15020;

/// The annotation that says for one pod whether its probes are rewritten.
const REWRITES: &str = "sidecar.istio.io/rewriteAppHTTPProbers";

/// Whether probes are rewritten: the annotation's word, or the installation's (`ShouldRewriteAppHTTPProbers`).
#[must_use]
pub fn rewrites(annotations: &BTreeMap<String, String>, installation: bool) -> bool {
    annotations.get(REWRITES).map_or(installation, |said| said == "true")
}

/// Rewrites the probes of a container. The fields that were changed come back.
pub fn rewrite(container: &mut Container) -> Vec<&'static str> {
    let name = container.name.clone();
    let probes = [
        ("livenessProbe", "livez", &mut container.liveness_probe),
        ("readinessProbe", "readyz", &mut container.readiness_probe),
        ("startupProbe", "startupz", &mut container.startup_probe),
    ];
    let rewritten = probes.into_iter().filter_map(|(field, word, slot)| {
        let probe = slot.as_mut()?;
        redirect(probe, &format!("/app-health/{name}/{word}")).then_some(field)
    });
    rewritten.collect()
}

/// `convertAppProber`: by HTTP to the agent what asked by HTTP or opened a connection; a program inside stays.
fn redirect(probe: &mut Probe, path: &str) -> bool {
    let asks_http = probe.http_get.is_some();
    if !asks_http && probe.tcp_socket.is_none() {
        return false;
    }
    // HTTPS is between agent and app.
    let scheme = probe.http_get.take().and_then(|get| get.scheme).map(|_| "HTTP".to_owned());
    probe.tcp_socket = None;
    probe.http_get =
        Some(HttpGet { path: Some(path.into()), port: IntOrString::Int(AGENT_PORT), scheme, ..HttpGet::default() });
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_manifest::{Exec, TcpSocket};

    #[test]
    fn questions_by_network_are_redirected_and_programs_are_not() {
        let http = HttpGet { path: Some("/ok".into()), scheme: Some("HTTPS".into()), ..HttpGet::default() };
        let mut container = Container {
            name: "app".into(),
            liveness_probe: Some(Probe { http_get: Some(http), period_seconds: Some(7), ..Probe::default() }),
            readiness_probe: Some(Probe { tcp_socket: Some(TcpSocket::default()), ..Probe::default() }),
            startup_probe: Some(Probe { exec: Some(Exec::default()), ..Probe::default() }),
            ..Container::default()
        };
        let startup = container.startup_probe.clone();
        assert_eq!(rewrite(&mut container), ["livenessProbe", "readinessProbe"]);
        let agent = |path: &str, scheme: Option<&str>| HttpGet {
            path: Some(path.into()),
            port: IntOrString::Int(AGENT_PORT),
            scheme: scheme.map(str::to_owned),
            ..HttpGet::default()
        };
        let live = container.liveness_probe.unwrap();
        assert_eq!((live.http_get, live.period_seconds), (Some(agent("/app-health/app/livez", Some("HTTP"))), Some(7)));
        let ready = container.readiness_probe.unwrap();
        assert_eq!((ready.http_get, ready.tcp_socket), (Some(agent("/app-health/app/readyz", None)), None));
        assert_eq!(container.startup_probe, startup);
    }
}
