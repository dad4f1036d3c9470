//! `validateProbe` and `validateHandler` (`pkg/apis/core/validation/validation.go`).

use super::service::port_or_name;
use super::{Rules, Spot};
use crate::problem::Rule;

/// Checks a probe, if there is one.
pub(crate) fn check(name: &str, probe: &Spot<'_>, rules: &mut Rules) {
    if !probe.exists() {
        return;
    }
    let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].map(|key| probe.key(key));
    let mut given = handlers.iter().filter(|handler| handler.exists());
    match (given.next(), given.next()) {
        (None, _) => rules.required(probe, Rule::ProbeHandler),
        (Some(_), Some(second)) => rules.forbidden(second, Rule::ProbeHandlers),
        (Some(_), None) => {}
    }
    for handler in ["httpGet", "tcpSocket"] {
        port_or_name(&probe.keys(&[handler, "port"]), rules);
    }
    // A probe that restarts counts its first success.
    let successes = probe.key("successThreshold");
    if name != "readinessProbe" && successes.whole().is_some_and(|count| count > 1) {
        rules.invalid(&successes, Rule::ProbeSuccess);
    }
}
