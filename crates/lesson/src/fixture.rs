//! A small trace and its stage, for the tests of the predicates: MenchuPC asks a balancer, which asks a node port; a
//! WordPress pod answers 500 because nobody answers it at `db:3307`.

use malla_trace::{
    CauseId, Edge, EdgeKind, Fact, Hop, Leg, LegId, Message, Packet, Phase, Probe, Purpose, Reply, Security, SimTime,
    TcpFlags, Topology, Trace, Verdict, Vertex, VertexId, VertexKind, VertexState,
};
use std::collections::BTreeMap;

const WHY: CauseId = CauseId(0);

pub(crate) fn a_topology() -> Topology {
    let pod = Vertex {
        facts: [("image", "wordpress:6-apache"), ("version", "v6")]
            .map(|(code, value)| Fact { code: code.into(), value: value.into() })
            .into(),
        ..vertex("pod/default/wp", VertexKind::Pod, "10.10.0.102")
    };
    let vertices = vec![
        vertex("client/menchu", VertexKind::Client, "192.168.0.200"),
        vertex("balancer/b", VertexKind::Balancer, "192.168.0.10"),
        vertex("node/a", VertexKind::Node, "10.0.0.1"),
        pod,
        vertex("service/default/wp-service", VertexKind::Service, "10.10.1.102:8080"),
    ];
    let (from, to) = (id("service/default/wp-service"), id("pod/default/wp"));
    Topology { vertices, edges: vec![Edge { from, to, kind: EdgeKind::Endpoint, why: WHY }] }
}

pub(crate) fn a_trace() -> Trace {
    let answered = Verdict::Answered { status: 500, flag: Some("UH".into()) };
    let name = "web1.miempresa.com";
    let legs = vec![
        leg(0, "client/menchu", "nameserver/x", Purpose::Resolve { name: name.into() }, Verdict::Delivered),
        leg(1, "client/menchu", "balancer/b", Purpose::Http { to: format!("{name}:80") }, answered.clone()),
        Leg {
            security: Some(Security::Plain),
            ..leg(2, "balancer/b", "pod/default/wp", Purpose::Http { to: "10.0.0.1:30880".into() }, answered.clone())
        },
        Leg { to: None, ..leg(3, "pod/default/wp", "", Purpose::Tcp { to: "db:3307".into() }, Verdict::TimedOut) },
    ];
    let request = Message::HttpRequest {
        method: "GET".into(),
        path: "/new".into(),
        headers: vec![("end-user".into(), "jason".into())],
    };
    let hops = vec![
        hop(1, "client/menchu", Phase::Work, None, None),
        Hop { message: Some(request), ..hop(1, "balancer/b", Phase::Work, None, None) },
        hop(2, "node/a", Phase::Open, Some("10.0.0.1:30880"), Some("10.10.1.102:8080")),
        hop(2, "pod/default/wp", Phase::Open, Some("10.10.0.102:80"), None),
        hop(2, "node/a", Phase::Answer, Some("10.9.9.9:9"), Some("10.9.9.9:9")),
    ];
    Trace {
        probe: Probe::get("client/menchu", name).unwrap(),
        seed: 1,
        legs,
        hops,
        reply: Some(Reply { status: 500, headers: vec![], body: "no database".into() }),
        verdict: answered,
        culprit: None,
        draws: vec![],
        causes: BTreeMap::new(),
    }
}

fn id(text: &str) -> VertexId {
    VertexId(text.into())
}

fn vertex(name: &str, kind: VertexKind, address: &str) -> Vertex {
    Vertex {
        id: id(name),
        kind,
        title: name.into(),
        parent: None,
        addresses: vec![address.into()],
        state: VertexState::Ready,
        parts: vec![],
        facts: vec![],
        object: None,
        place: None,
        why: WHY,
    }
}

fn leg(number: u32, from: &str, to: &str, purpose: Purpose, verdict: Verdict) -> Leg {
    Leg {
        id: LegId(number),
        parent: None,
        purpose,
        from: id(from),
        to: Some(id(to)),
        from_part: None,
        to_part: None,
        security: None,
        why: WHY,
        verdict,
    }
}

fn hop(leg: u32, at: &str, phase: Phase, enters: Option<&str>, leaves: Option<&str>) -> Hop {
    let packet = |to: &str| Packet::tcp("192.168.0.10:5".parse().unwrap(), to.parse().unwrap(), TcpFlags::SYN);
    Hop {
        leg: LegId(leg),
        phase,
        time: SimTime(0),
        at: id(at),
        next: None,
        enters: enters.map(packet),
        leaves: leaves.map(packet),
        part: None,
        message: None,
        steps: vec![],
    }
}
