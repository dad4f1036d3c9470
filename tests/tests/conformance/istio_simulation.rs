//! Istio's own simulation of its configuration (`pilot/pkg/simulation`): objects and a call, to the listener, filter chain,
//! virtual host, route and cluster that take it, or to the error that ends it.

use crate::data::Fields;
use crate::istio_objects;
use crate::istio_sidecars::{DOMAIN, view};
use crate::kubeproxy::directories;
use crate::report::{Case, Group};
use malla_control_plane::istiod::{self, Mesh, ProxyView, Role};
use malla_control_plane::{Causes, Store, Stored};
use malla_manifest::{IstioGateway, OutboundMode, Secret, Value};
use malla_proxy::{
    Accepted, Action, ClientTls, ClusterChoice, Connection, FilterChain, HandshakeRefusal, HttpFilter, Listener, Proxy,
    Request, RequireTls,
};
use malla_trace::{CauseId, Ledger, Silent};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

/// Where calls go that do not say (`FillDefaults`).
const SOMEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(1, 3, 3, 7));

/// What took a call.
#[derive(Default)]
struct Taken {
    listener: String,
    filter_chain: String,
    route_config: String,
    virtual_host: String,
    route: String,
    cluster: String,
}

/// Runs every case; calls are counted beside.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let (mut cases, mut passed, mut all) = (Vec::new(), 0, 0);
    for path in directories(directory)? {
        let results = case(&path).unwrap_or_else(|problem| vec![Err(problem)]);
        all += results.len();
        passed += results.iter().filter(|result| result.is_ok()).count();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        cases.push(Case { name, problems: results.into_iter().filter_map(Result::err).collect() });
    }
    Ok(Group { name: "istio/routing/xds-simulation", cases, checks: vec![("calls", passed, all)], floor })
}

/// The Secrets that Gateways name, beside the proxy: upstream's simulation never asks for them.
fn make_up_secrets(store: &mut Store, namespace: &str, why: CauseId) {
    let servers = store.all::<IstioGateway>().flat_map(|(_, gateway, _)| &gateway.spec.servers);
    let names: Vec<String> = servers.filter_map(|server| server.tls.as_ref()?.credential_name.clone()).collect();
    for name in names {
        let mut secret = Secret::default();
        (secret.meta.name, secret.meta.namespace) = (name, Some(namespace.into()));
        let object = malla_manifest::Object::from(secret);
        store.put(object.reference(), Stored { object, causes: Arc::new(Causes::new(why)), seat: None });
    }
}

fn case(path: &Path) -> Result<Vec<Result<(), String>>, String> {
    let expect = istio_objects::value(&path.join("expect.yaml"))?;
    let mut ledger = Ledger::default();
    let mut store = istio_objects::store(&path.join("input.yaml"), &mut ledger)?;
    let view = view(expect.at("proxy"), &mut ledger)?;
    make_up_secrets(&mut store, &view.namespace, ledger.builtin("conformance/object"));
    let mut mesh = Mesh::with_config_domain(&store, DOMAIN, "");
    match expect.text_at("meshConfig.outboundTrafficPolicy.mode") {
        None | Some("ALLOW_ANY") => {}
        Some("REGISTRY_ONLY") => mesh.outbound = OutboundMode::RegistryOnly,
        Some(other) => return Err(format!("a policy nobody knows: {other}")),
    }
    let proxy = istiod::compile(&mesh, &view, &mut ledger);
    Ok(expect.items_at("requests").iter().map(|request| check(&proxy, &view, request)).collect())
}

fn check(proxy: &Proxy, view: &ProxyView, request: &Value) -> Result<(), String> {
    let name = request.text_at("name").unwrap_or_default();
    let expect = request.at("expect");
    let found = call(proxy, view, request.at("call"));
    match (found, expect.text_at("error")) {
        (Err(error), Some(wanted)) if error == wanted => Ok(()),
        // Envoy refuses a listener with two chains alike as a whole: nobody listens.
        (Err("no_listener"), Some("multiple_filter_chains")) => Ok(()),
        (Err(error), wanted) => Err(format!("{name}: {error}, not {wanted:?}")),
        (Ok(taken), Some(wanted)) => Err(format!("{name}: {} -> {}, not {wanted}", taken.listener, taken.cluster)),
        (Ok(taken), None) => taken.same_as(expect).map_err(|problem| format!("{name}: {problem}")),
    }
}

impl Taken {
    fn same_as(&self, expect: &Value) -> Result<(), String> {
        let fields = [
            ("listener", &self.listener),
            ("filter_chain", &self.filter_chain),
            ("route_config", &self.route_config),
            ("virtual_host", &self.virtual_host),
            ("route", &self.route),
            ("cluster", &self.cluster),
        ];
        let wrong =
            fields.iter().find(|(key, found)| expect.text_at(key).is_some_and(|wanted| wanted != found.as_str()));
        wrong.map_or(Ok(()), |(key, found)| {
            Err(format!("{key}: {found:?}, not {:?}", expect.text_at(key).unwrap_or_default()))
        })
    }
}

/// The call as the proxy's socket sees it: what a sidecar's pod sends or is sent was redirected there.
fn connection(view: &ProxyView, call: &Value) -> Option<Connection> {
    let port = u16::try_from(call.number_at("port")?).ok()?;
    let own = *view.addresses.first()?;
    let written = call.text_at("address").and_then(|text| text.parse().ok());
    let from = SocketAddr::from(([203, 0, 113, 2], 40_000));
    let inbound = call.text_at("direction") == Some("inbound");
    let connection = match (view.role, inbound) {
        (Role::Gateway, _) => Connection::plain(from, SocketAddr::new(own, port)),
        (Role::Sidecar, true) => Connection::plain(from, SocketAddr::new(own, 15006))
            .redirected_from(SocketAddr::new(written.unwrap_or(own), port)),
        (Role::Sidecar, false) => Connection::plain(from, SocketAddr::new(own, 15001))
            .redirected_from(SocketAddr::new(written.unwrap_or(SOMEWHERE), port)),
    };
    let spoken = match call.text_at("protocol") {
        Some("http") => Some("http/1.1"),
        Some("http2") => Some("h2c"),
        _ => None,
    };
    // The simulation's calls may carry a server name without a handshake.
    let connection = Connection { server_name: sni(call), ..connection };
    Some(match call.text_at("tls") {
        Some("tls" | "mtls") => connection.with_tls(&client(call)),
        _ => spoken.map_or(connection.clone(), |protocol| connection.speaking(protocol)),
    })
}

fn client(call: &Value) -> ClientTls {
    let mut tls = ClientTls::new(CauseId(0));
    tls.own = is_mutual(call).then(|| "spiffe://cluster.local/ns/default/sa/client".into());
    tls.server_name = sni(call);
    tls.alpn = call.text_at("alpn").map(str::to_owned).into_iter().collect();
    tls
}

fn sni(call: &Value) -> Option<String> {
    call.text_at("sni").map(str::to_owned)
}

fn is_mutual(call: &Value) -> bool {
    call.text_at("tls") == Some("mtls")
}

fn call(proxy: &Proxy, view: &ProxyView, call: &Value) -> Result<Taken, &'static str> {
    let connection = connection(view, call).ok_or("no call")?;
    match proxy.accept(&connection, &mut Silent) {
        Accepted::Refused(_) => Err("no_listener"),
        Accepted::Closed(_) => Err("no_filter_chain"),
        Accepted::Unsecured(_, _, HandshakeRefusal::UnexpectedTls) => Err("protocol_error"),
        Accepted::Unsecured(_, _, HandshakeRefusal::NotTls) => Err("tls_error"),
        Accepted::Unsecured(_, _, HandshakeRefusal::NoCertificate | HandshakeRefusal::UnknownCertificate) => {
            Err("mtls_error")
        }
        Accepted::Tcp(listener, chain, tcp) => {
            certificates_fit(chain, call)?;
            Ok(Taken { cluster: first(&tcp.cluster), ..taken(listener, chain) })
        }
        Accepted::Http(listener, chain, http) => {
            certificates_fit(chain, call)?;
            requested(proxy, http, call, taken(listener, chain))
        }
    }
}

fn taken(listener: &Listener, chain: &FilterChain) -> Taken {
    Taken { listener: listener.name.clone(), filter_chain: chain.name.clone(), ..Taken::default() }
}

/// The simulation takes a client of the mesh at a server without the mesh's certificates for an error.
fn certificates_fit(chain: &FilterChain, call: &Value) -> Result<(), &'static str> {
    let asks = chain.tls.as_ref().map(|tls| tls.requires_client_certificate);
    if asks.is_some_and(|asks| asks != is_mutual(call)) { Err("mtls_error") } else { Ok(()) }
}

fn requested(proxy: &Proxy, http: &HttpFilter, call: &Value, taken: Taken) -> Result<Taken, &'static str> {
    if !matches!(call.text_at("protocol"), Some("http" | "http2")) {
        return Err("protocol_error");
    }
    let table = proxy.route_tables.get(&http.route_table).ok_or("no_route_config")?;
    let request = Request::get(call.text_at("host").unwrap_or_default(), call.text_at("path").unwrap_or("/"));
    let (host, _) = table.virtual_host(&request.authority).ok_or("no_virtual_host")?;
    if host.require_tls != RequireTls::No && call.text_at("tls") == Some("plaintext") {
        return Err("tls_redirect");
    }
    let route = host.routes.iter().find(|route| route.matches.matches(&request).is_ok()).ok_or("no_route")?;
    let cluster = match &route.action {
        Action::Forward(forward) => first(&forward.cluster),
        Action::Redirect(_) | Action::Respond(_) => String::new(),
    };
    let (route_config, virtual_host, route) = (table.name.clone(), host.name.clone(), route.name.clone());
    Ok(Taken { route_config, virtual_host, route, cluster, ..taken })
}

fn first(choice: &ClusterChoice) -> String {
    choice.names().first().copied().unwrap_or_default().to_owned()
}
