//! A small made-up cluster and a request through it, for tests of the page that need no engine: the notes' company
//! network, two nodes, one Service.

use malla_trace::{
    Action, AppAction, CauseId, Change, ConnState, Considered, Edge, EdgeKind, Effect, Fact, Field, Hop, Leg, LegId,
    Message, Mismatch, NatKind, NetAction, ObjectRef, Packet, Phase, Place, Probe, Purpose, Reply, SimTime, Stage,
    Step, TcpFlags, Topology, Trace, Verdict, Vertex, VertexId, VertexKind, VertexState,
};
use std::collections::BTreeMap;

/// The vertex id of that text.
pub fn id(text: &str) -> VertexId {
    VertexId(text.into())
}

fn vertex(kind: VertexKind, name: &str, title: &str, parent: Option<&str>, addresses: &[&str]) -> Vertex {
    Vertex {
        id: id(name),
        kind,
        title: title.into(),
        parent: parent.map(id),
        addresses: addresses.iter().map(|a| (*a).to_owned()).collect(),
        state: VertexState::Ready,
        parts: vec![],
        facts: vec![],
        object: None,
        place: None,
        why: CauseId(0),
    }
}

/// `nodes` nodes with `pods` pods each, and `services` Services.
pub fn crowd(nodes: usize, pods: usize, services: usize) -> Topology {
    let company = Some("network/empresa");
    let mut vertices = vec![
        vertex(VertexKind::Network, "network/empresa", "Red de mi empresa", None, &["192.168.0.0/16"]),
        vertex(VertexKind::Client, "client/MenchuPC", "MenchuPC", company, &["192.168.0.200"]),
        vertex(VertexKind::ExternalDns, "nameserver/dns", "DNS externo", company, &["192.168.0.53"]),
        vertex(VertexKind::Balancer, "balancer/b", "Balanceador", company, &["192.168.0.10:80"]),
        vertex(VertexKind::Gateway, "gateway/empresa", "Pasarela", company, &["192.168.0.1"]),
    ];
    for n in 0..nodes {
        let name = format!("node/nodo{n}");
        let mut node = vertex(VertexKind::Node, &name, &format!("Nodo{n}"), company, &[&format!("192.168.0.10{n}")]);
        node.facts.push(Fact { code: "netfilter.rules".into(), value: "46".into() });
        vertices.push(node);
        for p in 0..pods {
            let (pod, address) = (format!("web-5d8f7c9b6{n}-x2k4{p}"), format!("10.10.{n}.{p}:80"));
            vertices.push(vertex(VertexKind::Pod, &format!("pod/default/{pod}"), &pod, Some(&name), &[&address]));
        }
    }
    for s in 0..services {
        let (name, address) = (format!("wp-service-{s}"), format!("10.10.1.10{s}:8080"));
        vertices.push(vertex(VertexKind::Service, &format!("service/default/{name}"), &name, None, &[&address]));
    }
    Topology { vertices, edges: vec![] }
}

/// The small cluster: two nodes, an ingress controller with one rule, a Service with one endpoint.
pub fn topology() -> Topology {
    let mut topology = crowd(2, 0, 0);
    let pod = |name: &str, node: &str, address: &str| {
        let mut pod = vertex(VertexKind::Pod, &format!("pod/default/{name}"), name, Some(node), &[address]);
        pod.object = Some(ObjectRef { kind: "Pod".into(), namespace: "default".into(), name: name.into() });
        pod.facts.push(Fact { code: "image".into(), value: "nginx:1.29".into() });
        pod
    };
    let service = |name: &str, address: &str| {
        vertex(VertexKind::Service, &format!("service/default/{name}"), name, None, &[address])
    };
    let controller = Some("pod/default/nginx");
    topology.vertices.extend([
        pod("wordpress", "node/nodo0", "10.10.0.102:80"),
        pod("nginx", "node/nodo1", "10.10.0.105:80"),
        vertex(VertexKind::Ingress, "ingress/default/web1", "web1.miempresa.com", controller, &[]),
        service("nginx", "10.10.1.105:8081"),
        service("wp-service", "10.10.1.102:8080"),
    ]);
    topology.edges.push(Edge {
        from: id("service/default/nginx"),
        to: id("pod/default/nginx"),
        kind: EdgeKind::Endpoint,
        why: CauseId(0),
    });
    topology
}

fn syn(from: &str, to: &str) -> Packet {
    let socket = |text: &str| text.parse().unwrap_or_else(|_| panic!("{text} is no socket address"));
    Packet::tcp(socket(from), socket(to), TcpFlags::SYN)
}

fn step(stage: Stage, action: Action, delta: Vec<Change>) -> Step {
    Step { stage, action, delta, why: CauseId(0), considered: vec![] }
}

fn net(action: NetAction) -> Step {
    step(Stage::Routing, Action::Net(action), vec![])
}

fn app(action: AppAction) -> Step {
    step(Stage::Program { name: "curl".into() }, Action::App(action), vec![])
}

fn rule(table: &str, chain: &str, rule: u32, text: &str, effect: Effect) -> Step {
    let stage = Stage::Netfilter { table: table.to_owned().into(), chain: chain.into(), rule: Some(rule) };
    step(stage, Action::Net(NetAction::Match { rule: text.into(), effect, draw: None }), vec![])
}

fn change(field: Field, from: &str, to: &str) -> Change {
    Change { field, from: from.into(), to: to.into() }
}

fn hop(leg: u32, phase: Phase, at: &str, next: Option<&str>, enters: Option<Packet>, leaves: Option<Packet>) -> Hop {
    let (at, next) = (id(at), next.map(id));
    Hop { leg: LegId(leg), phase, time: SimTime(0), at, next, enters, leaves, part: None, message: None, steps: vec![] }
}

/// The steps of a node that turns `192.168.0.100:30880` into the ingress pod's address.
fn node_steps() -> Vec<Step> {
    let mut dnat = rule(
        "nat",
        "KUBE-SEP-XQ2",
        2,
        "-A KUBE-SEP-XQ2 -p tcp -m tcp -j DNAT --to-destination 10.10.0.105:80",
        Effect::Dnat { to: "10.10.0.105:80".into() },
    );
    dnat.delta =
        vec![change(Field::Destination, "192.168.0.100", "10.10.0.105"), change(Field::DestinationPort, "30880", "80")];
    dnat.considered.push(Considered {
        what: "-A KUBE-SEP-XQ2 -s 10.10.0.105/32 -j KUBE-MARK-MASQ".into(),
        number: Some(1),
        because: Mismatch { condition: "-s".into(), wanted: "10.10.0.105/32".into(), found: "192.168.0.10".into() },
        why: CauseId(0),
    });
    vec![
        net(NetAction::Arrive { interface: "eth0".into() }),
        step(Stage::Conntrack, Action::Net(NetAction::Track { state: ConnState::New, reply: false }), vec![]),
        rule("nat", "PREROUTING", 1, "-A PREROUTING -j KUBE-SERVICES", Effect::Jump { chain: "KUBE-SERVICES".into() }),
        rule(
            "nat",
            "KUBE-NODEPORTS",
            1,
            "-A KUBE-NODEPORTS -j KUBE-EXT-X",
            Effect::Jump { chain: "KUBE-EXT-X".into() },
        ),
        dnat,
        net(NetAction::Route { prefix: "10.10.0.105/32".into(), via: None, interface: "eth0".into(), local: false }),
        net(NetAction::Depart { interface: "eth0".into(), next_hop: "192.168.0.101".parse().unwrap() }),
    ]
}

/// Menchu's request: client, balancer, the first node (which rewrites it), the second node, the pod, and back.
pub fn trace() -> Trace {
    let (before, after) =
        (syn("192.168.0.10:41822", "192.168.0.100:30880"), syn("192.168.0.10:41822", "10.10.0.105:80"));
    let first = syn("192.168.0.200:5000", "192.168.0.10:80");
    let (client, balancer, pod) = ("client/MenchuPC", "balancer/b", "pod/default/nginx");
    let mut begin = hop(0, Phase::Work, client, None, None, None);
    begin.steps.push(app(AppAction::Begin { method: "GET".into(), url: "http://web1.miempresa.com/".into() }));
    let mut open = hop(0, Phase::Open, client, Some(balancer), None, Some(first.clone()));
    open.steps.push(net(NetAction::Originate));
    let mut taken = hop(0, Phase::Open, balancer, None, Some(first.clone()), None);
    taken.steps.push(net(NetAction::Deliver { socket: "192.168.0.10:80".parse().unwrap() }));
    let mut second = hop(1, Phase::Open, balancer, Some("node/nodo0"), None, Some(before.clone()));
    second.steps.push(net(NetAction::Originate));
    let mut node = hop(1, Phase::Open, "node/nodo0", Some("node/nodo1"), Some(before.clone()), Some(after.clone()));
    node.steps = node_steps();
    let mut there = hop(1, Phase::Open, "node/nodo1", Some(pod), Some(after.clone()), Some(after.clone()));
    there.steps.push(net(NetAction::Arrive { interface: "eth0".into() }));
    let mut accept =
        hop(1, Phase::Accept, pod, Some("node/nodo1"), None, Some(syn("10.10.0.105:80", "192.168.0.10:41822")));
    accept.steps.push(net(NetAction::Originate));
    let mut answer =
        hop(1, Phase::Answer, pod, Some("node/nodo1"), None, Some(syn("10.10.0.105:80", "192.168.0.10:41822")));
    answer.steps.push(app(AppAction::Answer { status: 200, what: "200 OK".into() }));
    answer.message = Some(Message::HttpResponse { status: 200, headers: vec![], body: "hola".into() });
    let mut back =
        hop(1, Phase::Answer, "node/nodo1", Some("node/nodo0"), answer.leaves.clone(), answer.leaves.clone());
    back.steps.push(net(NetAction::Translate { nat: NatKind::Dnat, undo: true }));
    back.steps[0].delta =
        vec![change(Field::Source, "10.10.0.105", "192.168.0.100"), change(Field::SourcePort, "80", "30880")];
    let mut finish = hop(0, Phase::Work, client, None, None, None);
    finish.steps.push(app(AppAction::Finish { status: 200 }));
    let leg = |n: u32, parent: Option<u32>, from: &str, to: &str| Leg {
        id: LegId(n),
        parent: parent.map(LegId),
        purpose: Purpose::Http { to: to.into() },
        from: id(from),
        to: None,
        from_part: None,
        to_part: None,
        security: None,
        why: CauseId(0),
        verdict: Verdict::Answered { status: 200, flag: None },
    };
    Trace {
        probe: Probe::get(client, "http://web1.miempresa.com/").unwrap_or_else(|_| panic!("a good URL")),
        seed: 1,
        legs: vec![leg(0, None, client, "web1.miempresa.com:80"), leg(1, Some(0), balancer, "192.168.0.100:30880")],
        hops: vec![begin, open, taken, second, node, there, accept, answer, back, finish],
        reply: Some(Reply { status: 200, headers: vec![], body: "hola".into() }),
        verdict: Verdict::Answered { status: 200, flag: None },
        culprit: None,
        draws: vec![],
        causes: BTreeMap::new(),
    }
}

/// A place in a file, one character wide.
pub fn place(file: &str, line: u32) -> Place {
    Place { file: file.into(), line, column: 1, end_line: line, end_column: 2 }
}
