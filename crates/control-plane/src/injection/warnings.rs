//! What is wrong with sidecars in a cluster at rest: pods older than their label, labels without an istiod, programs that
//! the rules take for the proxy (`pkg/config/analysis/analyzers/injection`, `.../deployment`).

use super::interception::TPROXY;
use super::{Injector, Order, PROXY_ID, Surroundings, annotations, creation, is_injected};
use crate::analysis::cited;
use crate::builtin::is_istios;
use crate::controllers::plan::{Plan, plans};
use crate::{Cluster, PodView};
use malla_manifest::{ClusterProblem, Finding, Meta, Object, Pod, PodStatus, SecurityContext};
use malla_trace::{CauseId, FieldPath};
use std::collections::BTreeSet;

/// All warnings about sidecars. What is wrong with many pods for one reason is said once.
pub fn warnings(cluster: &Cluster) -> Vec<Finding> {
    let Some(injector) = Injector::find(&cluster.store) else { return without_istiod(cluster) };
    let mut seen = BTreeSet::new();
    let pods = cluster.pods().flat_map(|pod| of_pod(cluster, &injector, &pod));
    let mut found: Vec<Finding> =
        pods.filter(|finding| seen.insert((finding.place.clone(), finding.path.clone()))).collect();
    found.extend(refused(cluster, &injector));
    found
}

fn at(cluster: &Cluster, cause: CauseId, path: &FieldPath, problem: ClusterProblem) -> Finding {
    let (place, path) = cited(cluster, cause, path);
    Finding::new(problem, place, path)
}

/// Objects of Istio's, and labels that ask for sidecars, where nobody reads them.
fn without_istiod(cluster: &Cluster) -> Vec<Finding> {
    let idle = cluster.store.iter().filter(|(_, stored)| match &stored.object {
        Object::Namespace(_) => super::wants_sidecars(&stored.object),
        object => is_istios(object),
    });
    let found = idle.map(|(reference, stored)| {
        let problem = ClusterProblem::NoIstiod { object: reference.clone() };
        at(cluster, stored.cause("metadata.name"), &FieldPath::parse("metadata.name"), problem)
    });
    found.collect()
}

fn of_pod(cluster: &Cluster, injector: &Injector, pod: &PodView<'_>) -> Vec<Finding> {
    let order = order(cluster, injector, pod.namespace(), pod.pod, &|path| pod.stored.cause_at(path));
    let stale = match (order, is_injected(pod.pod)) {
        (Some(order), false) => order.from.first().map(|label| {
            let problem = ClusterProblem::PodMissingProxy { pod: pod.name().into() };
            at(cluster, *label, &FieldPath::parse("metadata.labels"), problem)
        }),
        (None, true) => Some(keeps_proxy(cluster, pod)),
        (Some(_), true) | (None, false) => None,
    };
    stale.into_iter().chain(as_proxy(cluster, pod)).chain(by_tproxy(cluster, pod)).collect()
}

/// Whether a pod of that namespace would be injected if it were made now.
fn order(
    cluster: &Cluster,
    injector: &Injector,
    namespace: &str,
    pod: &Pod,
    cause_of: &dyn Fn(&FieldPath) -> CauseId,
) -> Option<Order> {
    let (found, stored) = creation::namespace(&cluster.store, namespace)?;
    let of_namespace = |path: &FieldPath| stored.cause_at(path);
    let around = Surroundings { namespace, labels: &found.meta.labels, cause_of: &of_namespace };
    injector.order(&around, pod, cause_of)
}

/// Where the label is missing: at the namespace, or at the pod where nobody wrote the namespace.
fn keeps_proxy(cluster: &Cluster, pod: &PodView<'_>) -> Finding {
    let problem = ClusterProblem::PodKeepsProxy { pod: pod.name().into() };
    let path = FieldPath::parse("metadata.labels");
    let namespace = creation::namespace(&cluster.store, pod.namespace());
    let label = namespace.map(|(_, stored)| at(cluster, stored.cause_at(&path), &path, problem.clone()));
    let written = label.filter(|finding| finding.place != malla_trace::Place::default());
    written.unwrap_or_else(|| at(cluster, pod.cause(""), &FieldPath::root(), problem))
}

/// Programs that run as the proxy's own user, beside a proxy: what they send goes out uncaught (IST0144).
fn as_proxy(cluster: &Cluster, pod: &PodView<'_>) -> Vec<Finding> {
    if pod.sidecar().is_none() {
        return Vec::new();
    }
    let is_proxys = |context: &Option<SecurityContext>| {
        context.as_ref().is_some_and(|context| context.run_as_user == Some(PROXY_ID))
    };
    let whole = is_proxys(&pod.pod.spec.security_context).then(|| FieldPath::parse("spec.securityContext.runAsUser"));
    let own = pod.containers.iter().filter(|container| is_proxys(&container.container.security_context));
    let paths = whole.into_iter().chain(own.map(|container| container.field("securityContext").key("runAsUser")));
    let found = paths.map(|path| at(cluster, pod.stored.cause_at(&path), &path, ClusterProblem::ApplicationUid1337));
    found.collect()
}

/// A pod that asks for TPROXY: its packets are walked as if it had asked for REDIRECT.
fn by_tproxy(cluster: &Cluster, pod: &PodView<'_>) -> Option<Finding> {
    let asked = pod.pod.meta.annotations.get(annotations::MODE).is_some_and(|mode| mode == TPROXY);
    let path = FieldPath::parse("metadata.annotations").key(annotations::MODE);
    (asked && pod.sidecar().is_some())
        .then(|| at(cluster, pod.stored.cause_at(&path), &path, ClusterProblem::TproxyAsRedirect))
}

/// Owners whose pods the injector refuses: there are none.
fn refused(cluster: &Cluster, injector: &Injector) -> Vec<Finding> {
    let found = plans(&cluster.store).into_iter().filter_map(|Plan { owner, template, stored, .. }| {
        let (annotation, value) = annotations::invalid(&template.meta.annotations)?;
        let meta = Meta {
            labels: template.meta.labels.clone(),
            annotations: template.meta.annotations.clone(),
            ..Meta::default()
        };
        let pod = Pod { meta, spec: template.spec.clone(), status: PodStatus::default() };
        order(cluster, injector, &owner.namespace, &pod, &|_| stored.cause(""))?;
        let path = FieldPath::parse("spec.template.metadata.annotations").key(annotation);
        let problem = ClusterProblem::InjectionRefused { annotation: annotation.into(), value: value.into() };
        Some(at(cluster, stored.cause_at(&path), &path, problem))
    });
    found.collect()
}
