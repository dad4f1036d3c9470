//! Which things on the stage a predicate speaks about.

use crate::Glob;
use malla_trace::{EdgeKind, Topology, Vertex, VertexId, VertexKind};
use serde::Deserialize;
use std::fmt;

/// Things on the stage, by what is known of them. Every condition that is given must hold; none given means anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// The vertex's stable name, `node/nodoa`, `pod/default/wordpress-*`.
    pub id: Option<Glob>,
    /// What it is, `pod`.
    pub kind: Option<VertexKind>,
    /// An image that it runs, `mariadb:*`.
    pub image: Option<Glob>,
    /// Its version: the label `version` of a pod, `v2`.
    pub version: Option<Glob>,
    /// The Service that has it among its endpoints, `service/default/wp-service`.
    pub behind: Option<VertexId>,
}

impl Selector {
    /// Whether the thing of that name is meant. A name that is not on the stage can only be meant by its name.
    #[must_use]
    pub fn selects(&self, id: &VertexId, topology: &Topology) -> bool {
        let named = self.id.as_ref().is_none_or(|glob| glob.matches(&id.0));
        named && topology.get(id).map_or(self.knows_only_names(), |vertex| self.fits(vertex, topology))
    }

    /// Everything that is meant, in the topology's order.
    pub fn all<'a>(&'a self, topology: &'a Topology) -> impl Iterator<Item = &'a Vertex> {
        topology.vertices.iter().filter(|vertex| self.selects(&vertex.id, topology))
    }

    const fn knows_only_names(&self) -> bool {
        self.kind.is_none() && self.image.is_none() && self.version.is_none() && self.behind.is_none()
    }

    fn fits(&self, vertex: &Vertex, topology: &Topology) -> bool {
        self.kind.is_none_or(|kind| vertex.kind == kind)
            && self.image.as_ref().is_none_or(|image| has_fact(vertex, "image", image))
            && self.version.as_ref().is_none_or(|version| has_fact(vertex, "version", version))
            && self.behind.as_ref().is_none_or(|service| is_behind(vertex, service, topology))
    }
}

fn has_fact(vertex: &Vertex, code: &str, wanted: &Glob) -> bool {
    vertex.facts.iter().any(|fact| fact.code == code && wanted.matches(&fact.value))
}

fn is_behind(vertex: &Vertex, service: &VertexId, topology: &Topology) -> bool {
    let joins = |edge: &malla_trace::Edge| edge.from == *service && edge.to == vertex.id;
    topology.edges.iter().any(|edge| edge.kind == EdgeKind::Endpoint && joins(edge))
}

impl fmt::Display for Selector {
    /// `pod image mariadb:*`; `*` for anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            self.kind.map(|kind| format!("{kind:?}").to_lowercase()),
            self.id.as_ref().map(ToString::to_string),
            self.image.as_ref().map(|image| format!("image {image}")),
            self.version.as_ref().map(|version| format!("version {version}")),
            self.behind.as_ref().map(|service| format!("behind {service}")),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        f.write_str(if words.is_empty() { "*".into() } else { words.join(" ") }.as_str())
    }
}
