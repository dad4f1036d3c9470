//! What Istio's validating webhook asks of its kinds (istio `pkg/config/validation/validation.go`), and the rules their
//! CustomResourceDefinitions carry.

mod authorization_policy;
mod connection_pool;
mod cors;
mod destination_rule;
mod export_to;
mod extensions;
mod fault;
mod gateway;
mod headers;
mod hosts;
mod http_match;
mod http_route;
mod l4_route;
mod load_balancer;
mod peer_authentication;
mod redirect;
mod request_authentication;
mod retry;
mod rewrite;
mod scalars;
mod server_tls;
mod service_entry;
mod sidecar;
mod target;
mod telemetry;
mod traffic_policy;
mod unreachable;
mod virtual_service;
mod workload_entry;

use super::{Rules, Spot, meta, names};
use crate::problem::{Law, WebhookProblem};

/// Checks an object of one of Istio's kinds.
pub(crate) fn check(kind: &str, object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    match kind {
        "VirtualService" => virtual_service::check(object, rules),
        "DestinationRule" => destination_rule::check(object, rules),
        "Gateway" => gateway::check(object, rules),
        "ServiceEntry" => service_entry::check(object, rules),
        "Sidecar" => sidecar::check(object, rules),
        "PeerAuthentication" => peer_authentication::check(object, rules),
        "AuthorizationPolicy" => authorization_policy::check(object, rules),
        "RequestAuthentication" => request_authentication::check(object, rules),
        "Telemetry" => telemetry::check(object, rules),
        "WorkloadEntry" => workload_entry::check(&object.key("spec"), rules),
        "WorkloadGroup" => extensions::workload_group(&object.key("spec"), rules),
        "WasmPlugin" => extensions::wasm_plugin(&object.key("spec"), rules),
        "ProxyConfig" => extensions::proxy_config(&object.key("spec"), rules),
        "EnvoyFilter" => extensions::envoy_filter(&object.key("spec"), rules),
        _ => {}
    }
}

/// The namespace an object is for.
fn namespace<'a>(object: &Spot<'a>) -> &'a str {
    object.keys(&["metadata", "namespace"]).text().filter(|text| !text.is_empty()).unwrap_or("default")
}

impl Rules {
    /// A rule of Istio's is broken.
    fn law(&mut self, at: &Spot<'_>, law: &'static Law) {
        self.law_with(at, law, "");
    }

    /// A rule of Istio's is broken; its sentence has a gap.
    fn law_with(&mut self, at: &Spot<'_>, law: &'static Law, detail: &str) {
        self.problem(at, WebhookProblem { law, detail: detail.into() });
    }

    /// A rule about what is *not* there is broken.
    fn lacks(&mut self, at: &Spot<'_>, law: &'static Law) {
        self.lacks_with(at, law, "");
    }

    /// The same, with a gap.
    fn lacks_with(&mut self, at: &Spot<'_>, law: &'static Law, detail: &str) {
        if self.is_whole() {
            self.law_with(at, law, detail);
        }
    }
}
