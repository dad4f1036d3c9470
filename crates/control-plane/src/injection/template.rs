//! The containers that the injector adds (`files/injection-template.yaml` and `files/gateway-injection-template.yaml`).
//! Environment, volumes and capabilities are left out: nothing here looks at them.

use crate::istio_iptables::Options;
use malla_manifest::{
    Container, ContainerPort, HttpGet, IntOrString, Probe, Protocol, Quantity, Resources, SecurityContext,
};
use std::collections::BTreeMap;

/// The name of the init container that writes the rules.
pub const INIT: &str = "istio-init";
/// The name of the proxy's container.
pub const PROXY: &str = "istio-proxy";
/// As whom the proxy runs, user and group: how the rules tell it from the app.
pub const PROXY_ID: i64 = 1337;

/// Where Envoy shows its figures.
const STATS_PORT: u16 = 15090;
/// Where it says whether it is ready.
const HEALTH_PORT: i64 = 15021;

/// istio-init.
pub fn init(image: &str, options: &Options, annotations: &BTreeMap<String, String>) -> Container {
    let mut args = options.arguments();
    args.push("--log_output_level=default:info".into());
    Container {
        name: INIT.into(),
        image: Some(image.into()),
        args,
        resources: resources(annotations),
        security_context: Some(runs_as(0)),
        ..Container::default()
    }
}

/// istio-proxy beside an app; as a native sidecar it never ends, and the app waits for it.
pub fn sidecar(image: &str, domain: &str, annotations: &BTreeMap<String, String>, native: bool) -> Container {
    Container {
        startup_probe: Some(Probe { failure_threshold: Some(600), period_seconds: Some(1), ..health() }),
        restart_policy: native.then(|| "Always".into()),
        resources: resources(annotations),
        ..proxy(image, "sidecar", domain)
    }
}

/// istio-proxy alone.
pub fn gateway(image: &str, domain: &str) -> Container {
    proxy(image, "router", domain)
}

fn proxy(image: &str, role: &str, domain: &str) -> Container {
    let args = [
        "proxy",
        role,
        "--domain",
        &format!("$(POD_NAMESPACE).svc.{domain}"),
        "--proxyLogLevel=warning",
        "--proxyComponentLogLevel=misc:error",
        "--log_output_level=default:info",
    ];
    let port = ContainerPort {
        name: Some("http-envoy-prom".into()),
        container_port: STATS_PORT,
        protocol: Some(Protocol::Tcp),
        ..ContainerPort::default()
    };
    Container {
        name: PROXY.into(),
        image: Some(image.into()),
        args: args.iter().map(ToString::to_string).collect(),
        ports: vec![port],
        readiness_probe: Some(Probe { failure_threshold: Some(4), period_seconds: Some(15), ..health() }),
        security_context: Some(runs_as(PROXY_ID)),
        ..Container::default()
    }
}

fn health() -> Probe {
    let path = Some("/healthz/ready".into());
    let http_get = Some(HttpGet { path, port: IntOrString::Int(HEALTH_PORT), ..HttpGet::default() });
    Probe { http_get, timeout_seconds: Some(3), ..Probe::default() }
}

fn runs_as(id: i64) -> SecurityContext {
    SecurityContext { run_as_user: Some(id), run_as_group: Some(id), run_as_non_root: Some(id != 0) }
}

/// `global.proxy.resources`; once one annotation is there only annotations count.
fn resources(annotations: &BTreeMap<String, String>) -> Resources {
    let read = |name: &str| annotations.get(name).map(|text| Quantity(text.clone()));
    let amounts = |cpu: Option<Quantity>, memory: Option<Quantity>| {
        let pairs = [("cpu", cpu), ("memory", memory)];
        pairs.into_iter().filter_map(|(name, amount)| Some((name.to_owned(), amount?))).collect()
    };
    let requests = (read("sidecar.istio.io/proxyCPU"), read("sidecar.istio.io/proxyMemory"));
    let limits = (read("sidecar.istio.io/proxyCPULimit"), read("sidecar.istio.io/proxyMemoryLimit"));
    let written = [&requests.0, &requests.1, &limits.0, &limits.1].into_iter().any(Option::is_some);
    if written {
        return Resources { requests: amounts(requests.0, requests.1), limits: amounts(limits.0, limits.1) };
    }
    let own = |cpu: &str, memory: &str| amounts(Some(Quantity(cpu.into())), Some(Quantity(memory.into())));
    Resources { requests: own("100m", "128Mi"), limits: own("2", "1Gi") }
}
