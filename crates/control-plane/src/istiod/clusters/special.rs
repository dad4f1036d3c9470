//! The clusters that stand for no host: wherever the connection was going, and nowhere (`buildDefaultPassthroughCluster`,
//! `buildBlackHoleCluster`).

use super::CONNECT_TIMEOUT_US;
use super::names::{BLACK_HOLE, PASSTHROUGH};
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::draft::Draft;
use malla_proxy::{Cluster, Discovery};

/// The one without endpoints.
pub fn add_black_hole(draft: &mut Draft<'_, '_>) {
    let why = draft.why.fixed(ConfigFact::BlackHole);
    draft.proxy.add_cluster(mesh_cluster(BLACK_HOLE, Discovery::Static(Vec::new()), why));
}

/// The one for what nobody knows.
pub fn add_passthrough(draft: &mut Draft<'_, '_>) {
    let why = draft.why.fixed(ConfigFact::Passthrough);
    draft.proxy.add_cluster(mesh_cluster(PASSTHROUGH, Discovery::OriginalDestination, why));
}

/// A cluster with what istiod says of all of them.
pub fn mesh_cluster(name: &str, discovery: Discovery, why: malla_trace::CauseId) -> Cluster {
    let mut cluster = Cluster::new(name, discovery, why);
    cluster.policy = malla_proxy::Policy::LeastRequest;
    cluster.connect_timeout_us = CONNECT_TIMEOUT_US;
    cluster
}
