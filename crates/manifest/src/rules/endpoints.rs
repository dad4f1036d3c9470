//! `ValidateEndpoints` (`pkg/apis/core/validation/validation.go`).

use super::{Rules, Spot, meta, names, service_ip};
use crate::problem::Rule;

/// Checks Endpoints.
pub(crate) fn check(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    for subset in object.key("subsets").items() {
        let (ready, waiting) = (subset.key("addresses"), subset.key("notReadyAddresses"));
        if !ready.has_items() && !waiting.has_items() {
            rules.required(&subset, Rule::SubsetEmpty);
        }
        for address in ready.items().into_iter().chain(waiting.items()) {
            service_ip::one_external(&address.key("ip"), rules);
            rules.text(&address.key("hostname"), names::label);
            rules.text(&address.key("nodeName"), names::subdomain);
        }
        let ports = subset.key("ports").items();
        for name in ports.iter().map(|port| port.key("name")) {
            if ports.len() > 1 && name.word().is_empty() {
                rules.required(&name, Rule::PortNameMissing);
            }
            rules.text(&name, names::label);
        }
    }
}
