//! What a pod's annotations say about its sidecar: checked as the injector checks them (`pkg/kube/inject/validate.go`),
//! and turned into the options of istio-init (`files/injection-template.yaml`).

use crate::istio_iptables::{Options, Setting};
use malla_manifest::Quantity;
use malla_trace::CauseId;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// `REDIRECT`, `TPROXY` or `NONE`.
pub const MODE: &str = "sidecar.istio.io/interceptionMode";
/// The agent's port for health and figures.
const STATUS_PORT: &str = "status.sidecar.istio.io/port";
const INCLUDE_OUTBOUND_RANGES: &str = "traffic.sidecar.istio.io/includeOutboundIPRanges";
const EXCLUDE_OUTBOUND_RANGES: &str = "traffic.sidecar.istio.io/excludeOutboundIPRanges";
const INCLUDE_INBOUND_PORTS: &str = "traffic.sidecar.istio.io/includeInboundPorts";
const EXCLUDE_INBOUND_PORTS: &str = "traffic.sidecar.istio.io/excludeInboundPorts";
const INCLUDE_OUTBOUND_PORTS: &str = "traffic.sidecar.istio.io/includeOutboundPorts";
const EXCLUDE_OUTBOUND_PORTS: &str = "traffic.sidecar.istio.io/excludeOutboundPorts";
const VIRTUAL_INTERFACES: &str = "istio.io/reroute-virtual-interfaces";
const OLD_VIRTUAL_INTERFACES: &str = "traffic.sidecar.istio.io/kubevirtInterfaces";
const EXCLUDE_INTERFACES: &str = "traffic.sidecar.istio.io/excludeInterfaces";

/// The port where the agent answers unless an annotation says another.
const DEFAULT_STATUS_PORT: &str = "15020";

/// What a value must be.
type Check = fn(&str) -> bool;

/// `AnnotationValidation`, in the order in which we complain.
const CHECKS: &[(&str, Check)] = &[
    (MODE, |value| ["REDIRECT", "TPROXY", "NONE"].contains(&value)),
    (STATUS_PORT, is_port),
    ("readiness.status.sidecar.istio.io/initialDelaySeconds", is_number),
    ("readiness.status.sidecar.istio.io/periodSeconds", is_number),
    ("readiness.status.sidecar.istio.io/failureThreshold", is_number),
    (INCLUDE_OUTBOUND_RANGES, |value| value == "*" || are_ranges(value)),
    (EXCLUDE_OUTBOUND_RANGES, are_ranges),
    (INCLUDE_INBOUND_PORTS, |value| value == "*" || are_ports(value)),
    (EXCLUDE_INBOUND_PORTS, are_ports),
    (EXCLUDE_OUTBOUND_PORTS, are_ports),
    ("prometheus.istio.io/merge-metrics", is_truth),
    ("sidecar.istio.io/proxyCPU", is_quantity),
    ("sidecar.istio.io/proxyCPULimit", is_quantity),
    ("sidecar.istio.io/proxyMemory", is_quantity),
    ("sidecar.istio.io/proxyMemoryLimit", is_quantity),
];

/// The first annotation whose value the injector does not take: the pod is not created then.
#[must_use]
pub fn invalid(annotations: &BTreeMap<String, String>) -> Option<(&'static str, &str)> {
    CHECKS.iter().find_map(|(name, check)| {
        let value = annotations.get(*name)?;
        (!check(value)).then_some((*name, value.as_str()))
    })
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u32>().is_ok()
}

fn is_port(text: &str) -> bool {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

fn are_ports(text: &str) -> bool {
    text.trim().is_empty() || text.trim().split(',').all(is_port)
}

fn are_ranges(text: &str) -> bool {
    text.is_empty() || text.split(',').all(is_range)
}

fn is_range(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let most = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    bits.parse::<u8>().is_ok_and(|length| length <= most && length.to_string() == bits)
}

/// `strconv.ParseBool`.
fn is_truth(text: &str) -> bool {
    ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].contains(&text)
}

/// `resource.ParseQuantity`, so that nothing else slips into the template.
#[must_use]
pub fn is_quantity(text: &str) -> bool {
    Quantity(text.into()).milli().is_some()
}

/// The options of istio-init, each with its annotation where one sets it.
pub fn options(annotations: &BTreeMap<String, String>, cause_of: &dyn Fn(&str) -> CauseId) -> Options {
    let own = Options::injected();
    let set = |name: &'static str, own: Setting| match annotations.get(name) {
        Some(text) => Setting { text: text.clone(), why: Some(cause_of(name)) },
        None => own,
    };
    Options {
        mode: set(MODE, own.mode),
        outbound_ranges: set(INCLUDE_OUTBOUND_RANGES, own.outbound_ranges),
        excluded_outbound_ranges: set(EXCLUDE_OUTBOUND_RANGES, own.excluded_outbound_ranges),
        inbound_ports: set(INCLUDE_INBOUND_PORTS, own.inbound_ports),
        excluded_inbound_ports: excluded_inbound(annotations, cause_of),
        outbound_ports: set(INCLUDE_OUTBOUND_PORTS, own.outbound_ports),
        excluded_outbound_ports: set(EXCLUDE_OUTBOUND_PORTS, own.excluded_outbound_ports),
        virtual_interfaces: set(VIRTUAL_INTERFACES, set(OLD_VIRTUAL_INTERFACES, own.virtual_interfaces)),
        excluded_interfaces: set(EXCLUDE_INTERFACES, own.excluded_interfaces),
        ..Options::default()
    }
}

/// Envoy's figures and health, what the annotation lists, and the agent's port (`excludeInboundPort`).
fn excluded_inbound(annotations: &BTreeMap<String, String>, cause_of: &dyn Fn(&str) -> CauseId) -> Setting {
    let listed = annotations.get(EXCLUDE_INBOUND_PORTS);
    let status = annotations.get(STATUS_PORT).map_or(DEFAULT_STATUS_PORT, |port| port.trim());
    let mut ports: Vec<&str> = listed.map_or(vec![], |text| text.split(',').filter(|port| !port.is_empty()).collect());
    if !status.is_empty() && status != "0" && !ports.contains(&status) {
        ports.push(status);
    }
    let text = ["15090", "15021"].into_iter().chain(ports).collect::<Vec<_>>().join(",");
    Setting { text, why: listed.map(|_| cause_of(EXCLUDE_INBOUND_PORTS)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect()
    }

    #[test]
    fn good_values_are_taken_and_the_first_bad_one_is_named() {
        let good = [(EXCLUDE_OUTBOUND_PORTS, "3306, 5432"), (INCLUDE_OUTBOUND_RANGES, "*"), (MODE, "TPROXY")];
        assert_eq!(invalid(&pairs(&good)), None);
        for (name, value) in [
            (MODE, "redirect"),
            (STATUS_PORT, "70000"),
            (INCLUDE_OUTBOUND_RANGES, "10.0.0.0"),
            (EXCLUDE_OUTBOUND_RANGES, "*"),
            (EXCLUDE_INBOUND_PORTS, "*"),
            ("sidecar.istio.io/proxyCPU", "a lot"),
            ("sidecar.istio.io/proxyCPU", ""),
        ] {
            assert_eq!(invalid(&pairs(&[(name, value)])), Some((name, value)));
        }
    }

    #[test]
    fn annotations_become_arguments_of_istio_init() {
        let annotations = pairs(&[
            (EXCLUDE_OUTBOUND_PORTS, "3306"),
            (EXCLUDE_INBOUND_PORTS, "22"),
            (INCLUDE_OUTBOUND_RANGES, "10.96.0.0/12"),
        ]);
        let options = options(&annotations, &|_| CauseId(7));
        assert_eq!(
            options.arguments().join(" "),
            "istio-iptables -p 15001 -z 15006 -u 1337 -m REDIRECT -i 10.96.0.0/12 -x  -b * -d 15090,15021,22,15020 -o 3306"
        );
        assert_eq!((options.excluded_outbound_ports.why, options.inbound_ports.why), (Some(CauseId(7)), None));
    }
}
