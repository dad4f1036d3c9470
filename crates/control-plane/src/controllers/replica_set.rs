//! ReplicaSet to pods (`pkg/controller/replicaset`): as many as asked for, each in a seat of its own.

use super::deployment::{hash_of, owned_by};
use super::{Reason, View, Write};
use crate::api_server::defaulting::{Defaults, fill_pod};
use crate::injection::{self, Additions, Answer, Creation, Injector};
use crate::memory::Seat;
use crate::names::generate;
use crate::store::{SYSTEM_NAMESPACE, Store, Stored, reference};
use malla_manifest::{Meta, Pod, PodStatus, ReplicaSet};
use malla_trace::{Cause, FieldPath, ObjectRef, Seeded};
use std::collections::BTreeSet;

/// The component's name in causes.
const SELF: &str = "replicaset-controller";

/// How many pods we make in all. A real cluster takes up to 150 000 and lets the scheduler refuse them one by one.
pub const MAX_PODS: usize = 2_000;

/// Makes the pods that are missing.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let taken: BTreeSet<&Seat> = view.store.all::<Pod>().filter_map(|(_, _, stored)| stored.seat.as_ref()).collect();
    let injector = Injector::find(view.store);
    let creation = Creation { injector: injector.as_ref(), memory: view.memory, domain: &view.world.domain };
    plans(view.store).iter().flat_map(|plan| fill_seats(view, plan, &taken, &creation)).collect()
}

/// A ReplicaSet and how many of its pods are made.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'s> {
    /// The set's name.
    pub owner: &'s ObjectRef,
    /// The set.
    pub set: &'s ReplicaSet,
    /// Where its fields come from.
    pub stored: &'s Stored,
    /// How many pods it gets.
    pub pods: usize,
}

impl Plan<'_> {
    /// How many pods it asks for.
    #[must_use]
    pub fn asked(&self) -> u32 {
        self.set.spec.replicas.unwrap_or(1)
    }
}

/// How many pods every ReplicaSet gets: as many as it asks for while there are any left to make, the system's first.
#[must_use]
pub fn plans(store: &Store) -> Vec<Plan<'_>> {
    let mut sets: Vec<_> = store.all::<ReplicaSet>().collect();
    sets.sort_by_key(|(owner, ..)| owner.namespace != SYSTEM_NAMESPACE);
    let mut left = MAX_PODS;
    let plans = sets.into_iter().map(|(owner, set, stored)| {
        let mut plan = Plan { owner, set, stored, pods: 0 };
        plan.pods = left.min(usize::try_from(plan.asked()).unwrap_or(usize::MAX));
        left -= plan.pods;
        plan
    });
    plans.collect()
}

fn fill_seats(view: &View<'_>, plan: &Plan<'_>, taken: &BTreeSet<&Seat>, creation: &Creation<'_>) -> Vec<Write> {
    let Plan { owner, set, stored, .. } = *plan;
    let template = hash_of(set);
    let seats = (0..plan.pods).map(|ordinal| Seat { owner: owner.clone(), template: template.clone(), ordinal });
    let mut names = BTreeSet::new();
    let writes = seats.filter(|seat| !taken.contains(seat)).filter_map(|seat| {
        let name = name_in(view, &seat, &names);
        names.insert(name.clone());
        create(view, seat, name, (set, stored), creation)
    });
    writes.collect()
}

/// The name of the pod in a seat: the one that is remembered, or a new one. Two pods never share one: the API server
/// would refuse the second, and the controller would try another.
fn name_in(view: &View<'_>, seat: &Seat, others: &BTreeSet<String>) -> String {
    let namespace = &seat.owner.namespace;
    let is_free = |name: &str| !others.contains(name) && !view.store.contains(&reference::<Pod>(namespace, name));
    if let Some(occupant) = view.memory.occupant(seat).filter(|occupant| is_free(&occupant.name)) {
        return occupant.name.clone();
    }
    let (mut chance, stream) = (Seeded::new(view.seed), stream(view, seat));
    let mut name = generate(&format!("{}-", seat.owner.name), &mut chance, &stream);
    while !is_free(&name) {
        name = generate(&format!("{}-", seat.owner.name), &mut chance, &stream);
    }
    name
}

/// One stream a pod: a neighbour more or less changes no name.
fn stream(view: &View<'_>, seat: &Seat) -> String {
    let (owner, incarnation) = (&seat.owner, view.memory.incarnation(seat));
    format!("pod-name/{}/{}/{}/{}/{incarnation}", owner.namespace, owner.name, seat.template, seat.ordinal)
}

/// `GetPodFromTemplate` in `pkg/controller/controller_utils.go`. There is no pod where the injector refuses it.
fn create(
    view: &View<'_>,
    seat: Seat,
    name: String,
    (set, stored): (&ReplicaSet, &Stored),
    creation: &Creation<'_>,
) -> Option<Write> {
    let template = &set.spec.template;
    let reference = reference::<Pod>(&seat.owner.namespace, &name);
    let meta = Meta {
        name,
        namespace: Some(seat.owner.namespace.clone()),
        labels: template.meta.labels.clone(),
        annotations: template.meta.annotations.clone(),
        owner_references: vec![owned_by(&seat.owner, "apps/v1")],
        creation_timestamp: None,
    };
    let mut pod = Pod { meta, spec: template.spec.clone(), status: PodStatus::default() };
    let additions = injected(view, &mut pod, &seat, stored, creation)?;
    let mut defaults = Defaults::default();
    fill_pod(&mut pod, &mut defaults);
    let root = Reason::derived(SELF, vec![stored.cause("spec.template"), stored.cause("spec.replicas")]);
    let name = Cause::Chance { stream: stream(view, &seat), from: vec![stored.cause("metadata.name")].into() };
    let write = Write::made_from(pod, root, &seat.owner, "spec.template").seated(seat.clone());
    let write = injection::noted(write.because(FieldPath::parse("metadata.name"), Reason::New(name)), additions);
    let place = view.place(stored.cause("spec.template.spec"));
    Some(defaults.filled.into_iter().fold(write, |write, (path, rule)| {
        let (object, place) = (reference.clone(), place.clone());
        let cause = Cause::Defaulted { object, path: path.clone(), rule: rule.into(), place };
        write.because(path, Reason::New(cause))
    }))
}

/// What the injector adds to a new pod; `None` when it refuses it.
fn injected(
    view: &View<'_>,
    pod: &mut Pod,
    seat: &Seat,
    stored: &Stored,
    creation: &Creation<'_>,
) -> Option<Additions> {
    let name = &seat.owner.namespace;
    let found = injection::namespace(view.store, name);
    let of_namespace = |path: &FieldPath| found.map_or_else(|| stored.cause(""), |(_, stored)| stored.cause_at(path));
    let around = injection::around(name, found.map(|(namespace, _)| namespace), &of_namespace);
    let template = FieldPath::parse("spec.template");
    let of_pod = |path: &FieldPath| stored.cause_at(&FieldPath([template.0.as_slice(), &path.0].concat()));
    match creation.admit(pod, seat, &around, &of_pod) {
        Answer::Left => Some(Additions::default()),
        Answer::Injected(additions) => Some(additions),
        Answer::Refused => None,
    }
}
