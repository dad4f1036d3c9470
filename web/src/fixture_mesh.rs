//! Bookinfo with sidecars, made up: four nodes, an ingress gateway, six workloads, and one page load through them, for
//! tests of the page that need no engine.

use crate::fixture::{crowd, id};
use malla_trace::{
    Action, AppAction, CauseId, Change, ClusterShare, Considered, Draw, Edge, EdgeKind, Effect, Fact, Field, Hop, Leg,
    LegId, Message, Mismatch, NetAction, ObjectRef, Packet, Part, PartRole, Phase, Probe, ProxyAction, Purpose, Reply,
    Security, Side, SimTime, Stage, Step, TcpFlags, Topology, Trace, Verdict, Vertex, VertexKind, VertexState,
};
use std::collections::BTreeMap;

const PROXY: &str = "istio-proxy";
/// Workload, version, node, last part of its address.
const WORKLOADS: [(&str, &str, usize, u8); 6] = [
    ("productpage", "v1", 1, 10),
    ("details", "v1", 2, 20),
    ("reviews", "v1", 2, 30),
    ("reviews", "v2", 3, 31),
    ("reviews", "v3", 1, 32),
    ("ratings", "v1", 3, 40),
];

fn fact(code: &str, value: &str) -> Fact {
    Fact { code: code.into(), value: value.into() }
}

fn part(name: &str, role: PartRole) -> Part {
    Part { name: name.into(), role, why: CauseId(0) }
}

fn thing(kind: VertexKind, name: &str, parent: Option<&str>, address: &str) -> Vertex {
    let title = name.rsplit('/').next().unwrap_or(name);
    Vertex {
        id: id(name),
        kind,
        title: title.into(),
        parent: parent.map(id),
        addresses: if address.is_empty() { vec![] } else { vec![address.into()] },
        state: VertexState::Ready,
        parts: vec![],
        facts: vec![],
        object: None,
        place: None,
        why: CauseId(0),
    }
}

fn pod(namespace: &str, name: &str, node: usize, address: &str, parts: Vec<Part>, labels: &[&str]) -> Vertex {
    let mut pod =
        thing(VertexKind::Pod, &format!("pod/{namespace}/{name}"), Some(&format!("node/nodo{node}")), address);
    pod.object = Some(ObjectRef { kind: "Pod".into(), namespace: namespace.into(), name: name.into() });
    pod.facts = labels.iter().map(|label| fact("label", label)).collect();
    pod.parts = parts;
    pod
}

/// The pod of a workload.
pub fn pod_id(app: &str, version: &str) -> String {
    format!("pod/bookinfo/{app}-{version}-5d8f7c9b6-x2k4p")
}

const GATEWAY: &str = "pod/istio-system/istio-ingressgateway-7c9b65d8f-q4k2x";

/// Bookinfo on four nodes.
pub fn topology() -> Topology {
    let mut topology = crowd(4, 0, 0);
    let gateway_labels = ["app=istio-ingressgateway", "istio=ingressgateway"];
    let proxy = || vec![part(PROXY, PartRole::Sidecar)];
    topology.vertices.extend([
        pod("kube-system", "coredns-6f8c9d7b5-x2k4p", 0, "10.10.0.5", vec![], &["k8s-app=kube-dns"]),
        pod("istio-system", "istiod-6f8c9d7b5-b4k2p", 0, "10.10.0.6", vec![], &["app=istiod"]),
        pod("istio-system", "istio-ingressgateway-7c9b65d8f-q4k2x", 1, "10.10.0.7", proxy(), &gateway_labels),
    ]);
    if let Some(gateway) = topology.vertices.last_mut() {
        gateway.facts.push(fact("proxy", "gateway"));
    }
    for (app, version, node, last) in WORKLOADS {
        let parts = vec![part("istio-init", PartRole::Init), part(PROXY, PartRole::Sidecar), part(app, PartRole::App)];
        let name = pod_id(app, version).rsplit('/').next().unwrap_or_default().to_owned();
        let labels = [format!("app={app}"), format!("version={version}")];
        topology.vertices.push(pod(
            "bookinfo",
            &name,
            node,
            &format!("10.10.0.{last}"),
            parts,
            &[&labels[0], &labels[1]],
        ));
    }
    for (namespace, name, address) in [
        ("bookinfo", "details", "10.10.1.20:9080"),
        ("bookinfo", "productpage", "10.10.1.10:9080"),
        ("bookinfo", "ratings", "10.10.1.40:9080"),
        ("bookinfo", "reviews", "10.10.1.30:9080"),
        ("istio-system", "istio-ingressgateway", "10.10.1.7:80"),
        ("istio-system", "istiod", "10.10.1.6:15012"),
        ("kube-system", "kube-dns", "10.10.1.2:53"),
    ] {
        let mut service = thing(VertexKind::Service, &format!("service/{namespace}/{name}"), None, address);
        let kind = if name == "istio-ingressgateway" { "LoadBalancer" } else { "ClusterIP" };
        service.facts.push(fact("type", kind));
        topology.vertices.push(service);
    }
    rules(&mut topology);
    topology
}

fn edge(from: &str, to: &str, kind: EdgeKind) -> Edge {
    Edge { from: id(from), to: id(to), kind, why: CauseId(0) }
}

/// Gateway, VirtualServices, and who stands behind whom.
fn rules(topology: &mut Topology) {
    let mut gateway = thing(VertexKind::MeshGateway, "meshgateway/bookinfo/bookinfo-gateway", Some(GATEWAY), "");
    gateway.facts.push(fact("gateway.server", "*:8080"));
    let mut page = thing(VertexKind::VirtualService, "virtualservice/bookinfo/bookinfo", None, "");
    page.facts.push(fact("route", "/productpage → productpage"));
    let mut split = thing(VertexKind::VirtualService, "virtualservice/bookinfo/reviews", None, "");
    split.facts.push(fact("route", "reviews → v1 90 · v2 10"));
    topology.vertices.extend([gateway, page, split]);
    for (app, version, ..) in WORKLOADS {
        topology.edges.push(edge(&format!("service/bookinfo/{app}"), &pod_id(app, version), EdgeKind::Endpoint));
    }
    topology.edges.extend([
        edge("service/istio-system/istio-ingressgateway", GATEWAY, EdgeKind::Endpoint),
        edge("virtualservice/bookinfo/bookinfo", "service/bookinfo/productpage", EdgeKind::Backend),
        edge("virtualservice/bookinfo/reviews", "service/bookinfo/reviews", EdgeKind::Backend),
    ]);
}

/// A trace on its way to being written.
#[derive(Default)]
struct Story {
    legs: Vec<Leg>,
    hops: Vec<Hop>,
}

fn step(stage: Stage, action: Action) -> Step {
    Step { stage, action, delta: vec![], why: CauseId(0), considered: vec![] }
}

fn app(action: AppAction) -> Step {
    step(Stage::Program { name: "python".into() }, Action::App(action))
}

fn proxy(stage: Stage, action: ProxyAction) -> Step {
    step(stage, Action::Proxy(action))
}

/// A pod that takes part, and where it is reached.
#[derive(Clone, Copy)]
struct Station<'a> {
    pod: &'a str,
    app: &'a str,
    node: usize,
    last: u8,
}

fn packet(from: (u8, u16), to: (u8, u16)) -> Packet {
    let socket = |(last, port): (u8, u16)| {
        let text = if last == 127 { format!("127.0.0.6:{port}") } else { format!("10.10.0.{last}:{port}") };
        text.parse().unwrap_or_else(|_| panic!("{text} is no socket address"))
    };
    Packet::tcp(socket(from), socket(to), TcpFlags::SYN)
}

/// The rules that turn a packet aside to the proxy.
fn redirect(chain: &str, own: &str, to: (&str, &str)) -> Vec<Step> {
    let rule = |chain: &str, text: String, effect| {
        let stage = Stage::Netfilter { table: "nat".into(), chain: chain.into(), rule: Some(1) };
        step(stage, Action::Net(NetAction::Match { rule: text.into(), effect, draw: None }))
    };
    let jump = rule(chain, format!("-A {chain} -p tcp -j {own}"), Effect::Jump { chain: own.into() });
    let (was, port) = to;
    let mut turn = rule(
        own,
        format!("-A {own} -p tcp -j REDIRECT --to-ports {port}"),
        Effect::Redirect { port: port.parse().ok() },
    );
    turn.delta = vec![Change { field: Field::DestinationPort, from: was.into(), to: port.into() }];
    vec![jump, turn]
}

impl Story {
    fn leg(&mut self, parent: Option<u32>, from: &str, to: &str, parts: (Option<&str>, Option<&str>)) -> u32 {
        let number = self.legs.len() as u32;
        self.legs.push(Leg {
            id: LegId(number),
            parent: parent.map(LegId),
            purpose: Purpose::Http { to: String::new() },
            from: id(from),
            to: Some(id(to)),
            from_part: parts.0.map(Into::into),
            to_part: parts.1.map(Into::into),
            security: Some(Security::Plain),
            why: CauseId(0),
            verdict: Verdict::Answered { status: 200, flag: None },
        });
        number
    }

    fn called(&mut self, host: &str) {
        if let Some(leg) = self.legs.last_mut() {
            leg.purpose = Purpose::Http { to: host.into() };
        }
    }

    fn hop(&mut self, leg: u32, phase: Phase, at: &str, part: Option<&str>) -> &mut Hop {
        self.hops.push(Hop {
            leg: LegId(leg),
            phase,
            time: SimTime(0),
            at: id(at),
            next: None,
            enters: None,
            leaves: None,
            part: part.map(Into::into),
            message: None,
            steps: vec![],
        });
        let last = self.hops.len() - 1;
        &mut self.hops[last]
    }

    fn work(&mut self, leg: u32, at: &str, part: Option<&str>, steps: Vec<Step>) {
        self.hop(leg, Phase::Work, at, part).steps = steps;
    }

    /// A packet along machines, each with its number on the way.
    fn carry(&mut self, leg: u32, phase: Phase, way: &[&str], packet: &Packet) {
        for (i, at) in way.iter().enumerate() {
            let next = way.get(i + 1).map(|next| id(next));
            let hop = self.hop(leg, phase, at, None);
            hop.enters = (i > 0).then(|| packet.clone());
            hop.leaves = next.is_some().then(|| packet.clone());
            hop.next = next;
            hop.steps = vec![step(Stage::Routing, Action::Net(NetAction::Originate))];
        }
    }

    /// A packet that stays in its pod.
    fn inside(&mut self, leg: u32, phase: Phase, at: &str, packet: Packet, steps: Vec<Step>) {
        let hop = self.hop(leg, phase, at, None);
        hop.leaves = Some(packet);
        hop.steps =
            if steps.is_empty() { vec![step(Stage::Routing, Action::Net(NetAction::Originate))] } else { steps };
    }

    fn answer(&mut self, leg: u32, at: &str, part: &str) {
        self.work(leg, at, Some(part), vec![proxy(Stage::Upstream, ProxyAction::Relay { status: 200 })]);
    }
}

fn way<'a>(from: Station<'a>, to: Station<'a>, nodes: &'a [String]) -> Vec<&'a str> {
    let mut way = vec![from.pod, nodes[from.node].as_str()];
    if from.node != to.node {
        way.push(nodes[to.node].as_str());
    }
    way.push(to.pod);
    way
}

/// What a sidecar decides about a request to a host.
fn outbound(host: &str, to: Station<'_>, split: bool) -> Vec<Step> {
    let cluster = format!("outbound|9080|{}|{host}.bookinfo.svc.cluster.local", if split { "v2" } else { "" });
    let mut route = proxy(
        Stage::RouteTable,
        ProxyAction::Route { name: "default".into(), condition: "prefix /".into(), cluster: cluster.clone() },
    );
    if split {
        route.considered.push(Considered {
            what: "jason".into(),
            number: Some(1),
            because: Mismatch {
                condition: "header end-user".into(), wanted: "exact jason".into(), found: "—".into()
            },
            why: CauseId(0),
        });
    }
    let mut steps = vec![
        proxy(Stage::Listener, ProxyAction::Accept { listener: "0.0.0.0_9080".into() }),
        proxy(Stage::RouteTable, ProxyAction::VirtualHost { name: format!("{host}:9080"), domain: host.into() }),
        route,
    ];
    if split {
        let share = |version: &str, weight| ClusterShare {
            cluster: format!("outbound|9080|{version}|{host}.bookinfo.svc.cluster.local"),
            weight,
            why: CauseId(0),
        };
        let draw = Draw { stream: "proxy/weight".into(), index: 0, of: 100, outcome: 94 };
        let shares = vec![share("v1", 90), share("v2", 10)];
        steps.push(proxy(Stage::RouteTable, ProxyAction::Weighted { cluster: cluster.clone(), draw, shares }));
    }
    steps.push(proxy(
        Stage::Upstream,
        ProxyAction::Endpoint {
            cluster,
            endpoint: format!("10.10.0.{}:9080", to.last),
            policy: "LEAST_REQUEST".into(),
            of: 1,
            draw: None,
        },
    ));
    steps.push(proxy(Stage::Upstream, ProxyAction::Secure { side: Side::Upstream, security: tls("", "") }));
    steps
}

fn tls(client: &str, server: &str) -> Security {
    let name = |account: &str| Some(format!("spiffe://cluster.local/ns/bookinfo/sa/bookinfo-{account}"));
    Security::Tls { mutual: true, client: name(client), server: name(server), server_name: None }
}

/// One program calls another through both sidecars; `deeper` happens while the other works.
fn call(
    story: &mut Story,
    parent: u32,
    from: Station<'_>,
    to: Station<'_>,
    nodes: &[String],
    deeper: &mut dyn FnMut(&mut Story, u32),
) {
    let need = AppAction::Need { role: to.app.to_uppercase(), host: to.app.into(), port: 9080 };
    story.work(parent, from.pod, Some(from.app), vec![app(need)]);
    let first = story.leg(Some(parent), from.pod, from.pod, (Some(from.app), Some(PROXY)));
    story.called(&format!("{}:9080", to.app));
    let to_proxy = packet((from.last, 40000), (from.last, 15001));
    story.inside(
        first,
        Phase::Open,
        from.pod,
        to_proxy.clone(),
        redirect("OUTPUT", "ISTIO_REDIRECT", ("9080", "15001")),
    );
    story.work(first, from.pod, Some(PROXY), outbound(to.app, to, to.app == "reviews"));
    let second = story.leg(Some(first), from.pod, to.pod, (Some(PROXY), Some(PROXY)));
    story.called(&format!("10.10.0.{}:9080", to.last));
    story.legs[second as usize].security = Some(tls(from.app, to.app));
    let between = packet((from.last, 41000), (to.last, 9080));
    let there = way(from, to, nodes);
    story.carry(second, Phase::Open, &there, &between);
    if let Some(arrives) = story.hops.last_mut() {
        arrives.steps = redirect("PREROUTING", "ISTIO_IN_REDIRECT", ("9080", "15006"));
    }
    let accept = ProxyAction::Accept { listener: "virtualInbound".into() };
    story.work(second, to.pod, Some(PROXY), vec![proxy(Stage::Listener, accept)]);
    let third = story.leg(Some(second), to.pod, to.pod, (Some(PROXY), Some(to.app)));
    story.called(&format!("10.10.0.{}:9080", to.last));
    story.inside(third, Phase::Open, to.pod, packet((127, 42000), (to.last, 9080)), vec![]);
    story.work(third, to.pod, Some(to.app), vec![app(AppAction::Receive { what: format!("GET /{}/0", to.app) })]);
    deeper(story, third);
    let answer = AppAction::Answer { status: 200, what: "200 OK".into() };
    story.work(third, to.pod, Some(to.app), vec![app(answer)]);
    story.inside(third, Phase::Answer, to.pod, packet((to.last, 9080), (127, 42000)), vec![]);
    story.answer(second, to.pod, PROXY);
    let back: Vec<&str> = there.iter().rev().copied().collect();
    story.carry(second, Phase::Answer, &back, &packet((to.last, 9080), (from.last, 41000)));
    story.answer(first, from.pod, PROXY);
    story.inside(first, Phase::Answer, from.pod, packet((from.last, 9080), (from.last, 40000)), vec![]);
    story.work(parent, from.pod, Some(from.app), vec![app(AppAction::Got { role: to.app.into() })]);
}

/// The stations of a page load, their pods' names beside them.
struct Stations {
    nodes: Vec<String>,
    pods: Vec<String>,
}

const STATIONS: [(&str, &str); 4] = [("productpage", "v1"), ("details", "v1"), ("reviews", "v2"), ("ratings", "v1")];

impl Stations {
    fn new() -> Self {
        let pods = STATIONS.iter().map(|(app, version)| pod_id(app, version)).collect();
        Self { nodes: (0..4).map(|n| format!("node/nodo{n}")).collect(), pods }
    }

    fn at(&self, n: usize) -> Station<'_> {
        let (app, version) = STATIONS[n];
        let found = WORKLOADS.iter().find(|(a, v, ..)| (*a, *v) == (app, version));
        let (_, _, node, last) = found.unwrap_or(&WORKLOADS[0]);
        Station { pod: &self.pods[n], app, node: *node, last: *last }
    }
}

const CLIENT: &str = "client/MenchuPC";
const BALANCER: &str = "balancer/b";
const GATE: Station<'static> = Station { pod: GATEWAY, app: PROXY, node: 1, last: 7 };

/// From the client to the program behind the door; the number of the conversation that the program serves.
fn come_in(story: &mut Story, stations: &Stations) -> u32 {
    let (nodes, page) = (&stations.nodes, stations.at(0));
    let accept = |name: &str| vec![proxy(Stage::Listener, ProxyAction::Accept { listener: name.into() })];
    let begin = AppAction::Begin { method: "GET".into(), url: "http://bookinfo.miempresa.com/productpage".into() };
    story.work(0, CLIENT, None, vec![app(begin)]);
    story.leg(None, CLIENT, BALANCER, (None, None));
    story.called("bookinfo.miempresa.com:80");
    story.carry(0, Phase::Open, &[CLIENT, BALANCER], &packet((200, 5000), (100, 80)));
    story.work(0, BALANCER, None, accept(":80"));
    let second = story.leg(Some(0), BALANCER, GATEWAY, (None, Some(PROXY)));
    story.called("192.168.0.101:32439");
    let there = [BALANCER, nodes[1].as_str(), GATEWAY];
    story.carry(second, Phase::Open, &there, &packet((100, 5001), (7, 8080)));
    story.work(second, GATEWAY, Some(PROXY), outbound("productpage", page, false));
    let third = story.leg(Some(second), GATEWAY, page.pod, (Some(PROXY), Some(PROXY)));
    story.called("10.10.0.10:9080");
    story.legs[third as usize].security = Some(tls("gateway", "productpage"));
    story.carry(third, Phase::Open, &way(GATE, page, nodes), &packet((7, 5002), (10, 9080)));
    story.work(third, page.pod, Some(PROXY), accept("virtualInbound"));
    let inner = story.leg(Some(third), page.pod, page.pod, (Some(PROXY), Some("productpage")));
    story.called("10.10.0.10:9080");
    story.inside(inner, Phase::Open, page.pod, packet((127, 5003), (10, 9080)), vec![]);
    story.work(inner, page.pod, Some("productpage"), vec![app(AppAction::Receive { what: "GET /productpage".into() })]);
    inner
}

/// The same way back.
fn go_home(story: &mut Story, stations: &Stations, inner: u32) {
    let page = stations.at(0);
    let (second, third) = (inner - 2, inner - 1);
    let answer = AppAction::Answer { status: 200, what: "200 OK".into() };
    story.work(inner, page.pod, Some("productpage"), vec![app(answer)]);
    story.inside(inner, Phase::Answer, page.pod, packet((10, 9080), (127, 5003)), vec![]);
    story.answer(third, page.pod, PROXY);
    let back: Vec<&str> = way(GATE, page, &stations.nodes).into_iter().rev().collect();
    story.carry(third, Phase::Answer, &back, &packet((10, 9080), (7, 5002)));
    story.answer(second, GATEWAY, PROXY);
    story.carry(
        second,
        Phase::Answer,
        &[GATEWAY, stations.nodes[1].as_str(), BALANCER],
        &packet((7, 8080), (100, 5001)),
    );
    story.carry(0, Phase::Answer, &[BALANCER, CLIENT], &packet((100, 80), (200, 5000)));
    story.work(0, CLIENT, None, vec![app(AppAction::Finish { status: 200 })]);
}

/// A page load: Menchu, balancer, gateway, productpage, details, reviews (v2), ratings, and back.
pub fn trace() -> Trace {
    let stations = Stations::new();
    let nodes = &stations.nodes;
    let mut story = Story::default();
    let page = come_in(&mut story, &stations);
    call(&mut story, page, stations.at(0), stations.at(1), nodes, &mut |_, _| {});
    call(&mut story, page, stations.at(0), stations.at(2), nodes, &mut |story, reviews| {
        call(story, reviews, stations.at(2), stations.at(3), nodes, &mut |_, _| {});
    });
    go_home(&mut story, &stations, page);
    let message = Message::HttpRequest { method: "GET".into(), path: "/reviews/0".into(), headers: vec![] };
    for hop in story.hops.iter_mut().filter(|hop| hop.phase == Phase::Open && hop.at.0.contains("reviews")) {
        hop.message = Some(message.clone());
    }
    Trace {
        probe: Probe::get(CLIENT, "http://bookinfo.miempresa.com/productpage").unwrap_or_else(|_| panic!("a good URL")),
        seed: 1,
        legs: story.legs,
        hops: story.hops,
        reply: Some(Reply { status: 200, headers: vec![], body: "bookinfo".into() }),
        verdict: Verdict::Answered { status: 200, flag: None },
        culprit: None,
        draws: vec![],
        causes: BTreeMap::new(),
    }
}
