//! The pods of the picture: their containers, their labels, what the mesh makes of them.

use super::{Artist, Outline, id};
use crate::fabric::has_parts;
use crate::program::listening;
use malla_control_plane::PodView;
use malla_control_plane::istiod::{ProxyView, Role, has_all, host};
use malla_manifest::objects::{Container, DestinationRule, Pod};
use malla_trace::{Part, PartRole, VertexKind, VertexState};

/// The mesh's proxy among a pod's containers.
const PROXY: &str = "istio-proxy";

impl Artist<'_> {
    pub(super) fn pods(&mut self) {
        let cluster = self.cluster;
        for view in cluster.pods() {
            let (reference, pod) = (view.reference, view.pod);
            let parent = pod.spec.node_name.as_ref().map(|node| format!("node/{node}"));
            let outline = Outline::new(VertexKind::Pod, id("pod", reference), &reference.name, view.why);
            let outline = outline.at(pod.status.pod_ip.iter().map(ToString::to_string).collect()).within(parent);
            let vertex = self.vertex(outline);
            vertex.object = Some(reference.clone());
            vertex.state = state(pod);
            vertex.parts = parts(&view);
            let image = program(pod).and_then(|container| container.image.clone()).unwrap_or_default();
            let heard = listening(&image, &[]);
            let sockets = heard.sockets.iter().map(|(_, port)| ("listens", port.to_string()));
            let facts = [("image", image), ("program", heard.name.clone())];
            self.add_facts(facts.into_iter().chain(sockets));
            let labels = pod.meta.labels.iter().map(|(key, value)| ("label", format!("{key}={value}")));
            self.add_facts(labels);
            self.mesh_facts(&view);
        }
    }

    /// Version, subsets, the proxy and whom it says it is.
    fn mesh_facts(&mut self, view: &PodView<'_>) {
        let version = view.labels.get("version").map(|version| ("version", version.clone()));
        let proxy = ProxyView::of(view);
        let facts = proxy.iter().flat_map(|proxy| {
            let role = if proxy.role == Role::Sidecar { "sidecar" } else { "gateway" };
            [("proxy", role.to_owned()), ("identity", proxy.identity())]
        });
        let subsets = self.subsets(view);
        self.add_facts(version.into_iter().chain(facts).chain(subsets.into_iter().map(|text| ("subset", text))));
    }

    /// The subsets of DestinationRules that a pod belongs to, as `reviews:v1`.
    fn subsets(&self, view: &PodView<'_>) -> Vec<String> {
        let store = &self.cluster.store;
        let mut found = vec![];
        for (reference, rule, _) in store.all::<DestinationRule>() {
            let full = host::resolve(&rule.spec.host, &reference.namespace, &self.cluster.world.domain);
            if !self.services_of(view).iter().any(|service| host::subset_of(service, &full)) {
                continue;
            }
            let own = rule.spec.subsets.iter().filter(|subset| has_all(view.labels, &subset.labels));
            found.extend(own.map(|subset| format!("{}:{}", rule.spec.host, subset.name)));
        }
        found
    }
}

/// The program a pod is there for: its first container that is no proxy, or the proxy itself at the edge.
fn program(pod: &Pod) -> Option<&Container> {
    let containers = &pod.spec.containers;
    containers.iter().find(|container| container.name != PROXY).or_else(|| containers.first())
}

/// The containers, in the order in which they start: init containers first.
fn parts(view: &PodView<'_>) -> Vec<Part> {
    let spec = &view.pod.spec;
    if !has_parts(view.pod) {
        return vec![];
    }
    let lists = [("initContainers", &spec.init_containers), ("containers", &spec.containers)];
    let part = |list: &str, at: usize, container: &Container| Part {
        name: container.name.clone(),
        role: role(list, container),
        why: view.cause(&format!("spec.{list}[{at}]")),
    };
    let all = lists.iter().flat_map(|(list, all)| all.iter().enumerate().map(|(at, c)| part(list, at, c)));
    all.collect()
}

/// An init container that is restarted always is a sidecar (KEP-753).
fn role(list: &str, container: &Container) -> PartRole {
    let stays = container.restart_policy.as_deref() == Some("Always");
    match (list, container.name.as_str()) {
        (_, PROXY) => PartRole::Sidecar,
        ("initContainers", _) if stays => PartRole::Sidecar,
        ("initContainers", _) => PartRole::Init,
        _ => PartRole::App,
    }
}

fn state(pod: &Pod) -> VertexState {
    match (&pod.spec.node_name, pod.status.is_ready()) {
        (None, _) => VertexState::Pending,
        (Some(_), false) => VertexState::NotReady,
        (Some(_), true) => VertexState::Ready,
    }
}
