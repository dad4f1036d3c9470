//! The echo world of upstream's end-to-end cases: Services, pods and their addresses, made out of `world.yaml`.

use crate::data::Fields;
use crate::istio_objects;
use malla_control_plane::Store;
use malla_control_plane::istiod::{ProxyView, Role};
use malla_manifest::{Service, Value};
use malla_trace::Ledger;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// The pod of the gateway.
const GATEWAY: [u8; 4] = [10, 244, 0, 2];

/// The gateway's Service and what all echo namespaces have besides their Services.
const AROUND: &str = "
---
{apiVersion: v1, kind: Service, metadata: {name: istio-ingressgateway, namespace: istio-system}, spec: {clusterIP: 10.96.0.2,
  selector: {istio: ingressgateway}, ports: [{name: status-port, port: 15021}, {name: http2, port: 80, targetPort: 8080},
  {name: https, port: 443, targetPort: 8443}, {name: tcp, port: 31400}, {name: tls, port: 15443}]}}
---
{apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: {name: restrict-to-namespace, namespace: echo},
  spec: {egress: [{hosts: [istio-system/*, echo/*, external/*]}]}}
";

/// A pod of the world.
pub struct EchoPod {
    /// Its Service's name.
    pub service: String,
    /// Its namespace.
    pub namespace: String,
    /// Its address.
    pub ip: IpAddr,
    /// Whether it has a sidecar.
    pub sidecar: bool,
}

/// The world of a case.
pub struct EchoWorld {
    /// All objects.
    pub store: Store,
    /// The pods by address.
    pub pods: BTreeMap<IpAddr, EchoPod>,
    /// The ports of the pods that speak HTTP.
    pub http_ports: BTreeSet<u16>,
    /// The addresses of names.
    pub names: BTreeMap<String, IpAddr>,
    /// The Services' ports and those of the pods, by address.
    pub virtual_ports: BTreeMap<SocketAddr, SocketAddr>,
}

impl EchoWorld {
    /// The world with the objects of a case, which stand in its namespace.
    pub fn new(world: &Path, objects: &[Value], ledger: &mut Ledger) -> Result<Self, String> {
        let data = istio_objects::value(world)?;
        let mut text = AROUND.to_owned();
        let ports = data.items_at("ports");
        let mut made = Self {
            store: Store::default(),
            pods: BTreeMap::new(),
            http_ports: http_ports(ports),
            names: BTreeMap::new(),
            virtual_ports: BTreeMap::new(),
        };
        for service in data.items_at("services") {
            made.add(service, ports, &mut text)?;
        }
        let own = istio_objects::documents(&text)?;
        made.store = istio_objects::store_of(&own, ledger)?;
        objects.iter().try_for_each(|object| istio_objects::put(&mut made.store, object, ledger))?;
        Ok(made)
    }

    fn add(&mut self, service: &Value, ports: &[Value], text: &mut String) -> Result<(), String> {
        let name = service.text_at("service").ok_or("a service without a name")?;
        let namespace = service.text_at("namespace").unwrap_or("echo");
        let ip: IpAddr = service.text_at("podIP").and_then(|ip| ip.parse().ok()).ok_or("no address")?;
        let (headless, sidecar) = (service.is("headless"), service.is("sidecar"));
        let address = service.text_at("clusterIP").and_then(|ip| ip.parse::<IpAddr>().ok());
        for short in [name.to_owned(), format!("{name}.{namespace}"), format!("{name}.{namespace}.svc.cluster.local")] {
            self.names.insert(short, address.unwrap_or(ip));
        }
        let mut lists = (String::new(), String::new());
        for port in ports {
            let Some((own, target)) = numbers(port, headless) else { continue };
            let name = port.text_at("name").unwrap_or_default();
            let _ = write!(lists.0, "{{name: {name}, port: {own}, targetPort: {target}}}, ");
            let _ = write!(lists.1, "{{name: {name}, port: {target}}}, ");
            let there = SocketAddr::new(address.unwrap_or(ip), own);
            self.virtual_ports.insert(there, SocketAddr::new(ip, target));
        }
        *text += &manifests(name, namespace, &(address, ip, sidecar), &lists);
        self.pods.insert(ip, EchoPod { service: name.into(), namespace: namespace.into(), ip, sidecar });
        Ok(())
    }

    /// The address a name or address means.
    pub fn resolve(&self, name: &str) -> Option<IpAddr> {
        if name == "localhost" {
            return Some(IpAddr::from([127, 0, 0, 1]));
        }
        let known = name.parse().ok().or_else(|| self.names.get(name).copied());
        known.or_else(|| self.names.get(self.external_name(name)?).copied())
    }

    /// What a name of a case's Service stands for.
    fn external_name(&self, name: &str) -> Option<&str> {
        let (_, service, _) = self.store.all::<Service>().find(|(reference, ..)| {
            let short = format!("{}.{}", reference.name, reference.namespace);
            name == reference.name || name == short || name == format!("{short}.svc.cluster.local")
        })?;
        service.spec.external_name.as_deref()
    }

    /// The pod of that Service.
    pub fn pod(&self, service: &str) -> Option<&EchoPod> {
        self.pods.values().find(|pod| pod.service == service)
    }
}

/// The proxy of a pod.
pub fn proxy_of(pod: &EchoPod, ledger: &mut Ledger) -> ProxyView {
    let labels = [("app", pod.service.as_str()), ("version", "v1"), ("security.istio.io/tlsMode", "istio")];
    ProxyView {
        namespace: pod.namespace.clone(),
        name: format!("{}-v1", pod.service),
        labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        addresses: vec![pod.ip],
        service_account: pod.service.clone(),
        role: Role::Sidecar,
        ports: vec![],
        why: ledger.builtin("conformance/proxy"),
    }
}

/// The gateway.
pub fn gateway(ledger: &mut Ledger) -> ProxyView {
    let labels = [("app", "istio-ingressgateway"), ("istio", "ingressgateway")];
    ProxyView {
        namespace: "istio-system".into(),
        name: "istio-ingressgateway".into(),
        labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        addresses: vec![IpAddr::from(GATEWAY)],
        service_account: "istio-ingressgateway".into(),
        role: Role::Gateway,
        ports: vec![],
        why: ledger.builtin("conformance/proxy"),
    }
}

fn http_ports(ports: &[Value]) -> BTreeSet<u16> {
    let http = ports.iter().filter(|port| port.text_at("serverSpeaks") == Some("HTTP"));
    // One port listens on the loopback address only.
    let outside = http.filter(|port| port.text_at("name") != Some("http-localhost"));
    outside.filter_map(|port| number(port, "workloadPort")).collect()
}

fn number(port: &Value, key: &str) -> Option<u16> {
    port.number_at(key).and_then(|number| u16::try_from(number).ok())
}

/// The Service's port and the pod's; a headless Service's are the pod's.
fn numbers(port: &Value, headless: bool) -> Option<(u16, u16)> {
    let (own, target) = (number(port, "servicePort")?, number(port, "workloadPort")?);
    Some((if headless { target } else { own }, target))
}

fn manifests(
    name: &str,
    namespace: &str,
    (address, ip, sidecar): &(Option<IpAddr>, IpAddr, bool),
    (ports, targets): &(String, String),
) -> String {
    let address = address.map_or_else(|| "None".to_owned(), |ip| ip.to_string());
    let mode = if *sidecar { ", security.istio.io/tlsMode: istio" } else { "" };
    let place = format!("namespace: {namespace}");
    let target = format!("targetRef: {{kind: Pod, {place}, name: {name}-v1}}");
    format!(
        "---\n{{apiVersion: v1, kind: Service, metadata: {{name: {name}, {place}}}, spec: {{clusterIP: {address}, \
         selector: {{app: {name}}}, ports: [{ports}]}}}}\n---\n{{apiVersion: v1, kind: Pod, metadata: {{name: {name}-v1, \
         {place}, labels: {{app: {name}, version: v1{mode}}}}}, spec: {{serviceAccountName: {name}}}, \
         status: {{podIP: {ip}}}}}\n---\n{{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {{name: \
         {name}-1, {place}, labels: {{kubernetes.io/service-name: {name}}}}}, addressType: IPv4, endpoints: \
         [{{addresses: [{ip}], {target}}}], ports: [{targets}]}}\n"
    )
}
