//! Who appears on the stage and in which company, before anything has a place: the machines of the company network,
//! the nodes with their pods, the pods without a node, and the names that are only rules.

use super::geometry::Size;
use super::text::{MONO, TITLE};
use malla_trace::{EdgeKind, PartRole, Topology, Vertex, VertexId, VertexKind};
use std::collections::BTreeMap;

/// Everybody, by where they will stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cast {
    /// Machines outside the cluster, in reading order: who asks, who is asked, who passes on.
    pub machines: Vec<Actor>,
    /// Nodes, in the order of the topology.
    pub nodes: Vec<NodeCast>,
    /// Pods that no node has taken.
    pub pending: Vec<Actor>,
    /// Services, and rules that no pod serves.
    pub virtuals: Vec<Actor>,
    /// Services of the cluster's own works, which nobody outside calls.
    pub minor: Vec<Actor>,
}

/// A node and the pods inside.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCast {
    /// The node.
    pub id: VertexId,
    /// Its pods.
    pub pods: Vec<Actor>,
}

/// Somebody with a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Who.
    pub id: VertexId,
    /// How wide the label would like to be.
    pub width: f64,
    /// How many letters its title has.
    pub title: f64,
    /// The rules written under the name: an ingress controller's Ingresses, a gateway pod's Gateways.
    pub rules: Vec<VertexId>,
    /// The parts drawn inside: a pod's containers, where one of them is a proxy that carries the others' connections.
    pub parts: Vec<(String, PartRole)>,
}

/// Room for the sign of a rule.
const SIGN: f64 = 18.0;

/// How much room a title and a line of small monospaced text take.
#[must_use]
pub fn label_size(title: &str, mono: &str) -> Size {
    let title_w = title.chars().count() as f64 * TITLE;
    let mono_w = mono.chars().count() as f64 * MONO;
    Size::new(title_w.max(mono_w), 34.0)
}

impl Cast {
    /// Everybody of a topology.
    #[must_use]
    pub fn of(topology: &Topology) -> Self {
        let mut cast = Self::default();
        let controllers = rules_by_pod(topology);
        for vertex in &topology.vertices {
            match vertex.kind {
                VertexKind::Network => {}
                VertexKind::Client
                | VertexKind::ExternalDns
                | VertexKind::Balancer
                | VertexKind::Gateway
                | VertexKind::Host => cast.machines.push(actor(topology, vertex)),
                VertexKind::Node => cast.nodes.push(NodeCast { id: vertex.id.clone(), pods: vec![] }),
                VertexKind::Service if is_minor(vertex) => cast.minor.push(actor(topology, vertex)),
                VertexKind::Service => cast.virtuals.push(actor(topology, vertex)),
                VertexKind::Ingress | VertexKind::MeshGateway if serving_pod(topology, vertex).is_some() => {}
                VertexKind::Ingress | VertexKind::MeshGateway | VertexKind::VirtualService => {
                    cast.virtuals.push(actor(topology, vertex))
                }
                VertexKind::Pod => {}
            }
        }
        for pod in topology.vertices.iter().filter(|v| v.kind == VertexKind::Pod) {
            let mut member = actor(topology, pod);
            member.rules = controllers.get(&pod.id).cloned().unwrap_or_default();
            match cast.nodes.iter_mut().find(|node| Some(&node.id) == pod.parent.as_ref()) {
                Some(node) => node.pods.push(member),
                None => cast.pending.push(member),
            }
        }
        cast.virtuals = beside_their_services(topology, cast.virtuals);
        cast.machines.sort_by_key(|m| topology.get(&m.id).map_or(9, |v| reading_order(v.kind)));
        cast
    }

    /// How many pods the fullest node holds.
    #[must_use]
    pub fn most_pods(&self) -> usize {
        self.nodes.iter().map(|node| node.pods.len()).max().unwrap_or(0)
    }
}

fn actor(topology: &Topology, vertex: &Vertex) -> Actor {
    let line = second_line(vertex, &note_of(topology, vertex));
    let title = vertex.title.chars().count() as f64;
    let sign = if matches!(vertex.kind, VertexKind::VirtualService | VertexKind::MeshGateway) { SIGN } else { 0.0 };
    let width = label_size(&vertex.title, &line).w + sign;
    Actor { id: vertex.id.clone(), width, title, rules: vec![], parts: parts_of(vertex) }
}

/// Whether a Service belongs to the cluster's own works and is not reached from outside.
#[must_use]
pub fn is_minor(service: &Vertex) -> bool {
    let own = ["service/kube-system/", "service/istio-system/", "service/default/kubernetes"];
    let inside = fact(service, "type").is_none_or(|kind| kind == "ClusterIP");
    inside && own.iter().any(|own| service.id.0.starts_with(own))
}

/// What is drawn inside a pod: its running containers in the order a packet from outside meets them, where one of them
/// is a proxy beside others.
fn parts_of(vertex: &Vertex) -> Vec<(String, PartRole)> {
    let running = vertex.parts.iter().filter(|part| part.role != PartRole::Init);
    let mut parts: Vec<(String, PartRole)> = running.map(|part| (part.name.clone(), part.role)).collect();
    parts.sort_by_key(|(_, role)| *role != PartRole::Sidecar);
    let has = |wanted: PartRole| parts.iter().any(|(_, role)| *role == wanted);
    if has(PartRole::Sidecar) && has(PartRole::App) { parts } else { vec![] }
}

/// The version that a pod says it is, by the label that Istio's own pages and samples use.
#[must_use]
pub fn version_of(vertex: &Vertex) -> Option<&str> {
    fact(vertex, "version").or_else(|| labels(vertex).find_map(|label| label.strip_prefix("version=")))
}

fn labels(vertex: &Vertex) -> impl Iterator<Item = &str> {
    vertex.facts.iter().filter(|fact| fact.code == "label").map(|fact| fact.value.as_str())
}

/// Routes stand before the Service that they lead to.
fn beside_their_services(topology: &Topology, actors: Vec<Actor>) -> Vec<Actor> {
    let leads_to = |from: &VertexId| {
        let edge = topology.edges.iter().find(|edge| edge.from == *from && edge.kind == EdgeKind::Backend);
        edge.map(|edge| edge.to.clone())
    };
    let is_route = |actor: &Actor| {
        topology.get(&actor.id).is_some_and(|v| matches!(v.kind, VertexKind::VirtualService | VertexKind::MeshGateway))
    };
    let (routes, mut placed): (Vec<Actor>, Vec<Actor>) = actors.into_iter().partition(is_route);
    for route in routes {
        let target = leads_to(&route.id);
        let at = placed.iter().position(|actor| Some(&actor.id) == target.as_ref());
        placed.insert(at.unwrap_or(0), route);
    }
    placed
}

/// The value of a fact.
#[must_use]
pub fn fact<'a>(vertex: &'a Vertex, code: &str) -> Option<&'a str> {
    vertex.facts.iter().find(|fact| fact.code == code).map(|fact| fact.value.as_str())
}

/// What a figure says beside its address: a pod its port, a Service how many pods stand behind it, an
/// Ingress its rule.
#[must_use]
pub fn note_of(topology: &Topology, vertex: &Vertex) -> String {
    match vertex.kind {
        VertexKind::Pod => fact(vertex, "listens").map(|port| format!(":{port}")).unwrap_or_default(),
        VertexKind::Service => endpoints_note(topology, vertex),
        VertexKind::Ingress => fact(vertex, "ingress.rule").unwrap_or_default().to_owned(),
        VertexKind::MeshGateway => fact(vertex, "gateway.server").unwrap_or_default().to_owned(),
        VertexKind::VirtualService => fact(vertex, "route").unwrap_or_default().to_owned(),
        VertexKind::Network
        | VertexKind::Client
        | VertexKind::ExternalDns
        | VertexKind::Balancer
        | VertexKind::Gateway
        | VertexKind::Host
        | VertexKind::Node => String::new(),
    }
}

/// How many pods stand behind a Service, version by version where there are several: `→ v1·1 v2·1 v3·2`.
fn endpoints_note(topology: &Topology, service: &Vertex) -> String {
    let edges = topology.edges.iter().filter(|edge| edge.from == service.id && edge.kind == EdgeKind::Endpoint);
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for pod in edges.filter_map(|edge| topology.get(&edge.to)) {
        *versions.entry(version_of(pod).unwrap_or_default()).or_default() += 1;
    }
    if versions.len() < 2 {
        return format!("→ {}", versions.values().sum::<usize>());
    }
    let group = |(version, pods): (&&str, &usize)| format!("{}·{pods}", if version.is_empty() { "?" } else { version });
    format!("→ {}", versions.iter().map(group).collect::<Vec<_>>().join(" "))
}

/// The address that people call a figure by: of several ports the web's own, else the first.
fn main_address(vertex: &Vertex) -> &str {
    let web = vertex.addresses.iter().find(|address| address.ends_with(":80"));
    web.or(vertex.addresses.first()).map_or("", String::as_str)
}

/// The line below a figure's name: address and note. A pod's port belongs to its address.
#[must_use]
pub fn second_line(vertex: &Vertex, note: &str) -> String {
    let address = main_address(vertex);
    match vertex.kind {
        VertexKind::Pod if address.is_empty() || address.contains(':') => address.to_owned(),
        VertexKind::Pod => format!("{address}{note}"),
        VertexKind::Network
        | VertexKind::Client
        | VertexKind::ExternalDns
        | VertexKind::Balancer
        | VertexKind::Gateway
        | VertexKind::Host
        | VertexKind::Node
        | VertexKind::Service
        | VertexKind::Ingress
        | VertexKind::MeshGateway
        | VertexKind::VirtualService => [address, note].join(" ").trim().to_owned(),
    }
}

const fn reading_order(kind: VertexKind) -> u8 {
    match kind {
        VertexKind::Client => 0,
        VertexKind::ExternalDns => 1,
        VertexKind::Balancer => 2,
        VertexKind::Host => 3,
        VertexKind::Gateway => 4,
        VertexKind::Network
        | VertexKind::Node
        | VertexKind::Pod
        | VertexKind::Service
        | VertexKind::Ingress
        | VertexKind::MeshGateway
        | VertexKind::VirtualService => 9,
    }
}

/// The pod that serves an Ingress or Gateway: its parent where the topology says so; else the first ingress controller,
/// or the pod that an edge leads to.
fn serving_pod<'a>(topology: &'a Topology, rule: &Vertex) -> Option<&'a VertexId> {
    let is_pod = |v: &&Vertex| v.kind == VertexKind::Pod;
    let parent = rule.parent.as_ref().and_then(|parent| topology.get(parent)).filter(is_pod);
    let controls = |v: &&Vertex| v.facts.iter().any(|f| f.code == "program" && f.value.ends_with("· ingress"));
    let first = || topology.vertices.iter().filter(is_pod).find(controls).filter(|_| rule.kind == VertexKind::Ingress);
    let mut linked = topology.edges.iter().filter(|edge| edge.from == rule.id);
    let chosen = || linked.find_map(|edge| topology.get(&edge.to).filter(is_pod));
    parent.or_else(chosen).or_else(first).map(|pod| &pod.id)
}

fn rules_by_pod(topology: &Topology) -> BTreeMap<VertexId, Vec<VertexId>> {
    let mut found: BTreeMap<VertexId, Vec<VertexId>> = BTreeMap::new();
    let is_rule = |v: &&Vertex| matches!(v.kind, VertexKind::Ingress | VertexKind::MeshGateway);
    for ingress in topology.vertices.iter().filter(is_rule) {
        if let Some(pod) = serving_pod(topology, ingress) {
            found.entry(pod.clone()).or_default().push(ingress.id.clone());
        }
    }
    found
}
