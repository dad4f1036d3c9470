//! Upstream's end-to-end cases, as far as they are HTTP requests between echo pods or through the gateway: from proxy to
//! proxy, without packets. What else they ask for counts as failed.

use crate::data::{AsText, Fields};
use crate::istio_objects;
use crate::istio_world::{EchoPod, EchoWorld, gateway, proxy_of};
use crate::kubeproxy::directories;
use crate::report::{Case, Group};
use malla_control_plane::istiod::{self, Mesh, ProxyView};
use malla_manifest::Value;
use malla_proxy::{
    Accepted, After, Connection, Context, Decision, Failure, Forward, Proxy, Request, Response, State, TcpDecision,
    TransportSocket, Upstream,
};
use malla_trace::{Ledger, Seeded, Silent};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

/// What we can say of a request, and of its outcome.
const REQUEST: &[&str] = &[
    "from",
    "via",
    "scheme",
    "address",
    "port",
    "service_port_name",
    "path",
    "method",
    "host",
    "headers",
    "count",
    "to",
    "follow_redirects",
    "client_timeout_ms",
    "http2",
];
const EXPECT: &[&str] = &[
    "status",
    "mtls",
    "requestHeaderSeenByServer",
    "hostSeenByServer",
    "urlSeenByServer",
    "responseHeader",
    "error",
    "split_out_of_count",
    "tolerance",
];

/// The address from which a pod's inbound proxy calls its program.
const ARRIVED: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(127, 0, 0, 6));

/// How often a client follows a redirect.
const REDIRECTS: usize = 5;

/// One answer as the client sees it, and the request as the server did.
struct Answer {
    response: Response,
    server: Option<Served>,
}

/// What the server saw.
struct Served {
    service: String,
    request: Request,
    mutual: bool,
}

/// Why there is no answer.
enum NoAnswer {
    /// The connection was refused or closed.
    Closed,
    /// It is not walked here.
    NotWalked(String),
}

impl From<&str> for NoAnswer {
    fn from(what: &str) -> Self {
        Self::NotWalked(what.into())
    }
}

impl From<String> for NoAnswer {
    fn from(what: String) -> Self {
        Self::NotWalked(what)
    }
}

/// A world and its proxies, running.
struct Running<'w, 'm> {
    world: &'w EchoWorld,
    mesh: &'m Mesh<'m>,
    ledger: Ledger,
    proxies: BTreeMap<IpAddr, (Proxy, State)>,
    chance: Seeded,
}

/// Runs every case.
pub fn run(directory: &Path, floor: usize) -> Result<Group, String> {
    let (mut cases, mut group) = (Vec::new(), (0, 0));
    for path in directories(directory)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let problems = case(&path).unwrap_or_else(|problem| vec![problem]);
        if name.contains("virtualservice-") {
            group = (group.0 + usize::from(problems.is_empty()), group.1 + 1);
        }
        cases.push(Case { name, problems });
    }
    Ok(Group { name: "istio/routing/e2e", cases, checks: vec![("VirtualService", group.0, group.1)], floor })
}

fn case(path: &Path) -> Result<Vec<String>, String> {
    let expect = istio_objects::value(&path.join("expect.yaml"))?;
    let mut ledger = Ledger::default();
    let input = path.join("input.yaml");
    let objects = if input.exists() { istio_objects::documents(&crate::data::text(&input)?)? } else { vec![] };
    let world = EchoWorld::new(&path.join("../../world.yaml"), &objects, &mut ledger)?;
    let mesh = Mesh::new(&world.store, "cluster.local");
    let mut running = Running { world: &world, mesh: &mesh, ledger, proxies: BTreeMap::new(), chance: Seeded::new(1) };
    let results = expect.items_at("requests").iter().map(|request| {
        let name = request.text_at("name").unwrap_or_default();
        running.check(request).map_err(|problem| format!("{name}: {problem}"))
    });
    Ok(results.filter_map(Result::err).collect())
}

impl Running<'_, '_> {
    fn check(&mut self, case: &Value) -> Result<(), String> {
        let (request, wanted) = (case.at("request"), case.at("expect"));
        for (value, known) in [(request, REQUEST), (wanted, EXPECT)] {
            if let Some(key) = value.keys().into_iter().find(|key| !known.contains(key)) {
                return Err(format!("{key} is not looked at"));
            }
        }
        let count = request.number_at("count").unwrap_or(1);
        let mut seen: BTreeMap<String, i64> = BTreeMap::new();
        for _ in 0..count {
            let answer = match (self.followed(request), wanted.is("error")) {
                (Ok(answer), _) => answer,
                (Err(NoAnswer::Closed), true) => return Ok(()),
                (Err(NoAnswer::Closed), false) => return Err("closed".into()),
                (Err(NoAnswer::NotWalked(what)), _) => return Err(what),
            };
            *seen
                .entry(answer.server.as_ref().map(|server| server.service.clone()).unwrap_or_default())
                .or_default() += 1;
            compared(&answer, wanted)?;
        }
        let Value::Map(split) = wanted.at("split_out_of_count") else { return Ok(()) };
        let tolerance = wanted.number_at("tolerance").unwrap_or(0);
        let off = split.iter().find(|(name, share)| {
            let share = if let Value::Int(share) = share { *share } else { 0 };
            (seen.get(name).copied().unwrap_or(0) - share).abs() > tolerance
        });
        off.map_or(Ok(()), |(name, share)| Err(format!("{name}: {seen:?}, not {share:?}")))
    }

    /// The answer, after the redirects that the client follows.
    fn followed(&mut self, request: &Value) -> Result<Answer, NoAnswer> {
        let http = written(request)?;
        let mut answer = self.asked(request, http.clone())?;
        for _ in 0..REDIRECTS {
            let location = answer.response.headers.get("location");
            let Some(location) = location.filter(|_| request.is("follow_redirects")) else { break };
            let rest = location.strip_prefix("http://").ok_or("a redirect that is not followed")?;
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            answer = self.asked(request, Request { authority: host.into(), path: path.into(), ..http.clone() })?;
        }
        Ok(answer)
    }

    fn asked(&mut self, request: &Value, http: Request) -> Result<Answer, NoAnswer> {
        let port = request.number_at("port").and_then(|port| u16::try_from(port).ok()).ok_or("no port")?;
        match request.text_at("from") {
            Some("external-client") => self.ask_from_outside(port, http),
            from => {
                let pod = self.world.pod(from.unwrap_or("a")).ok_or("a client nobody knows")?;
                let address = request.text_at("address").ok_or("no address")?;
                let ip = self.world.resolve(address).ok_or_else(|| format!("no address for {address}"))?;
                self.ask_from_pod(pod, SocketAddr::new(ip, port), http)
            }
        }
    }

    /// Through the gateway's Service, whose ports are not those of its pod.
    fn ask_from_outside(&mut self, port: u16, http: Request) -> Result<Answer, NoAnswer> {
        let view = gateway(&mut self.ledger);
        let own = view.addresses.first().copied().ok_or("no gateway")?;
        let target = match port {
            80 => 8080,
            443 => 8443,
            other => other,
        };
        let from = SocketAddr::from(([203, 0, 113, 9], 40_000));
        let connection = Connection::plain(from, SocketAddr::new(own, target)).speaking("http/1.1");
        self.through(&view, &connection, own, http)
    }

    fn ask_from_pod(&mut self, pod: &EchoPod, to: SocketAddr, http: Request) -> Result<Answer, NoAnswer> {
        // The pod's own address and the loopback are never caught.
        let own = to.ip() == pod.ip || to.ip().is_loopback();
        if own {
            return self.arrived(SocketAddr::new(pod.ip, to.port()), &TransportSocket::Plain, ARRIVED, http);
        }
        if !pod.sidecar {
            let to = self.world.virtual_ports.get(&to).copied().unwrap_or(to);
            return self.arrived(to, &TransportSocket::Plain, pod.ip, http);
        }
        let view = proxy_of(pod, &mut self.ledger);
        let socket = SocketAddr::new(pod.ip, 15001);
        let connection = Connection::plain(SocketAddr::new(pod.ip, 40_000), socket).redirected_from(to);
        self.through(&view, &connection.speaking("http/1.1"), pod.ip, http)
    }

    /// Through one proxy, and on to wherever it sends.
    fn through(
        &mut self,
        view: &ProxyView,
        connection: &Connection,
        from: IpAddr,
        http: Request,
    ) -> Result<Answer, NoAnswer> {
        let own = view.addresses.first().copied().ok_or("no address")?;
        let (proxy, mut state) = match self.proxies.remove(&own) {
            Some(running) => running,
            None => (istiod::compile(self.mesh, view, &mut self.ledger), State::default()),
        };
        let answer = self.decided(&proxy, &mut state, connection, from, http);
        self.proxies.insert(own, (proxy, state));
        answer
    }

    fn decided(
        &mut self,
        proxy: &Proxy,
        state: &mut State,
        connection: &Connection,
        own: IpAddr,
        http: Request,
    ) -> Result<Answer, NoAnswer> {
        match proxy.accept(connection, &mut Silent) {
            Accepted::Http(_, _, filter) => {
                let mut cx = Context { state, chance: &mut self.chance, tracer: &mut Silent };
                let decision = proxy.route(filter, connection, &http, &mut cx);
                self.carried(proxy, state, decision, own)
            }
            Accepted::Tcp(_, _, filter) => {
                let mut cx = Context { state, chance: &mut self.chance, tracer: &mut Silent };
                match proxy.connect(filter, connection, &mut cx) {
                    TcpDecision::Forward(destination) => {
                        let to = destination.address().ok_or("a name to resolve")?;
                        let to = self.world.virtual_ports.get(&to).copied().unwrap_or(to);
                        self.arrived(to, &destination.transport, destination.source.unwrap_or(own), http)
                    }
                    _ => Err(NoAnswer::Closed),
                }
            }
            Accepted::Closed(_) | Accepted::Unsecured(..) | Accepted::Refused(_) => Err(NoAnswer::Closed),
        }
    }

    /// What a decision leads to: tries until there is an answer.
    fn carried(
        &mut self,
        proxy: &Proxy,
        state: &mut State,
        mut decision: Decision,
        own: IpAddr,
    ) -> Result<Answer, NoAnswer> {
        loop {
            let forward = match decision {
                Decision::Respond(reply) => return Ok(Answer { response: reply.response, server: None }),
                Decision::Forward(forward) => *forward,
            };
            let Upstream::Address(to) = forward.destination.to else { return Err("a name to resolve".into()) };
            let to = self.world.virtual_ports.get(&to).copied().unwrap_or(to);
            let from = forward.destination.source.unwrap_or(own);
            let came = self.arrived(to, &forward.destination.transport, from, forward.request.clone());
            let mut cx = Context { state, chance: &mut self.chance, tracer: &mut Silent };
            decision = match came {
                Ok(answer) => match proxy.answered(forward, answer.response, 0, &mut cx) {
                    After::Relay { response, .. } => return Ok(Answer { response, server: answer.server }),
                    After::Again(decision) => decision,
                },
                Err(NoAnswer::Closed) => failed(proxy, forward, &mut cx),
                Err(other @ NoAnswer::NotWalked(_)) => return Err(other),
            };
        }
    }

    /// At a pod: through its proxy if it has one, and to its program.
    fn arrived(
        &mut self,
        to: SocketAddr,
        transport: &TransportSocket,
        from: IpAddr,
        http: Request,
    ) -> Result<Answer, NoAnswer> {
        let world = self.world;
        let pod = world.pods.get(&to.ip()).ok_or(NoAnswer::Closed)?;
        // What comes from the pod's own inbound proxy has arrived.
        let caught = pod.sidecar && from != ARRIVED;
        if !caught {
            let served = world.http_ports.contains(&to.port()) && transport.client_tls().is_none();
            let server = Some(Served { service: pod.service.clone(), request: http, mutual: false });
            return if served {
                Ok(Answer { response: Response::new(200, ""), server })
            } else {
                Err(NoAnswer::Closed)
            };
        }
        let view = proxy_of(pod, &mut self.ledger);
        let socket = SocketAddr::new(pod.ip, 15006);
        let plain = Connection::plain(SocketAddr::new(from, 40_000), socket).redirected_from(to);
        let connection = match transport.client_tls() {
            Some(client) => plain.with_tls(client),
            None => plain.speaking("http/1.1"),
        };
        let mut answer = self.through(&view, &connection, ARRIVED, http)?;
        if let Some(server) = &mut answer.server {
            server.mutual = transport.client_tls().is_some_and(|client| client.own.is_some());
        }
        Ok(answer)
    }
}

fn failed(proxy: &Proxy, forward: Forward, cx: &mut Context<'_>) -> Decision {
    proxy.failed(forward, Failure::Refused, cx)
}

fn written(request: &Value) -> Result<Request, String> {
    let scheme = request.text_at("scheme").unwrap_or("http");
    if scheme != "http" {
        return Err(format!("{scheme} is not looked at"));
    }
    let address = request.text_at("address").unwrap_or_default();
    let port = request.number_at("port").unwrap_or(80);
    // Upstream's client calls its target by full name, without a port.
    let target = request.text_at("to").filter(|_| !address.contains(' ')).map(|_| address.to_owned());
    let called = target.unwrap_or_else(|| if port == 80 { address.to_owned() } else { format!("{address}:{port}") });
    let host = request.text_at("host").map_or(called, str::to_owned);
    let method = request.text_at("method").unwrap_or("GET");
    // A fragment is never sent (RFC 9110 section 7.1).
    let path = request.text_at("path").unwrap_or("/").split('#').next().unwrap_or("/");
    let mut http = Request::new(method, scheme, &host, path);
    if let Value::Map(headers) = request.at("headers") {
        for (name, value) in headers {
            http.headers.add(name, &value.as_text().unwrap_or_default());
        }
    }
    Ok(http)
}

/// What differs between an answer and what was expected of it.
fn compared(answer: &Answer, wanted: &Value) -> Result<(), String> {
    let status = i64::from(answer.response.status);
    if wanted.number_at("status").is_some_and(|wanted| wanted != status) || wanted.is("error") {
        return Err(format!("{status}"));
    }
    let mutual = answer.server.as_ref().is_some_and(|server| server.mutual);
    if wanted.get("mtls").is_some() && wanted.is("mtls") != mutual {
        return Err(format!("mtls {mutual}"));
    }
    let server = answer.server.as_ref().map(|server| &server.request);
    let seen = [
        ("hostSeenByServer", server.map(|request| request.authority.clone())),
        ("urlSeenByServer", server.map(|request| request.path.clone())),
    ];
    for (key, found) in seen {
        let wanted = wanted.text_at(key);
        if wanted.is_some() && wanted != found.as_deref() {
            return Err(format!("{key}: {found:?}, not {wanted:?}"));
        }
    }
    let headers = |key: &str| if let Value::Map(entries) = wanted.at(key) { entries.clone() } else { vec![] };
    let of_server = headers("requestHeaderSeenByServer").into_iter().map(|(name, value)| {
        let found = server.and_then(|request| request.header(&name));
        (name, value, found)
    });
    let of_client = headers("responseHeader").into_iter().map(|(name, value)| {
        let found = answer.response.headers.get(&name);
        (name, value, found)
    });
    for (name, value, found) in of_server.chain(of_client) {
        if value.as_text() != found {
            return Err(format!("{name}: {found:?}, not {value:?}"));
        }
    }
    Ok(())
}
