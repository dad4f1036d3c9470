//! What the mesh accepts and will not do what was meant: references that lead nowhere, subsets nobody is in, two rules for
//! one host (istio pkg/config/analysis/analyzers).

mod conflicts;
mod destinations;
mod gateways;
mod subsets;
#[cfg(test)]
mod tests;

use super::mesh::Mesh;
use crate::analysis::cited;
use crate::cluster::Cluster;
use crate::store::Stored;
use malla_manifest::{Finding, MeshProblem};
use malla_trace::{FieldPath, ObjectRef};
use std::collections::BTreeMap;

/// A finding about an object of the mesh.
#[derive(Clone, Debug)]
pub struct MeshFinding<'a> {
    /// The object.
    pub reference: &'a ObjectRef,
    /// Where its fields come from.
    pub stored: &'a Stored,
    /// The field.
    pub path: FieldPath,
    /// What is wrong.
    pub problem: MeshProblem,
}

/// One of istioctl's analyzers.
pub type Analyzer = for<'a> fn(&Mesh<'a>) -> Vec<MeshFinding<'a>>;

/// The analyzers, as istioctl names them.
pub const ANALYZERS: [(&str, Analyzer); 6] = [
    ("virtualservice.DestinationHostAnalyzer", destinations::hosts),
    ("virtualservice.DestinationRuleAnalyzer", destinations::subsets),
    ("virtualservice.GatewayAnalyzer", gateways::bindings),
    ("gateway.IngressGatewayPortAnalyzer", gateways::selections),
    ("virtualservice.ConflictingMeshGatewayHostsAnalyzer", conflicts::findings),
    ("destinationrule.PodNotSelectedAnalyzer", subsets::findings),
];

/// The same at the lines they are about.
#[must_use]
pub fn warnings(cluster: &Cluster) -> Vec<Finding> {
    let mesh = Mesh::new(&cluster.store, &cluster.world.domain);
    let all = ANALYZERS.iter().flat_map(|(_, analyze)| analyze(&mesh)).map(|finding| {
        let (place, path) = cited(cluster, finding.stored.cause_at(&finding.path), &finding.path);
        Finding::new(finding.problem, place, path)
    });
    all.collect()
}

/// `app=web,version=v1`.
fn printed(labels: &BTreeMap<String, String>) -> String {
    labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

/// Of label sets the one that comes nearest to what is wanted, reduced to the wanted keys.
fn nearest<'l>(
    wanted: &BTreeMap<String, String>,
    sets: impl Iterator<Item = &'l BTreeMap<String, String>>,
) -> Option<String> {
    let shared = |set: &&BTreeMap<String, String>| {
        let pairs = wanted.iter().filter(|(key, value)| set.get(*key) == Some(*value)).count();
        (pairs, wanted.keys().filter(|key| set.contains_key(*key)).count())
    };
    let best = sets.filter(|set| shared(set).1 > 0).max_by_key(shared)?;
    let own = best.iter().filter(|(key, _)| wanted.contains_key(*key));
    Some(printed(&own.map(|(key, value)| (key.clone(), value.clone())).collect()))
}
