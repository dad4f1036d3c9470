//! From manifests to stored objects, as `kubectl apply` brings them in: the last of two with the same name wins, the
//! namespace must be there, defaults are filled in, addresses and ports given.

use super::draft::Draft;
use super::update::{self, Forbidden};
use super::{Refused, Request, cluster_ips, defaulting, node_ports};
use crate::causes::Causes;
use crate::injection::{self, Additions, Answer, Creation, Injector};
use crate::store::{Store, Stored, reference};
use malla_manifest::{
    ClusterProblem, Finding, IngressClass, Manifest, Meta, Namespace, Object, Pod, PodStatus, ServiceStatus,
};
use malla_trace::{CauseId, FieldPath, Ledger, ObjectRef, Seeded};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The namespaces that are always there (`pkg/controlplane/controller/systemnamespaces`).
const SYSTEM_NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// The annotation of the IngressClass that an Ingress without one gets.
const DEFAULT_CLASS: &str = "ingressclass.kubernetes.io/is-default-class";

/// What the API server took.
#[derive(Clone, Debug, Default)]
pub struct Admitted {
    /// The objects.
    pub store: Store,
    /// Each as it was written when it was taken.
    pub accepted: BTreeMap<ObjectRef, Arc<Manifest>>,
    /// Objects of which an older version stays, because the one that is written now is not taken.
    pub kept: BTreeSet<ObjectRef>,
}

/// Takes the objects in. Those that are refused are found with their reason; where there is an older version, it
/// stays.
pub fn admit(request: &Request<'_>, ledger: &mut Ledger, findings: &mut Vec<Finding>) -> Admitted {
    let last = last_of_each(request.manifests, findings);
    let namespaces = namespaces(&last);
    let present = last.into_iter().filter(|manifest| is_accepted(manifest, &namespaces, request, findings));
    let present: Vec<&Manifest> = present.collect();
    let mut kept = refused_updates(&present, request, findings);
    let drafts = loop {
        let mut drafts: Vec<Draft<'_>> =
            present.iter().map(|manifest| draft(manifest, &kept, request, ledger)).collect();
        let mut troubles = Vec::new();
        inject_sidecars(&mut drafts, request, ledger, &mut troubles);
        drafts.iter_mut().for_each(|draft| prepare(draft, ledger));
        name_default_class(&mut drafts, ledger);
        let refused = allocate(&mut drafts, request, ledger);
        let place = |refused: &Refused| drafts.iter().find(|draft| draft.reference == refused.object);
        let found: Vec<Finding> = refused.iter().filter_map(|no| Some(explain(no, place(no)?))).collect();
        let again = refused.iter().map(|refused| &refused.object);
        let again: BTreeSet<ObjectRef> = again
            .filter(|object| !kept.contains(*object) && request.memory.accepted(object).is_some())
            .cloned()
            .collect();
        if again.is_empty() {
            findings.extend(troubles.into_iter().chain(found));
            drafts.retain(|draft| !refused.iter().any(|refused| refused.object == draft.reference));
            break drafts;
        }
        findings.extend(found.into_iter().zip(&refused).filter(|(_, no)| again.contains(&no.object)).map(|(it, _)| it));
        kept.extend(again);
    };
    settle(drafts, kept, request, ledger)
}

/// The drafts as the store, and what is remembered of them.
fn settle(drafts: Vec<Draft<'_>>, kept: BTreeSet<ObjectRef>, request: &Request<'_>, ledger: &mut Ledger) -> Admitted {
    let mut admitted = Admitted { store: system_namespaces(ledger), kept, ..Admitted::default() };
    for draft in drafts {
        let old = request.memory.accepted(&draft.reference);
        let accepted = match old {
            Some(old) if admitted.kept.contains(&draft.reference) => Arc::clone(old),
            _ => Arc::new(draft.manifest().clone()),
        };
        admitted.accepted.insert(draft.reference.clone(), accepted);
        let (reference, stored) = draft.finish();
        admitted.store.put(reference, stored);
    }
    admitted
}

/// The object as written now, or as it was taken before.
fn draft<'m>(
    manifest: &'m Manifest,
    kept: &BTreeSet<ObjectRef>,
    request: &Request<'_>,
    ledger: &mut Ledger,
) -> Draft<'m> {
    let old = request.memory.accepted(&manifest.reference).filter(|_| kept.contains(&manifest.reference));
    match old {
        Some(old) => Draft::kept(old, manifest, ledger),
        None => Draft::new(manifest, ledger),
    }
}

/// The objects whose update is refused, each with its reasons.
fn refused_updates(manifests: &[&Manifest], request: &Request<'_>, findings: &mut Vec<Finding>) -> BTreeSet<ObjectRef> {
    let mut kept = BTreeSet::new();
    for manifest in manifests {
        let Some(old) = request.memory.accepted(&manifest.reference) else { continue };
        for Forbidden { path, at, problem } in
            update::check(old, manifest, request.memory.allocations(&manifest.reference))
        {
            findings.push(Finding::new(problem, manifest.source.resolve(&at).place, path));
            kept.insert(manifest.reference.clone());
        }
    }
    kept
}

fn system_namespaces(ledger: &mut Ledger) -> Store {
    let mut store = Store::default();
    let root = ledger.builtin("api-server/system-namespace");
    for name in SYSTEM_NAMESPACES {
        let object = Object::from(Namespace { meta: Meta { name: name.into(), ..Meta::default() } });
        store.put(reference::<Namespace>("", name), Stored::new(object, Causes::new(root)));
    }
    store
}

/// The last manifest of each name, in the order written; the others are found to be dead text.
fn last_of_each<'m>(manifests: &[&'m Manifest], findings: &mut Vec<Finding>) -> Vec<&'m Manifest> {
    let last: BTreeMap<&ObjectRef, usize> =
        manifests.iter().enumerate().map(|(index, manifest)| (&manifest.reference, index)).collect();
    let (kept, dead): (Vec<_>, Vec<_>) =
        manifests.iter().enumerate().partition(|(index, manifest)| last.get(&manifest.reference) == Some(index));
    findings.extend(dead.into_iter().map(|(_, manifest)| {
        let problem = ClusterProblem::AlreadyExists { object: manifest.reference.clone() };
        finding(manifest, problem, "metadata.name")
    }));
    kept.into_iter().map(|(_, manifest)| *manifest).collect()
}

/// A finding about a field of a manifest.
fn finding(manifest: &Manifest, problem: ClusterProblem, path: &str) -> Finding {
    let path = FieldPath::parse(path);
    Finding::new(problem, manifest.source.resolve(&path).place, path)
}

fn namespaces<'m>(manifests: &[&'m Manifest]) -> BTreeSet<&'m str> {
    let written = manifests.iter().filter(|manifest| matches!(manifest.object, Object::Namespace(_)));
    written.map(|manifest| manifest.reference.name.as_str()).chain(SYSTEM_NAMESPACES).collect()
}

/// Whether the object may come in: its namespace is there (`NamespaceLifecycle`), and nobody deleted it.
fn is_accepted(
    manifest: &Manifest,
    namespaces: &BTreeSet<&str>,
    request: &Request<'_>,
    findings: &mut Vec<Finding>,
) -> bool {
    let namespace = manifest.reference.namespace.as_str();
    if manifest.object.is_namespaced() && !namespaces.contains(namespace) {
        let problem = ClusterProblem::NamespaceNotFound { namespace: namespace.into() };
        findings.push(finding(manifest, problem, "metadata.namespace"));
        return false;
    }
    !request.memory.is_deleted(&manifest.reference)
}

/// What happens to every object: status dropped (`PrepareForCreate`), namespace put in, defaults filled in.
fn prepare(draft: &mut Draft<'_>, ledger: &mut Ledger) {
    if draft.object.is_namespaced() {
        draft.object.meta_mut().namespace = Some(draft.reference.namespace.clone());
    }
    match &mut draft.object {
        Object::Service(service) => service.status = ServiceStatus::default(),
        Object::Pod(pod) => pod.status = PodStatus::default(),
        Object::Deployment(_)
        | Object::ReplicaSet(_)
        | Object::StatefulSet(_)
        | Object::DaemonSet(_)
        | Object::Job(_)
        | Object::PersistentVolumeClaim(_)
        | Object::EndpointSlice(_)
        | Object::Ingress(_)
        | Object::IngressClass(_)
        | Object::Namespace(_)
        | Object::Node(_)
        | Object::ConfigMap(_)
        | Object::Secret(_)
        | Object::ServiceAccount(_)
        | Object::IstioGateway(_)
        | Object::VirtualService(_)
        | Object::DestinationRule(_)
        | Object::ServiceEntry(_)
        | Object::Sidecar(_)
        | Object::PeerAuthentication(_)
        | Object::World(_)
        | Object::Other(_) => {}
    }
    for (path, rule) in defaulting::fill(&mut draft.object).filled {
        draft.defaulted(path, rule, ledger);
    }
}

/// The pods that somebody wrote go through the sidecar injector like all others; one that it refuses does not come in.
fn inject_sidecars(
    drafts: &mut Vec<Draft<'_>>,
    request: &Request<'_>,
    ledger: &mut Ledger,
    findings: &mut Vec<Finding>,
) {
    let injector = drafts.iter().find_map(|draft| Injector::of(&draft.object, &|path| draft.causes.at(path)));
    let creation = Creation { injector: injector.as_ref(), memory: request.memory, domain: &request.world.domain };
    let answers: Vec<(usize, Pod, Answer)> = drafts
        .iter()
        .enumerate()
        .filter_map(|(place, draft)| {
            let Object::Pod(pod) = &draft.object else { return None };
            let (mut pod, name) = (pod.clone(), draft.reference.namespace.as_str());
            let namespace = drafts.iter().find(|other| injection::is_namespace(&other.object, name).is_some());
            let of_namespace = |path: &FieldPath| namespace.unwrap_or(draft).causes.at(path);
            let found = namespace.and_then(|other| injection::is_namespace(&other.object, name));
            let around = injection::around(name, found, &of_namespace);
            let answer = creation.admit(&mut pod, &draft.seat(), &around, &|path| draft.causes.at(path));
            Some((place, pod, answer))
        })
        .collect();
    for (place, pod, answer) in answers.into_iter().rev() {
        match answer {
            Answer::Left => {}
            Answer::Injected(additions) => put_in(&mut drafts[place], pod, additions, ledger),
            Answer::Refused => findings.extend(injection_refused(&drafts.remove(place), &pod)),
        }
    }
}

/// The pod with its sidecar, and the causes of what was added.
fn put_in(draft: &mut Draft<'_>, pod: Pod, additions: Additions, ledger: &mut Ledger) {
    draft.object = pod.into();
    if additions.init_containers_before > 0 {
        draft.causes.put_before(&FieldPath::parse("spec.initContainers"), additions.init_containers_before);
    }
    for (path, reason) in additions.reasons.into_iter().map(injection::reason) {
        draft.causes.set(&path, reason.enter(ledger));
    }
}

/// The annotation that the injector does not take.
fn injection_refused(draft: &Draft<'_>, pod: &Pod) -> Option<Finding> {
    let (annotation, value) = injection::invalid(&pod.meta.annotations)?;
    let path = FieldPath::parse("metadata.annotations").key(annotation);
    let problem = ClusterProblem::InjectionRefused { annotation: annotation.into(), value: value.into() };
    Some(Finding::new(problem, draft.place(&path), path))
}

/// An Ingress that names no class gets the default one, if there is exactly one
/// (`plugin/pkg/admission/network/defaultingressclass`; with several, releases differ, and we name none).
fn name_default_class(drafts: &mut [Draft<'_>], ledger: &mut Ledger) {
    let classes = drafts.iter().filter_map(default_class);
    let classes: Vec<(String, CauseId)> = classes.collect();
    let [(name, why)] = classes.as_slice() else { return };
    for draft in drafts {
        let Object::Ingress(ingress) = &mut draft.object else { continue };
        if ingress.spec.ingress_class_name.is_none() {
            ingress.spec.ingress_class_name = Some(name.clone());
            let cause = ledger.derived("default-ingress-class", &[*why]);
            draft.causes.set(&FieldPath::parse("spec.ingressClassName"), cause);
        }
    }
}

/// The name of a class that is the default, and the line that says so.
fn default_class(draft: &Draft<'_>) -> Option<(String, CauseId)> {
    let Object::IngressClass(IngressClass { meta, .. }) = &draft.object else { return None };
    let path = FieldPath::parse("metadata.annotations").key(DEFAULT_CLASS);
    (meta.annotations.get(DEFAULT_CLASS).map(String::as_str) == Some("true"))
        .then(|| (meta.name.clone(), draft.causes.at(&path)))
}

fn allocate(drafts: &mut [Draft<'_>], request: &Request<'_>, ledger: &mut Ledger) -> Vec<Refused> {
    let (world, memory) = (request.world, request.memory);
    let mut chance = Seeded::new(request.seed);
    let mut refused = cluster_ips::allocate(drafts, world.service_network, memory, &mut chance, ledger);
    refused.extend(node_ports::allocate(drafts, world.node_ports.clone(), memory, &mut chance, ledger));
    refused
}

fn explain(refused: &Refused, draft: &Draft<'_>) -> Finding {
    Finding::new(refused.problem.clone(), draft.place(&refused.path), refused.path.clone())
}
