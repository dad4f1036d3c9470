//! ingress-controller-conformance and the tables of the Kubernetes documentation: an Ingress and a request, to the
//! Service that answers or a 404.
//!
//! The Services are made up, one for every backend, each with as many pods as the case wants to see; a case without a
//! class gets one, as the API server fills in the default class.

use crate::data::{self, Fields};
use crate::dns::files;
use crate::report::{Case, Group};
use malla_control_plane::ingress::{self, ControllerView};
use malla_control_plane::{Causes, Store, Stored};
use malla_manifest::{
    BackendPort, Endpoint, EndpointPort, EndpointSlice, Ingress, IngressClass, Object, Service, ServiceBackend,
    ServicePort, Value,
};
use malla_proxy::{Accepted, Connection, Context, Decision, Proxy, Request, State};
use malla_trace::{CauseId, Ledger, Seeded, Silent};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

/// The class that cases without one get.
const CLASS: &str = "conformance";

/// The keys of a request.
const REQUEST: &[&str] =
    &["name", "method", "scheme", "host", "path", "status", "service", "tls", "repeat", "distinctPods", "headers"];

/// The pods of the made-up Services.
type Pods = BTreeMap<IpAddr, String>;

/// Runs every file; a file is a case, its requests are counted beside.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let (mut cases, mut passed, mut all) = (Vec::new(), 0, 0);
    for path in files(directory)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let results = requests(&path).unwrap_or_else(|problem| vec![Err(problem)]);
        all += results.len();
        passed += results.iter().filter(|result| result.is_ok()).count();
        cases.push(Case { name, problems: results.into_iter().filter_map(Result::err).collect() });
    }
    Ok(Group { name: "kubernetes/ingress", cases, checks: vec![("requests", passed, all)], floor })
}

fn requests(path: &Path) -> Result<Vec<Result<(), String>>, String> {
    let (text, value) = (data::text(path)?, data::value(path)?);
    let mut ledger = Ledger::default();
    let ingresses = data::manifests(&text, "ingresses", &mut ledger)?;
    let requests = value.items_at("requests");
    let pods_each = requests.iter().filter_map(|request| request.number_at("distinctPods")).max().unwrap_or(1);
    let (store, pods) =
        furnish(&ingresses, u8::try_from(pods_each).unwrap_or(u8::MAX), ledger.builtin("conformance/object"));
    let view = ControllerView::nginx("default", CauseId(0));
    let proxy = ingress::compile(&store, &view, &mut ledger);
    let mut state = State::default();
    Ok(requests.iter().map(|request| check(&proxy, &pods, request, &mut state)).collect())
}

/// The Ingresses with their class, and a Service and a slice for every backend.
fn furnish(ingresses: &Store, pods_each: u8, why: CauseId) -> (Store, Pods) {
    let mut store = Store::default();
    let mut put = |object: Object| {
        let stored = Stored { object: object.clone(), causes: Arc::new(Causes::new(why)), seat: None };
        store.put(object.reference(), stored);
    };
    let mut class = IngressClass::default();
    class.meta.name = CLASS.into();
    class.spec.controller = Some("k8s.io/ingress-nginx".into());
    put(class.into());
    let mut ports: BTreeMap<String, BTreeSet<(Option<String>, Option<u16>)>> = BTreeMap::new();
    for (_, ingress, _) in ingresses.all::<Ingress>() {
        let mut ingress = ingress.clone();
        ingress.spec.ingress_class_name.get_or_insert_with(|| CLASS.into());
        for ServiceBackend { name, port: BackendPort { name: port, number } } in backends(&ingress) {
            ports.entry(name).or_default().insert((port, number));
        }
        put(ingress.into());
    }
    let mut pods = Pods::new();
    for (number, (name, ports)) in (1_u8..).zip(ports) {
        put(service(&name, &ports).into());
        let addresses: Vec<IpAddr> = (1..=pods_each).map(|pod| IpAddr::from([10, 244, number, pod])).collect();
        pods.extend(addresses.iter().map(|address| (*address, name.clone())));
        put(slice(&name, &ports, &addresses).into());
    }
    (store, pods)
}

fn backends(ingress: &Ingress) -> Vec<ServiceBackend> {
    let rules = ingress.spec.rules.iter().filter_map(|rule| rule.http.as_ref());
    let paths = rules.flat_map(|http| &http.paths).map(|path| &path.backend);
    paths.chain(&ingress.spec.default_backend).filter_map(|backend| backend.service.clone()).collect()
}

fn service(name: &str, ports: &BTreeSet<(Option<String>, Option<u16>)>) -> Service {
    let mut service = Service::default();
    service.meta.name = name.into();
    let port = |(name, number): &(Option<String>, Option<u16>)| ServicePort {
        name: name.clone(),
        port: number.unwrap_or(80),
        ..ServicePort::default()
    };
    service.spec.ports = ports.iter().map(port).collect();
    service
}

fn slice(service: &str, ports: &BTreeSet<(Option<String>, Option<u16>)>, addresses: &[IpAddr]) -> EndpointSlice {
    let mut slice = EndpointSlice::default();
    slice.meta.name = format!("{service}-1");
    slice.meta.labels.insert("kubernetes.io/service-name".into(), service.into());
    let port = |(name, _): &(Option<String>, Option<u16>)| EndpointPort {
        name: name.clone(),
        port: Some(3000),
        ..EndpointPort::default()
    };
    slice.ports = ports.iter().map(port).collect();
    let endpoint = |ip: &IpAddr| Endpoint { addresses: vec![ip.to_string()], ..Endpoint::default() };
    slice.endpoints = addresses.iter().map(endpoint).collect();
    slice
}

fn check(proxy: &Proxy, pods: &Pods, request: &Value, state: &mut State) -> Result<(), String> {
    let name = request.text_at("name").unwrap_or("");
    if let Some(key) = request.keys().into_iter().find(|key| !REQUEST.contains(key)) {
        return Err(format!("{name}: a key nobody knows: {key}"));
    }
    certificate(proxy, request).map_err(|problem| format!("{name}: {problem}"))?;
    let repeat = request.number_at("repeat").unwrap_or(1);
    let mut seen = BTreeSet::new();
    for _ in 0..repeat {
        let (status, pod) = send(proxy, request, state);
        let service = pod.and_then(|pod| pods.get(&pod)).map(String::as_str);
        if Some(i64::from(status)) != request.number_at("status") || service != request.text_at("service") {
            return Err(format!("{name}: {status} from {service:?}"));
        }
        seen.extend(pod);
    }
    let wanted = request.number_at("distinctPods").unwrap_or(0);
    if usize::try_from(wanted).is_ok_and(|wanted| seen.len() >= wanted) {
        Ok(())
    } else {
        Err(format!("{name}: {} pods", seen.len()))
    }
}

/// The connection as the client opens it.
fn connection(request: &Value) -> Connection {
    let tls = request.text_at("scheme") == Some("https");
    let to = SocketAddr::from(([10, 244, 0, 5], if tls { 443 } else { 80 }));
    let server_name = request.text_at("tls.serverName").map(str::to_owned);
    Connection { tls, server_name, ..Connection::plain(SocketAddr::from(([203, 0, 113, 2], 40_000)), to) }
}

fn send(proxy: &Proxy, request: &Value, state: &mut State) -> (u16, Option<IpAddr>) {
    let text = |key: &str, default| request.text_at(key).unwrap_or(default);
    let http = Request::new(text("method", "GET"), text("scheme", "http"), text("host", ""), text("path", "/"));
    let connection = connection(request);
    let Accepted::Http(_, _, filter) = proxy.accept(&connection, &mut Silent) else { return (0, None) };
    let (mut chance, mut tracer) = (Seeded::new(1), Silent);
    let mut cx = Context { state, chance: &mut chance, tracer: &mut tracer };
    match proxy.route(filter, &connection, &http, &mut cx) {
        Decision::Forward(forward) => (200, forward.destination.address().map(|address| address.ip())),
        Decision::Respond(reply) => (reply.response.status, None),
    }
}

/// The Secret of the certificate that the handshake gets.
fn certificate(proxy: &Proxy, request: &Value) -> Result<(), String> {
    let Some(secret) = request.text_at("tls.secretName") else { return Ok(()) };
    let connection = connection(request);
    let listener = proxy.listeners.iter().find(|listener| listener.port == connection.to.port());
    let chain = listener.and_then(|listener| listener.filter_chain(&connection)).map(|chain| chain.name.as_str());
    let wanted = format!("default/{secret}");
    if chain == Some(wanted.as_str()) { Ok(()) } else { Err(format!("certificate {chain:?}, not {wanted}")) }
}
