//! Job to pods (`pkg/controller/job`): as many at a time as may run together, until enough have ended well.

use super::plan::{count, plans, quota};
use super::pods::{Draft, Maker};
use super::{Fact, Reason, View, Write};
use crate::memory::Seat;
use crate::names::{template_hash, uid};
use crate::store::{Store, Stored};
use malla_manifest::{CompletionMode, EnvVar, EnvVarSource, FieldRef, Job, LabelSelector, Pod};
use malla_trace::{Cause, FieldPath, ObjectRef, Seeded};
use std::collections::BTreeSet;

/// The component's name in causes.
const SELF: &str = "job-controller";

/// The labels by which a Job finds its pods, and the number of a pod that has one (`k8s.io/api/batch/v1`).
const UID: &str = "batch.kubernetes.io/controller-uid";
const NAME: &str = "batch.kubernetes.io/job-name";
const INDEX: &str = "batch.kubernetes.io/job-completion-index";

/// The same labels as they were called before.
const OLD_UID: &str = "controller-uid";
const OLD_NAME: &str = "job-name";

/// The variable that tells a program its number.
const INDEX_VARIABLE: &str = "JOB_COMPLETION_INDEX";

/// Who takes care of a Job when nobody else is named.
const OURSELVES: &str = "kubernetes.io/job-controller";

/// A Job, and where its fields come from.
type Subject<'v> = (&'v ObjectRef, &'v Job, &'v Stored);

/// Makes the pods that are missing.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let jobs: Vec<Subject<'_>> = view.store.all::<Job>().collect();
    if jobs.is_empty() {
        return Vec::new();
    }
    let (maker, plans) = (Maker::new(view, SELF, "batch/v1"), plans(view.store));
    let sync = |subject: &Subject<'_>| match selected(view, *subject) {
        Some(write) => vec![write],
        None => fill_seats(view, &maker, *subject, quota(&plans, subject.0)),
    };
    jobs.iter().flat_map(sync).collect()
}

/// How many pods a Job has run when it is done. One that is held back, or somebody else's, has none.
pub(super) fn asked(job: &Job) -> usize {
    let spec = &job.spec;
    let ours = spec.managed_by.as_deref().is_none_or(|name| name == OURSELVES);
    let together = count(spec.parallelism.unwrap_or(1));
    if spec.suspend == Some(true) || !ours || together == 0 { 0 } else { spec.completions.map_or(together, count) }
}

/// The field that says how many.
pub(super) const fn field(job: &Job) -> &'static str {
    if job.spec.completions.is_some() { "spec.completions" } else { "spec.parallelism" }
}

/// `generateSelector` in `pkg/registry/batch/job/strategy.go`: the labels by which a Job knows its pods.
fn selected(view: &View<'_>, (owner, job, stored): Subject<'_>) -> Option<Write> {
    if job.spec.manual_selector == Some(true) || job.spec.template.meta.labels.contains_key(UID) {
        return None;
    }
    let stream = format!("uid/{}/{}/{}", owner.kind, owner.namespace, owner.name);
    let own = uid(&mut Seeded::new(view.seed), &stream);
    let mut job = job.clone();
    let labels = [(UID, &own), (NAME, &owner.name), (OLD_UID, &own), (OLD_NAME, &owner.name)];
    job.spec.template.meta.labels.extend(labels.map(|(key, value)| (key.to_owned(), value.clone())));
    let selector = job.spec.selector.get_or_insert_with(LabelSelector::default);
    selector.match_labels.insert(UID.into(), own.clone());
    let template = FieldPath::parse("spec.template.metadata.labels");
    let write = Write::update(job);
    let write = labels.into_iter().fold(write, |write, (key, _)| {
        write.because(template.key(key), Fact::JobLabels.on(vec![stored.cause("metadata.name")]))
    });
    let drawn = Cause::Chance { stream, from: vec![stored.cause("metadata.name")].into() };
    Some(write.because(FieldPath::parse("spec.selector"), Reason::New(drawn)))
}

fn fill_seats(view: &View<'_>, maker: &Maker<'_>, subject: Subject<'_>, most: usize) -> Vec<Write> {
    let (owner, job, _) = subject;
    let template = template_hash(&job.spec.template);
    let seats = (0..now(view.store, owner, job).min(most)).map(|ordinal| Seat {
        owner: owner.clone(),
        template: template.clone(),
        ordinal,
    });
    let mut names = BTreeSet::new();
    let writes = seats.filter(|seat| !maker.is_taken(seat));
    writes.filter_map(|seat| pod(maker, subject, seat, &mut names)).collect()
}

/// How many pods there are by now: those that may run together and, once these have ended well, all the others. They
/// are alike, so what was true of the first is true of the rest.
fn now(store: &Store, owner: &ObjectRef, job: &Job) -> usize {
    let (all, together) = (asked(job), count(job.spec.parallelism.unwrap_or(1)));
    let pods = store.all::<Pod>().filter(|(_, _, stored)| stored.seat.as_ref().is_some_and(|s| s.owner == *owner));
    let pods: Vec<&Pod> = pods.map(|(_, pod, _)| pod).collect();
    let done = !pods.is_empty() && pods.iter().all(|pod| pod.status.is_finished());
    if done { all } else { together.min(all).max(pods.len()) }
}

fn pod(
    maker: &Maker<'_>,
    (owner, job, stored): Subject<'_>,
    seat: Seat,
    names: &mut BTreeSet<String>,
) -> Option<Write> {
    let indexed = job.spec.completion_mode == Some(CompletionMode::Indexed);
    let index = indexed.then_some(seat.ordinal);
    let base = index.map_or_else(|| format!("{}-", owner.name), |index| format!("{}-{index}-", owner.name));
    let name = maker.name(&base, &seat, names);
    let draft = maker.draft(stored, &job.spec.template, (seat, name), field(job));
    let drawn = maker.drawn(&draft);
    let draft = draft.because(FieldPath::parse("metadata.name"), drawn);
    maker.create(match index {
        Some(index) => numbered(draft, (owner, stored), index),
        None => draft,
    })
}

/// `addCompletionIndexAnnotation`, `addCompletionIndexLabel`, `addCompletionIndexEnvVariables`, and the host name.
fn numbered<'v>(mut draft: Draft<'v>, (owner, stored): (&ObjectRef, &Stored), index: usize) -> Draft<'v> {
    let why = || Fact::JobIndex.on(vec![stored.cause("spec.completionMode")]);
    draft.pod.meta.annotations.insert(INDEX.into(), index.to_string());
    draft.pod.spec.hostname = Some(format!("{}-{index}", owner.name));
    let path = format!("metadata.labels['{INDEX}']");
    let source = EnvVarSource { field_ref: Some(FieldRef { field_path: path }), ..EnvVarSource::default() };
    let variable = EnvVar { name: INDEX_VARIABLE.into(), value_from: Some(source), ..EnvVar::default() };
    let containers = FieldPath::parse("spec.containers");
    let mut added = Vec::new();
    for (place, container) in draft.pod.spec.containers.iter_mut().enumerate() {
        if container.env.iter().all(|own| own.name != variable.name) {
            added.push(containers.index(place).key("env").index(container.env.len()));
            container.env.push(variable.clone());
        }
    }
    let draft = added.into_iter().fold(draft, |draft, at| draft.because(at, why()));
    let draft = draft.because(FieldPath::parse("metadata.annotations").key(INDEX), why());
    let draft = draft.because(FieldPath::parse("spec.hostname"), why());
    draft.label(INDEX, index.to_string(), why())
}
