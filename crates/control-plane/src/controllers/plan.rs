//! How many pods the owner of a template gets.

use super::{daemon_set, job};
use crate::store::{SYSTEM_NAMESPACE, Store, Stored};
use malla_manifest::{DaemonSet, Job, PodTemplate, ReplicaSet, StatefulSet};
use malla_trace::ObjectRef;

/// How many pods we make in all. A real cluster takes up to 150 000 and lets the scheduler refuse them one by one.
pub const MAX_PODS: usize = 2_000;

/// An owner of pods, and how many of them are made.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'s> {
    /// The owner.
    pub owner: &'s ObjectRef,
    /// Where its fields come from.
    pub stored: &'s Stored,
    /// What they look like.
    pub template: &'s PodTemplate,
    /// How many pods it asks for.
    pub asked: usize,
    /// The field that says so.
    pub field: &'static str,
    /// How many it gets.
    pub pods: usize,
}

/// How many pods every owner gets: as many as it asks for while there are any left to make, the system's first.
#[must_use]
pub fn plans(store: &Store) -> Vec<Plan<'_>> {
    let mut plans: Vec<Plan<'_>> = wishes(store).collect();
    plans.sort_by_key(|plan| plan.owner.namespace != SYSTEM_NAMESPACE);
    let mut left = MAX_PODS;
    for plan in &mut plans {
        plan.pods = left.min(plan.asked);
        left -= plan.pods;
    }
    plans
}

/// How many pods that owner gets.
#[must_use]
pub fn quota(plans: &[Plan<'_>], owner: &ObjectRef) -> usize {
    plans.iter().find(|plan| plan.owner == owner).map_or(0, |plan| plan.pods)
}

/// What everybody asks for.
fn wishes(store: &Store) -> impl Iterator<Item = Plan<'_>> {
    let replicas = |asked: Option<u32>| count(asked.unwrap_or(1));
    let sets = store.all::<ReplicaSet>();
    let sets = sets.map(move |(owner, set, stored)| {
        let (template, asked) = (&set.spec.template, replicas(set.spec.replicas));
        Plan { owner, stored, template, asked, field: "spec.replicas", pods: 0 }
    });
    let stateful = store.all::<StatefulSet>();
    let stateful = stateful.map(move |(owner, set, stored)| {
        let (template, asked) = (&set.spec.template, replicas(set.spec.replicas));
        Plan { owner, stored, template, asked, field: "spec.replicas", pods: 0 }
    });
    let daemons = store.all::<DaemonSet>().map(move |(owner, set, stored)| {
        let (template, asked) = (&set.spec.template, daemon_set::nodes(store, set).count());
        Plan { owner, stored, template, asked, field: "spec.template.spec", pods: 0 }
    });
    let jobs = store.all::<Job>().map(|(owner, job, stored)| {
        let (template, asked) = (&job.spec.template, job::asked(job));
        Plan { owner, stored, template, asked, field: job::field(job), pods: 0 }
    });
    sets.chain(stateful).chain(daemons).chain(jobs)
}

/// A number of pods.
pub(super) fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
