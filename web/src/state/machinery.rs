//! Which packet filter and which proxy the page shows: those at work, until the learner says otherwise.

use super::action::Panel;
use super::model::Model;
use crate::proxy::{Part as ProxyPart, Present};
use malla_trace::{Fact, Part, PartRole, Vertex, VertexId, VertexKind};

impl Model {
    /// The machine whose rules are shown: a node, or a pod that turns its packets aside to a proxy.
    #[must_use]
    pub fn rules_at(&self) -> Option<VertexId> {
        let topology = &self.picture.topology;
        let filters = |id: &&VertexId| topology.get(id).is_some_and(has_filter);
        let here = self.hop().map(|hop| &hop.at).into_iter();
        let home = self.hop().and_then(|hop| topology.get(&hop.at)).and_then(|v| v.parent.as_ref());
        let first = topology.vertices.iter().find(|v| v.kind == VertexKind::Node).map(|v| &v.id);
        self.rules_of.iter().chain(here).chain(home).chain(first).find(filters).cloned()
    }

    /// The machines that a proxy runs on, in the order of the topology.
    #[must_use]
    pub fn proxies(&self) -> Vec<VertexId> {
        let vertices = self.picture.topology.vertices.iter();
        vertices.filter(|vertex| has_proxy(vertex)).map(|vertex| vertex.id.clone()).collect()
    }

    /// The machine whose proxy is shown: the one wished for, selected, the one the packet is at, or the first.
    #[must_use]
    pub fn proxy_at(&self) -> Option<VertexId> {
        let topology = &self.picture.topology;
        let is_proxy = |id: &&VertexId| topology.get(id).is_some_and(has_proxy);
        let here = self.hop().map(|hop| &hop.at);
        let first = topology.vertices.iter().find(|vertex| has_proxy(vertex)).map(|vertex| &vertex.id);
        self.proxy_of.iter().chain(&self.selected).chain(here).chain(first).find(is_proxy).cloned()
    }

    /// What the proxy that is shown decided about the request on stage.
    #[must_use]
    pub fn proxy_decided(&self) -> Option<Present> {
        let (hop, at) = (self.hop()?, self.proxy_at()?);
        Present::of(hop, self.step()).filter(|_| hop.at == at)
    }

    /// Of rules and proxy, the one to show: the learner's wish, else whichever is at work.
    #[must_use]
    pub fn machinery(&self) -> Panel {
        let stage = self.hop().and_then(|hop| hop.steps.get(self.step()?)).map(|step| &step.stage);
        let proxy_works = stage.is_some_and(|stage| ProxyPart::of(stage).is_some());
        self.machinery.unwrap_or(if proxy_works { Panel::Proxy } else { Panel::Rules })
    }
}

/// Whether a machine has a packet filter of its own to show.
fn has_filter(vertex: &Vertex) -> bool {
    vertex.kind == VertexKind::Node || vertex.parts.iter().any(|part| part.role == PartRole::Sidecar)
}

/// Whether a proxy runs on a machine.
#[must_use]
pub fn has_proxy(vertex: &Vertex) -> bool {
    let serves = |fact: &Fact| fact.code == "proxy" || fact.code == "program" && fact.value.ends_with("· ingress");
    let beside = |part: &Part| part.role == PartRole::Sidecar;
    vertex.kind == VertexKind::Balancer || vertex.parts.iter().any(beside) || vertex.facts.iter().any(serves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::action::{Action, Move};
    use crate::state::model::tests::page;

    #[test]
    fn the_machinery_follows_whatever_is_at_work_until_the_learner_says_otherwise() {
        let (mut model, _) = page("whole-road");
        let stops = |model: &mut Model, wanted: Panel| {
            (0..=model.script().last()).find(|beat| {
                model.apply(Action::Move(Move::To(*beat)));
                let is_ingress = model.proxy_at().is_some_and(|at| at.0.contains("nginx"));
                model.machinery() == wanted && (wanted == Panel::Rules || is_ingress && model.proxy_decided().is_some())
            })
        };
        assert!(stops(&mut model, Panel::Rules).is_some());
        assert!(stops(&mut model, Panel::Proxy).is_some(), "the ingress controller decides");
        model.apply(Action::ShowPanel(Panel::Rules));
        assert_eq!((model.machinery(), model.glass), (Panel::Rules, Panel::Rules));
        model.apply(Action::Send);
        assert_eq!(model.machinery, None, "a new request is followed again");
        let proxies = model.proxies();
        model.apply(Action::ShowProxy(proxies.first().cloned()));
        assert_eq!((model.machinery(), model.proxy_at()), (Panel::Proxy, proxies.first().cloned()));
    }
}
