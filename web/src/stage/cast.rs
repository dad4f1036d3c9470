//! Who appears on the stage and in which company, before anything has a place: the machines of the company network,
//! the nodes with their pods, the pods without a node, and the names that are only rules.

use super::geometry::Size;
use super::text::{MONO, TITLE};
use malla_trace::{EdgeKind, Topology, Vertex, VertexId, VertexKind};
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
    /// Services, and Ingresses that no controller serves.
    pub virtuals: Vec<Actor>,
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
    /// The Ingress rules written under the name, for a pod that is an ingress controller.
    pub rules: Vec<VertexId>,
}

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
                VertexKind::Service => cast.virtuals.push(actor(topology, vertex)),
                VertexKind::Ingress if serving_pod(topology, vertex).is_some() => {}
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
    Actor { id: vertex.id.clone(), width: label_size(&vertex.title, &line).w, rules: vec![] }
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
        VertexKind::Service => {
            let pods = topology.edges.iter().filter(|e| e.from == vertex.id && e.kind == EdgeKind::Endpoint).count();
            format!("→ {pods}")
        }
        VertexKind::Ingress | VertexKind::MeshGateway | VertexKind::VirtualService => {
            fact(vertex, "ingress.rule").unwrap_or_default().to_owned()
        }
        VertexKind::Network
        | VertexKind::Client
        | VertexKind::ExternalDns
        | VertexKind::Balancer
        | VertexKind::Gateway
        | VertexKind::Host
        | VertexKind::Node => String::new(),
    }
}

/// The line below a figure's name: address and note. A pod's port belongs to its address.
#[must_use]
pub fn second_line(vertex: &Vertex, note: &str) -> String {
    let address = vertex.addresses.first().map_or("", String::as_str);
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

/// The pod that serves an Ingress: its parent where the topology says so, else the first ingress controller.
fn serving_pod<'a>(topology: &'a Topology, ingress: &Vertex) -> Option<&'a VertexId> {
    let is_pod = |v: &&Vertex| v.kind == VertexKind::Pod;
    let parent = ingress.parent.as_ref().and_then(|parent| topology.get(parent)).filter(is_pod);
    let controls = |v: &&Vertex| v.facts.iter().any(|f| f.code == "program" && f.value.ends_with("· ingress"));
    let first = || topology.vertices.iter().filter(is_pod).find(controls);
    parent.or_else(first).map(|pod| &pod.id)
}

fn rules_by_pod(topology: &Topology) -> BTreeMap<VertexId, Vec<VertexId>> {
    let mut found: BTreeMap<VertexId, Vec<VertexId>> = BTreeMap::new();
    for ingress in topology.vertices.iter().filter(|v| v.kind == VertexKind::Ingress) {
        if let Some(pod) = serving_pod(topology, ingress) {
            found.entry(pod.clone()).or_default().push(ingress.id.clone());
        }
    }
    found
}
