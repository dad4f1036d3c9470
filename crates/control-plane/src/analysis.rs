//! What the cluster accepts and will not do what was meant: references that lead nowhere, pods that cannot run.

use crate::cluster::Cluster;
use crate::controllers::plan::{MAX_PODS, Plan, plans};
use crate::injection;
use crate::istiod;
use crate::store::Stored;
use crate::text::nearest;
use malla_manifest::{
    BackendPort, ClusterProblem, Deployment, Finding, Ingress, IngressBackend, IngressClass, Pod, Service,
    ServiceBackend, ServiceType,
};
use malla_trace::{Cause, CauseId, FieldPath, ObjectRef, Place};
use std::collections::{BTreeMap, BTreeSet};

/// The annotation that named an Ingress's class before there was a field for it.
const OLD_CLASS: &str = "kubernetes.io/ingress.class";

/// All warnings about a cluster at rest. Pods of one template are warned about once.
pub fn warnings(cluster: &Cluster) -> Vec<Finding> {
    let mut found = lonely_services(cluster);
    for (reference, ingress, stored) in cluster.store.all::<Ingress>() {
        found.extend(unattended(cluster, ingress, stored));
        found.extend(dead_ends(cluster, reference, ingress, stored));
    }
    found.extend(without_balancer(cluster));
    found.extend(injection::warnings(cluster));
    found.extend(waiting(cluster));
    found.extend(of_mesh(cluster));
    found.extend(plans(&cluster.store).iter().filter_map(|plan| cut_short(cluster, plan)));
    let mut seen = BTreeSet::new();
    let pods = cluster.store.all::<Pod>().flat_map(|(reference, pod, stored)| {
        unschedulable(cluster, reference, pod, stored).into_iter().chain(unconfigured(cluster, reference, stored))
    });
    found.extend(pods.filter(|finding| seen.insert((finding.place.clone(), finding.path.clone()))));
    found
}

/// Services that wait for a balancer nobody provides; those of the add-ons are nobody's to mend.
fn without_balancer(cluster: &Cluster) -> impl Iterator<Item = Finding> {
    let services = cluster.store.all::<Service>().filter(|(_, service, _)| {
        service.kind_of_service() == ServiceType::LoadBalancer && service.status.load_balancer.ingress.is_empty()
    });
    let found = services
        .map(|(_, _, stored)| at(cluster, stored, &FieldPath::parse("spec.type"), ClusterProblem::BalancerPending));
    found.filter(|finding| !finding.place.file.starts_with("builtin:"))
}

/// What istiod's objects have wrong. Without istiod nobody reads them, and only that is worth saying.
fn of_mesh(cluster: &Cluster) -> Vec<Finding> {
    injection::Injector::find(&cluster.store).map_or_else(Vec::new, |_| istiod::warnings::warnings(cluster))
}

/// A finding at the line that a field comes from.
fn at(cluster: &Cluster, stored: &Stored, path: &FieldPath, problem: ClusterProblem) -> Finding {
    let (place, path) = cited(cluster, stored.cause_at(path), path);
    Finding::new(problem, place, path)
}

/// The written line behind a cause, and the field it is.
pub(crate) fn cited(cluster: &Cluster, cause: CauseId, path: &FieldPath) -> (Place, FieldPath) {
    let causes = cluster.ledger.closure(cause).into_iter().filter_map(|id| cluster.ledger.get(id));
    let mut places = causes.filter_map(|cause| match cause {
        Cause::Written { place, path: written, .. } => Some((place.clone(), written.clone())),
        Cause::Defaulted { place, path: filled, .. } | Cause::Allocated { place, path: filled, .. } => {
            Some((place.clone(), filled.clone()))
        }
        Cause::Derived { .. } | Cause::Builtin { .. } | Cause::Chance { .. } | Cause::Time { .. } => None,
    });
    places.next().unwrap_or_else(|| (Place::default(), path.clone()))
}

/// Services whose selector finds no pod, nor a template that would make one.
fn lonely_services(cluster: &Cluster) -> Vec<Finding> {
    let candidates = Labels::new(cluster);
    let services = cluster.store.all::<Service>().filter(|(_, service, _)| {
        !service.spec.selector.is_empty() && service.kind_of_service() != ServiceType::ExternalName
    });
    let lonely = services.filter_map(|(reference, service, stored)| {
        let selector = &service.spec.selector;
        let nearest = candidates.nearest(&reference.namespace, selector)?;
        let problem = ClusterProblem::NoPodMatches { selector: printed(selector), nearest };
        Some(at(cluster, stored, &FieldPath::parse("spec.selector"), problem))
    });
    lonely.collect()
}

/// `app=wp,tier=web`.
fn printed(labels: &BTreeMap<String, String>) -> String {
    labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

/// The labels of pods and of templates, by namespace.
struct Labels<'c> {
    sets: BTreeMap<&'c str, Vec<&'c BTreeMap<String, String>>>,
    holders: BTreeMap<(&'c str, &'c str, &'c str), Vec<usize>>,
}

impl<'c> Labels<'c> {
    fn new(cluster: &'c Cluster) -> Self {
        let store = &cluster.store;
        let deployments = store.all::<Deployment>().map(|(r, d, _)| (r, &d.spec.template.meta.labels));
        let owners = plans(store).into_iter().map(|plan| (plan.owner, &plan.template.meta.labels));
        let pods = store.all::<Pod>().map(|(r, p, _)| (r, &p.meta.labels));
        let mut labels = Self { sets: BTreeMap::new(), holders: BTreeMap::new() };
        for (reference, set) in deployments.chain(owners).chain(pods) {
            labels.add(&reference.namespace, set);
        }
        labels
    }

    fn add(&mut self, namespace: &'c str, set: &'c BTreeMap<String, String>) {
        let sets = self.sets.entry(namespace).or_default();
        for (key, value) in set {
            self.holders.entry((namespace, key, value)).or_default().push(sets.len());
        }
        sets.push(set);
    }

    /// `None` when the selector finds something; otherwise what comes nearest, if anything does: the labels under the
    /// selector's keys of whoever shares most of them.
    fn nearest(&self, namespace: &str, selector: &BTreeMap<String, String>) -> Option<Option<String>> {
        let sets = self.sets.get(namespace).map_or(&[][..], Vec::as_slice);
        let holders = selector.iter().map(|(key, value)| {
            self.holders.get(&(namespace, key.as_str(), value.as_str())).map_or(&[][..], Vec::as_slice)
        });
        let fewest = holders.min_by_key(|list| list.len()).unwrap_or_default();
        let has = |set: &BTreeMap<String, String>| selector.iter().all(|(key, value)| set.get(key) == Some(value));
        if fewest.iter().any(|place| has(sets[*place])) {
            return None;
        }
        let shared = |set: &BTreeMap<String, String>| {
            let keys = selector.iter().filter(|(key, _)| set.contains_key(*key)).count();
            let pairs = selector.iter().filter(|(key, value)| set.get(*key) == Some(*value)).count();
            (pairs, keys, std::cmp::Reverse(distance(selector, set)))
        };
        let nearest = sets.iter().filter(|set| shared(set).1 > 0).max_by_key(|set| shared(set))?;
        let own = nearest.iter().filter(|(key, _)| selector.contains_key(*key));
        Some(Some(printed(&own.map(|(key, value)| (key.clone(), value.clone())).collect())))
    }
}

/// How many letters the values differ in.
fn distance(selector: &BTreeMap<String, String>, set: &BTreeMap<String, String>) -> usize {
    let pairs = selector.iter().filter_map(|(key, value)| Some((value, set.get(key)?)));
    pairs.map(|(wanted, there)| crate::text::distance(wanted, there)).sum()
}

/// An Ingress whose class nobody has.
fn unattended(cluster: &Cluster, ingress: &Ingress, stored: &Stored) -> Option<Finding> {
    let classes: Vec<String> = cluster.store.all::<IngressClass>().map(|(r, ..)| r.name.clone()).collect();
    let old = ingress.meta.annotations.get(OLD_CLASS);
    let class = ingress.spec.ingress_class_name.as_ref();
    if class.map_or(old.is_some(), |class| classes.contains(class)) {
        return None;
    }
    let problem = ClusterProblem::IngressNoClass { class: class.cloned(), classes };
    Some(at(cluster, stored, &FieldPath::parse("spec.ingressClassName"), problem))
}

/// The backends of an Ingress that lead nowhere.
fn dead_ends(cluster: &Cluster, reference: &ObjectRef, ingress: &Ingress, stored: &Stored) -> Vec<Finding> {
    let rules = FieldPath::parse("spec.rules");
    let paths = ingress.spec.rules.iter().enumerate().flat_map(|(rule, it)| {
        let at = rules.index(rule).key("http").key("paths");
        let paths = it.http.iter().flat_map(|http| &http.paths).enumerate();
        paths.map(move |(path, it)| (at.index(path).key("backend"), &it.backend))
    });
    let default = ingress.spec.default_backend.iter().map(|it| (FieldPath::parse("spec.defaultBackend"), it));
    let backends: Vec<(FieldPath, &IngressBackend)> = default.chain(paths).collect();
    let dead = backends.into_iter().filter_map(|(path, backend)| {
        let service = backend.service.as_ref()?;
        let (field, problem) = dead_end(cluster, &reference.namespace, service)?;
        Some(at(cluster, stored, &path.key("service").key(field), problem))
    });
    dead.collect()
}

/// The field of a backend that leads nowhere, and why.
fn dead_end(cluster: &Cluster, namespace: &str, backend: &ServiceBackend) -> Option<(&'static str, ClusterProblem)> {
    let name = &backend.name;
    let Some((service, _)) = cluster.store.find::<Service>(namespace, name) else {
        let services = cluster.store.all::<Service>().filter(|(r, ..)| r.namespace == namespace);
        let similar = nearest(name, services.map(|(r, ..)| r.name.as_str())).map(str::to_owned);
        return Some(("name", ClusterProblem::IngressNoService { service: name.clone(), similar }));
    };
    let BackendPort { name: port, number } = &backend.port;
    let ports = &service.spec.ports;
    let by_name = port.as_ref().is_some_and(|port| ports.iter().any(|p| p.name.as_ref() == Some(port)));
    if by_name || number.is_some_and(|number| ports.iter().any(|p| p.port == number)) {
        return None;
    }
    let asked = port.clone().or_else(|| number.map(|number| number.to_string())).unwrap_or_default();
    let has = ports.iter().map(|p| match &p.name {
        Some(name) => format!("{} ({name})", p.port),
        None => p.port.to_string(),
    });
    Some(("port", ClusterProblem::IngressNoPort { service: name.clone(), port: asked, ports: has.collect() }))
}

/// CronJobs: nothing comes of them while no time passes.
fn waiting(cluster: &Cluster) -> Vec<Finding> {
    let jobs = cluster.store.iter().filter(|(reference, _)| reference.kind == "CronJob");
    let schedule = FieldPath::parse("spec.schedule");
    jobs.map(|(_, stored)| at(cluster, stored, &schedule, ClusterProblem::CronJobWaits)).collect()
}

/// A set that asks for more pods than are made.
fn cut_short(cluster: &Cluster, plan: &Plan<'_>) -> Option<Finding> {
    let replicas = u32::try_from(plan.asked).unwrap_or(u32::MAX);
    let problem = ClusterProblem::PodsCut { replicas, limit: MAX_PODS };
    (plan.pods < plan.asked).then(|| at(cluster, plan.stored, &FieldPath::parse(plan.field), problem))
}

/// A pod that no node can take.
fn unschedulable(cluster: &Cluster, reference: &ObjectRef, pod: &Pod, stored: &Stored) -> Option<Finding> {
    let refusal = pod.status.conditions.iter().find(|c| c.condition_type == "PodScheduled" && c.status == "False")?;
    let reason = refusal.message.clone().unwrap_or_default();
    let problem = ClusterProblem::PodUnschedulable { pod: reference.name.clone(), reason };
    Some(at(cluster, stored, &to_blame(pod, refusal.message.as_deref().unwrap_or_default()), problem))
}

/// The field of a pod to look at when no node can take it.
fn to_blame(pod: &Pod, refusal: &str) -> FieldPath {
    let spec = FieldPath::parse("spec");
    let resources = |index| spec.key("containers").index(index).key("resources");
    let mut containers = pod.spec.containers.iter();
    let asking = containers.position(|container| !container.resources.requests.is_empty()).map(resources);
    let selector = (!pod.spec.node_selector.is_empty()).then(|| spec.key("nodeSelector"));
    let affinity = pod.spec.affinity.is_some().then(|| spec.key("affinity"));
    let says = |words: &str| refusal.contains(words);
    let candidates = [
        selector.filter(|_| says("node affinity/selector")),
        affinity.filter(|_| says("affinity")),
        asking.filter(|_| says("Insufficient")),
    ];
    candidates.into_iter().flatten().next().unwrap_or(spec)
}

/// What the containers of a pod ask for and cannot have.
fn unconfigured(cluster: &Cluster, reference: &ObjectRef, stored: &Stored) -> Vec<Finding> {
    let states = cluster.containers.get(reference).map_or(&[][..], Vec::as_slice);
    let missing = states.iter().flat_map(|state| &state.missing).map(|missing| {
        let (kind, name, key) = (missing.kind.into(), missing.name.clone(), missing.key.clone());
        at(cluster, stored, &missing.path, ClusterProblem::ConfigKeyMissing { kind, name, key })
    });
    missing.collect()
}
