//! StatefulSet to pods (`pkg/controller/statefulset`): called after the set and counted, each with its host name below
//! the governing Service and with claims of its own.

use super::plan::{count, plans, quota};
use super::pods::{Draft, Maker, REVISION};
use super::{Fact, Reason, View, Write};
use crate::memory::Seat;
use crate::names::template_hash;
use crate::store::{Stored, reference};
use malla_manifest::{ClaimTemplate, Meta, PersistentVolumeClaim, Pod, StatefulSet};
use malla_trace::{FieldPath, ObjectRef};

/// The component's name in causes.
const SELF: &str = "statefulset-controller";

/// The labels that say which pod of its set a pod is.
const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
const POD_INDEX: &str = "apps.kubernetes.io/pod-index";

/// A set, and where its fields come from.
type Subject<'v> = (&'v ObjectRef, &'v StatefulSet, &'v Stored);

/// Makes the pods and the claims that are missing.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let sets: Vec<Subject<'_>> = view.store.all::<StatefulSet>().collect();
    if sets.is_empty() {
        return Vec::new();
    }
    let (maker, plans) = (Maker::new(view, SELF, "apps/v1"), plans(view.store));
    sets.iter().flat_map(|subject| sync(view, &maker, *subject, quota(&plans, subject.0))).collect()
}

/// Ordinals from `spec.ordinals.start` on (`getStartOrdinal`). One after the other or all at once: at rest all are there.
fn sync(view: &View<'_>, maker: &Maker<'_>, subject: Subject<'_>, pods: usize) -> Vec<Write> {
    let (owner, set, _) = subject;
    let start = set.spec.ordinals.as_ref().and_then(|ordinals| ordinals.start).map_or(0, count);
    let template = template_hash(&set.spec.template);
    let seats = (start..start.saturating_add(pods)).map(|ordinal| Seat {
        owner: owner.clone(),
        template: template.clone(),
        ordinal,
    });
    let writes = seats.flat_map(|seat| {
        let claims = claims(view, subject, seat.ordinal);
        claims.into_iter().chain(pod(view, maker, subject, seat))
    });
    writes.collect()
}

/// `newVersionedStatefulSetPod`. A pod that somebody else made under that name stands in the way.
fn pod(view: &View<'_>, maker: &Maker<'_>, (owner, set, stored): Subject<'_>, seat: Seat) -> Option<Write> {
    let name = format!("{}-{}", owner.name, seat.ordinal);
    if maker.is_taken(&seat) || view.store.contains(&reference::<Pod>(&owner.namespace, &name)) {
        return None;
    }
    let (ordinal, revision) = (seat.ordinal, format!("{}-{}", owner.name, seat.template));
    let draft = maker.draft(stored, &set.spec.template, (seat, name.clone()), "spec.replicas");
    let own = || vec![stored.cause("metadata.name")];
    let draft = draft
        .because(FieldPath::parse("metadata.name"), Fact::StatefulName.on(own()))
        .label(REVISION, revision, Fact::StatefulRevision.on(vec![stored.cause("spec.template")]))
        .label(POD_NAME, name, Fact::StatefulLabels.on(own()))
        .label(POD_INDEX, ordinal.to_string(), Fact::StatefulLabels.on(own()));
    maker.create(identity(draft, set, stored))
}

/// `initIdentity`: the host name, and the domain it is in.
fn identity<'v>(mut draft: Draft<'v>, set: &StatefulSet, stored: &Stored) -> Draft<'v> {
    draft.pod.spec.hostname = Some(draft.pod.meta.name.clone());
    draft.pod.spec.subdomain = set.spec.service_name.clone().filter(|name| !name.is_empty());
    let domain = Fact::StatefulSubdomain.on(vec![stored.cause("spec.serviceName")]);
    let own = Fact::StatefulHostname.on(vec![stored.cause("metadata.name")]);
    draft.because(FieldPath::parse("spec.hostname"), own).because(FieldPath::parse("spec.subdomain"), domain)
}

/// The claims of a pod that are not there yet.
fn claims(view: &View<'_>, subject: Subject<'_>, ordinal: usize) -> Vec<Write> {
    let templates = subject.1.spec.volume_claim_templates.iter().enumerate();
    templates.filter_map(|(index, template)| claim(view, subject, ordinal, (index, template))).collect()
}

/// `getPersistentVolumeClaims`. The claim of a pod that is gone and comes back is the one that was there.
fn claim(
    view: &View<'_>,
    (owner, set, stored): Subject<'_>,
    ordinal: usize,
    (index, template): (usize, &ClaimTemplate),
) -> Option<Write> {
    let name = format!("{}-{}-{ordinal}", template.meta.name, owner.name);
    if view.store.contains(&reference::<PersistentVolumeClaim>(&owner.namespace, &name)) {
        return None;
    }
    let mut labels = template.meta.labels.clone();
    labels.extend(set.spec.selector.match_labels.clone());
    let meta = Meta {
        name,
        namespace: Some(owner.namespace.clone()),
        labels,
        annotations: template.meta.annotations.clone(),
        ..Meta::default()
    };
    let claim = PersistentVolumeClaim { meta, spec: template.spec.clone() };
    let at = FieldPath::parse("spec.volumeClaimTemplates").index(index);
    let from = vec![stored.cause_at(&at), stored.cause("spec.replicas")];
    let write = Write::made_from(claim, Reason::derived(SELF, from), owner, &at.to_string());
    let named = vec![stored.cause_at(&at.key("metadata").key("name")), stored.cause("metadata.name")];
    Some(write.because(FieldPath::parse("metadata.name"), Fact::StatefulClaim.on(named)))
}
