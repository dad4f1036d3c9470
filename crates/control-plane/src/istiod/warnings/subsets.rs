//! DestinationRules: hosts that nobody has, and subsets that nobody is in (analyzers/destinationrule/pod-not-selected.go).

use super::{MeshFinding, nearest, printed};
use crate::istiod::destination_rule::WrittenRule;
use crate::istiod::host;
use crate::istiod::mesh::{Mesh, has_all};
use crate::istiod::service::{MeshService, Source};
use malla_manifest::{MeshProblem, Node, Pod, Subset};
use malla_trace::FieldPath;
use std::collections::BTreeMap;

/// Labels that an endpoint has of its node.
const OF_NODES: [&str; 3] =
    ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"];

/// All findings.
pub fn findings<'a>(mesh: &Mesh<'a>) -> Vec<MeshFinding<'a>> {
    mesh.destination_rules.iter().flat_map(|rule| of_rule(mesh, rule)).collect()
}

fn of_rule<'a>(mesh: &Mesh<'a>, rule: &WrittenRule<'a>) -> Vec<MeshFinding<'a>> {
    let finding = |path, problem| MeshFinding { reference: rule.reference, stored: rule.stored, path, problem };
    let (spec, namespace) = (&rule.object.spec, rule.namespace());
    let name = host::resolve(&spec.host, namespace, mesh.domain);
    let Some(service) = mesh.registry.services().iter().find(|service| host::matches(&service.host, &name)) else {
        let similar = super::destinations::similar(mesh, &spec.host, namespace);
        let problem = MeshProblem::RuleHostUnknown { host: spec.host.clone(), similar };
        return vec![finding(FieldPath::parse("spec.host"), problem)];
    };
    let Some(pods) = pods(mesh, service) else { return Vec::new() };
    let numbered = spec.subsets.iter().enumerate();
    let empty = numbered.filter(|(_, subset)| !pods.iter().any(|labels| is_in(labels, subset)));
    let findings = empty.map(|(at, subset)| {
        let path = FieldPath::parse("spec.subsets").index(at).key("labels");
        let near = nearest(&subset.labels, pods.iter());
        let (name, labels) = (subset.name.clone(), printed(&subset.labels));
        finding(path, MeshProblem::SubsetSelectsNothing { subset: name, labels, nearest: near })
    });
    findings.collect()
}

/// The labels of a Service's pods with those of their nodes, ready or not. `None` for what has no selector.
fn pods(mesh: &Mesh<'_>, service: &MeshService<'_>) -> Option<Vec<BTreeMap<String, String>>> {
    let Source::Kubernetes(it) = service.source else { return None };
    if it.spec.selector.is_empty() {
        return None;
    }
    let near = mesh.store.all::<Pod>().filter(|(reference, ..)| reference.namespace == service.namespace());
    let selected = near.filter(|(_, pod, _)| has_all(&pod.meta.labels, &it.spec.selector));
    Some(selected.map(|(_, pod, _)| with_node(mesh, pod)).collect())
}

fn with_node(mesh: &Mesh<'_>, pod: &Pod) -> BTreeMap<String, String> {
    let node = pod.spec.node_name.as_ref().and_then(|name| mesh.store.find::<Node>("", name));
    let mut labels = pod.meta.labels.clone();
    for (key, value) in node.iter().flat_map(|(node, _)| &node.meta.labels) {
        if OF_NODES.contains(&key.as_str()) && !value.is_empty() {
            labels.insert(key.clone(), value.clone());
        }
    }
    labels
}

fn is_in(labels: &BTreeMap<String, String>, subset: &Subset) -> bool {
    has_all(labels, &subset.labels)
}
