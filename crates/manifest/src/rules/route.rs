//! `ValidateRoute` of OpenShift (`library-go`, `pkg/route/validation/validation.go`).

use super::service::port_or_name;
use super::{Rules, Spot, meta, names};
use crate::problem::Rule;

/// Checks a Route.
pub(crate) fn check(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let spec = object.key("spec");
    let (host, path, tls) = (spec.key("host"), spec.key("path"), spec.key("tls"));
    if !host.word().is_empty() && !names::subdomain(host.word()).is_empty() {
        rules.invalid(&host, Rule::RouteHost);
    }
    let termination = tls.key("termination").word().to_lowercase();
    if !path.word().is_empty() && !path.word().starts_with('/') {
        rules.invalid(&path, Rule::RoutePath);
    }
    if !path.word().is_empty() && termination == "passthrough" {
        rules.invalid(&path, Rule::RoutePassthroughPath);
    }
    if spec.key("wildcardPolicy").word() == "Subdomain" && host.word().is_empty() {
        rules.required(&host, Rule::RouteWildcardHost);
    }
    let port = spec.keys(&["port", "targetPort"]);
    match (port.whole(), port.text()) {
        (Some(0), _) | (_, Some("")) => rules.required(&port, Rule::RouteTargetPort),
        _ => port_or_name(&port, rules),
    }
    certificates(&tls, &termination, rules);
}

/// `validateTLS` and `validateInsecureEdgeTerminationPolicy`.
fn certificates(tls: &Spot<'_>, termination: &str, rules: &mut Rules) {
    let destination = tls.key("destinationCACertificate");
    match termination {
        "passthrough" => {
            for key in ["certificate", "key", "caCertificate", "destinationCACertificate", "externalCertificate"] {
                if tls.key(key).exists() {
                    rules.invalid(&tls.key(key), Rule::RoutePassthroughCertificate);
                }
            }
        }
        "edge" if destination.exists() => rules.invalid(&destination, Rule::RouteEdgeDestination),
        _ => {}
    }
    let insecure = tls.key("insecureEdgeTerminationPolicy");
    if termination == "passthrough" && !matches!(insecure.word(), "" | "None" | "Redirect") {
        rules.invalid(&insecure, Rule::RouteInsecure);
    }
}
