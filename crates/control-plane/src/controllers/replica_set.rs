//! ReplicaSet to pods (`pkg/controller/replicaset`): as many as asked for, each in a seat of its own.

use super::deployment::hash_of;
use super::plan::{Plan, plans};
use super::pods::Maker;
use super::{View, Write};
use crate::memory::Seat;
use crate::store::Kind;
use malla_manifest::ReplicaSet;
use malla_trace::FieldPath;
use std::collections::BTreeSet;

/// The component's name in causes.
const SELF: &str = "replicaset-controller";

/// Makes the pods that are missing.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let maker = Maker::new(view, SELF, "apps/v1");
    let plans = plans(view.store);
    let own = plans.iter().filter(|plan| plan.owner.kind == ReplicaSet::KIND).filter_map(|plan| {
        let (set, _) = view.store.find::<ReplicaSet>(&plan.owner.namespace, &plan.owner.name)?;
        Some((plan, set))
    });
    own.flat_map(|(plan, set)| fill_seats(&maker, plan, set)).collect()
}

fn fill_seats(maker: &Maker<'_>, plan: &Plan<'_>, set: &ReplicaSet) -> Vec<Write> {
    let (owner, template) = (plan.owner, hash_of(set));
    let seats = (0..plan.pods).map(|ordinal| Seat { owner: owner.clone(), template: template.clone(), ordinal });
    let mut names = BTreeSet::new();
    let writes = seats.filter(|seat| !maker.is_taken(seat)).filter_map(|seat| {
        let name = maker.name(&format!("{}-", owner.name), &seat, &mut names);
        let draft = maker.draft(plan.stored, &set.spec.template, (seat, name), "spec.replicas");
        let drawn = maker.drawn(&draft);
        maker.create(draft.because(FieldPath::parse("metadata.name"), drawn))
    });
    writes.collect()
}
