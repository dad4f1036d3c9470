//! The Ingresses a controller takes, and how it reaches what is behind each of them.

use super::controller::{ControllerView, Upstream};
use crate::store::{Store, Stored};
use malla_manifest::Ingress;
use malla_trace::{CauseId, ObjectRef};

/// An Ingress that the controller takes.
#[derive(Clone, Copy, Debug)]
pub struct Served<'a> {
    /// Its reference.
    pub reference: &'a ObjectRef,
    /// The Ingress.
    pub ingress: &'a Ingress,
    /// Its causes.
    pub stored: &'a Stored,
    /// How Services are reached.
    pub upstream: Upstream,
    /// Why so: the class.
    pub upstream_why: Option<CauseId>,
}

/// The Ingresses of the controller's class, by namespace and name. Where two say the same, the first wins; a real
/// controller takes the older.
pub fn served<'a>(store: &'a Store, view: &ControllerView) -> Vec<Served<'a>> {
    let all = store.all::<Ingress>().filter_map(|(reference, ingress, stored)| {
        let class = view.takes(ingress, store)?;
        let (upstream, upstream_why) = Upstream::of((ingress, stored), class);
        Some(Served { reference, ingress, stored, upstream, upstream_why })
    });
    all.collect()
}
