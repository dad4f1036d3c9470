//! Pods out of templates (`GetPodFromTemplate` in `pkg/controller/controller_utils.go`), whoever the owner is.

use super::deployment::owned_by;
use super::{Reason, View, Write};
use crate::api_server::defaulting::{Defaults, fill_pod};
use crate::injection::{self, Additions, Answer, Creation, Injector};
use crate::memory::Seat;
use crate::names::generate;
use crate::store::{Stored, reference};
use malla_manifest::{Meta, Pod, PodStatus, PodTemplate};
use malla_trace::{Cause, FieldPath, Seeded};
use std::collections::BTreeSet;

/// The label that tells versions of a template apart where no set of their own does.
pub(super) const REVISION: &str = "controller-revision-hash";

/// Who makes pods, and what it knows of those that are there.
pub(super) struct Maker<'v> {
    view: &'v View<'v>,
    taken: BTreeSet<&'v Seat>,
    injector: Option<Injector>,
    by: &'static str,
    api_version: &'static str,
}

/// A pod on its way.
pub(super) struct Draft<'v> {
    /// The pod.
    pub(super) pod: Pod,
    owner: &'v Stored,
    seat: Seat,
    counted: &'static str,
    reasons: Vec<(FieldPath, Reason)>,
}

impl<'v> Maker<'v> {
    /// Looks around.
    pub(super) fn new(view: &'v View<'v>, by: &'static str, api_version: &'static str) -> Self {
        let pods = view.store.all::<Pod>();
        let taken = pods.filter_map(|(_, _, stored)| stored.seat.as_ref()).collect();
        Self { view, taken, injector: Injector::find(view.store), by, api_version }
    }

    /// Whether somebody sits there.
    pub(super) fn is_taken(&self, seat: &Seat) -> bool {
        self.taken.contains(seat)
    }

    /// A pod made of a template, in that seat. `counted` is the field of the owner that asks for it.
    pub(super) fn draft(
        &self,
        owner: &'v Stored,
        template: &PodTemplate,
        (seat, name): (Seat, String),
        counted: &'static str,
    ) -> Draft<'v> {
        let meta = Meta {
            name,
            namespace: Some(seat.owner.namespace.clone()),
            labels: template.meta.labels.clone(),
            annotations: template.meta.annotations.clone(),
            owner_references: vec![owned_by(&seat.owner, self.api_version)],
            creation_timestamp: None,
        };
        let pod = Pod { meta, spec: template.spec.clone(), status: PodStatus::default() };
        Draft { pod, owner, seat, counted, reasons: Vec::new() }
    }

    /// The name of the pod in a seat: the one that is remembered, or a new one that begins like that. Two pods never
    /// share one: the API server would refuse the second, and the controller would try another.
    pub(super) fn name(&self, base: &str, seat: &Seat, others: &mut BTreeSet<String>) -> String {
        let name = self.free_name(base, seat, others);
        others.insert(name.clone());
        name
    }

    fn free_name(&self, base: &str, seat: &Seat, others: &BTreeSet<String>) -> String {
        let (view, namespace) = (self.view, &seat.owner.namespace);
        let is_free = |name: &str| !others.contains(name) && !view.store.contains(&reference::<Pod>(namespace, name));
        if let Some(occupant) = view.memory.occupant(seat).filter(|occupant| is_free(&occupant.name)) {
            return occupant.name.clone();
        }
        let (mut chance, stream) = (Seeded::new(view.seed), self.stream(seat));
        let mut name = generate(base, &mut chance, &stream);
        while !is_free(&name) {
            name = generate(base, &mut chance, &stream);
        }
        name
    }

    /// One stream a pod: a neighbour more or less changes no name.
    fn stream(&self, seat: &Seat) -> String {
        let (owner, incarnation) = (&seat.owner, self.view.memory.incarnation(seat));
        format!("pod-name/{}/{}/{}/{}/{incarnation}", owner.namespace, owner.name, seat.template, seat.ordinal)
    }

    /// The cause of a name that was drawn.
    pub(super) fn drawn(&self, draft: &Draft<'_>) -> Reason {
        let from = vec![draft.owner.cause("metadata.name")].into();
        Reason::New(Cause::Chance { stream: self.stream(&draft.seat), from })
    }

    /// Through the sidecar injector and the defaults into the store. There is no pod where the injector refuses it.
    pub(super) fn create(&self, draft: Draft<'_>) -> Option<Write> {
        let Draft { mut pod, owner, seat, counted, reasons } = draft;
        let additions = self.injected(&mut pod, &seat, owner)?;
        let mut defaults = Defaults::default();
        fill_pod(&mut pod, &mut defaults);
        let reference = reference::<Pod>(&seat.owner.namespace, &pod.meta.name);
        let root = Reason::derived(self.by, vec![owner.cause("spec.template"), owner.cause(counted)]);
        let write = Write::made_from(pod, root, &seat.owner, "spec.template").seated(seat);
        let write = reasons.into_iter().fold(write, |write, (path, reason)| write.because(path, reason));
        let write = injection::noted(write, additions);
        let place = self.view.place(owner.cause("spec.template.spec"));
        Some(defaults.filled.into_iter().fold(write, |write, (path, rule)| {
            let (object, place) = (reference.clone(), place.clone());
            let cause = Cause::Defaulted { object, path: path.clone(), rule: rule.into(), place };
            write.because(path, Reason::New(cause))
        }))
    }

    /// What the injector adds to a new pod; `None` when it refuses it.
    fn injected(&self, pod: &mut Pod, seat: &Seat, owner: &Stored) -> Option<Additions> {
        let (view, name) = (self.view, &seat.owner.namespace);
        let creation = Creation { injector: self.injector.as_ref(), memory: view.memory, domain: &view.world.domain };
        let found = injection::namespace(view.store, name);
        let of_namespace =
            |path: &FieldPath| found.map_or_else(|| owner.cause(""), |(_, stored)| stored.cause_at(path));
        let around = injection::around(name, found.map(|(namespace, _)| namespace), &of_namespace);
        let template = FieldPath::parse("spec.template");
        let of_pod = |path: &FieldPath| owner.cause_at(&FieldPath([template.0.as_slice(), &path.0].concat()));
        match creation.admit(pod, seat, &around, &of_pod) {
            Answer::Left => Some(Additions::default()),
            Answer::Injected(additions) => Some(additions),
            Answer::Refused => None,
        }
    }
}

impl Draft<'_> {
    /// The same, with the cause of a field.
    pub(super) fn because(mut self, path: FieldPath, reason: Reason) -> Self {
        self.reasons.push((path, reason));
        self
    }

    /// The same, with a label that nobody wrote.
    pub(super) fn label(mut self, key: &str, value: String, reason: Reason) -> Self {
        self.pod.meta.labels.insert(key.into(), value);
        self.because(label(key), reason)
    }
}

/// The path of a label.
pub(super) fn label(key: &str) -> FieldPath {
    FieldPath::parse("metadata.labels").key(key)
}
