//! What there is: things and how they belong together. Identity and containment, no coordinates: layout belongs to
//! the view.

use crate::{CauseId, ObjectRef, Place};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A thing's stable name, `kind/name` or `kind/namespace/name`: `client/MenchuPC`, `pod/default/wp-5d8-x2k4p`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VertexId(pub String);

impl fmt::Display for VertexId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything on the stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topology {
    /// The things, containers before what they contain.
    pub vertices: Vec<Vertex>,
    /// How they belong together.
    pub edges: Vec<Edge>,
}

impl Topology {
    /// The vertex of that name.
    #[must_use]
    pub fn get(&self, id: &VertexId) -> Option<&Vertex> {
        self.vertices.iter().find(|v| v.id == *id)
    }
}

/// A thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vertex {
    /// Its stable name.
    pub id: VertexId,
    /// What it is.
    pub kind: VertexKind,
    /// What people call it (`NodoA`, `wp-service`).
    pub title: String,
    /// What contains it: a node for a pod, a network for a client.
    pub parent: Option<VertexId>,
    /// Its addresses, printed, with ports where it has them (`10.10.0.105`, `10.10.1.102:8080`).
    pub addresses: Vec<String>,
    /// How it is.
    pub state: VertexState,
    /// Its parts, where it has several: a pod's containers, in the order written.
    pub parts: Vec<Part>,
    /// Short facts worth a label, as code and value (`netfilter.rules` = `46`).
    pub facts: Vec<Fact>,
    /// The API object it shows, if it shows one.
    pub object: Option<ObjectRef>,
    /// Where it was written, if it was.
    pub place: Option<Place>,
    /// Why it exists.
    pub why: CauseId,
}

/// A part of a vertex: a container of a pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name (`reviews`, `istio-proxy`).
    pub name: String,
    /// What it is for.
    pub role: PartRole,
    /// Why it is there.
    pub why: CauseId,
}

/// What a part is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartRole {
    /// The program itself.
    App,
    /// A proxy beside it that carries its connections.
    Sidecar,
    /// Runs once before the others.
    Init,
}

/// What a vertex is. `Service` and `ExternalDns` are names and rules, not machines: they are drawn otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VertexKind {
    /// A network: company network, pod network, service network.
    Network,
    /// A client outside the cluster.
    Client,
    /// A name server outside the cluster.
    ExternalDns,
    /// A load balancer outside the cluster.
    Balancer,
    /// A router, the default gateway.
    Gateway,
    /// Any other machine outside the cluster.
    Host,
    /// A node of the cluster.
    Node,
    /// A pod.
    Pod,
    /// A Service: an address that is nobody's.
    Service,
    /// An Ingress: rules for an ingress controller.
    Ingress,
    /// A mesh Gateway: ports and hosts for proxies at the edge; rules, not a machine.
    MeshGateway,
    /// A VirtualService: routes for the mesh's proxies; rules, not a machine.
    VirtualService,
}

/// How a vertex is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VertexState {
    /// Works.
    Ready,
    /// Exists but does not work yet or any more.
    NotReady,
    /// Waits for a place (a pod no node can take).
    Pending,
}

/// A short fact about a vertex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Code that the page knows how to name (`netfilter.rules`, `image`, `open-port`).
    pub code: String,
    /// Value, printed.
    pub value: String,
}

/// A relation between two vertices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// From.
    pub from: VertexId,
    /// To.
    pub to: VertexId,
    /// What it means.
    pub kind: EdgeKind,
    /// Why it is so.
    pub why: CauseId,
}

/// What an [`Edge`] means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeKind {
    /// A machine is attached to a network.
    Attached,
    /// A Service has this pod among its endpoints.
    Endpoint,
    /// An Ingress sends to this Service.
    Backend,
    /// A balancer has this node among its targets.
    Target,
    /// A DNS name points here.
    Resolves,
}
