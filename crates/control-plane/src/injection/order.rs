//! What a pod gets when it is created, decided: whether a sidecar at all, why, and out of which image.

use super::webhook::{Label, asked};
use super::{Config, Fact};
use malla_manifest::{Container, DaemonSet, Deployment, Job, Meta, Object, Pod, PodSpec, ReplicaSet, StatefulSet};
use malla_trace::{CauseId, FieldPath};
use std::collections::BTreeMap;

/// The image of a sidecar whose istiod is gone: the pod goes on running with what it has.
const IMAGE: &str = "registry.istio.io/release/proxyv2:1.30.0";

/// The program in istiod's image.
const PILOT: &str = "pilot";

/// istiod as the API server finds it: what it makes sidecars of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Injector {
    /// The image of init container and sidecar.
    pub image: String,
    /// istiod's own image: hub and tag are the same.
    pub why: CauseId,
}

/// A sidecar that is to be put into a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What asked for it.
    pub fact: Fact,
    /// The label, and whoever serves it.
    pub from: Vec<CauseId>,
    /// The image.
    pub image: String,
}

/// What is known of a pod's namespace.
pub struct Surroundings<'a> {
    /// Its name.
    pub namespace: &'a str,
    /// Its labels.
    pub labels: &'a BTreeMap<String, String>,
    /// Where they come from.
    pub cause_of: &'a dyn Fn(&FieldPath) -> CauseId,
}

impl Injector {
    /// istiod, if that object runs it: whatever has the image `pilot` and is not scaled down to nothing.
    #[must_use]
    pub fn of(object: &Object, cause_of: &dyn Fn(&FieldPath) -> CauseId) -> Option<Self> {
        let (_, spec, at, _) = pods_of(object).filter(|(.., replicas)| *replicas != Some(0))?;
        let index = spec.containers.iter().position(|container| program(container) == PILOT)?;
        let image = spec.containers.get(index)?.image.as_deref()?;
        let why = cause_of(&FieldPath::parse(at).key("containers").index(index).key("image"));
        Some(Self { image: beside(image), why })
    }

    /// Whether a new pod gets a sidecar.
    #[must_use]
    pub fn order(
        &self,
        around: &Surroundings<'_>,
        pod: &Pod,
        cause_of: &dyn Fn(&FieldPath) -> CauseId,
    ) -> Option<Order> {
        let (fact, label) = asked(around.labels, &pod.meta.labels)?;
        if Config::default().refusal(around.namespace, pod).is_some() {
            return None;
        }
        let labels = FieldPath::parse("metadata.labels");
        let line = match label {
            Label::Namespace(key) => (around.cause_of)(&labels.key(key)),
            Label::Pod(key) => cause_of(&labels.key(key)),
        };
        Some(Order { fact, from: vec![line, self.why], image: self.image.clone() })
    }
}

impl Order {
    /// The sidecar of a pod that runs already, whatever the labels say by now.
    #[must_use]
    pub fn kept(injector: Option<&Injector>) -> Self {
        let image = injector.map_or_else(|| IMAGE.into(), |injector| injector.image.clone());
        Self { fact: Fact::AtCreation, from: injector.map(|injector| injector.why).into_iter().collect(), image }
    }
}

/// Whether somebody wrote istiod there, scaled down or not.
#[must_use]
pub fn is_istiod(object: &Object) -> bool {
    pods_of(object).is_some_and(|(_, spec, _, _)| spec.containers.iter().any(|container| program(container) == PILOT))
}

/// Whether a label of the object asks for sidecars: a namespace's, or that of pods.
#[must_use]
pub fn wants_sidecars(object: &Object) -> bool {
    let nothing = BTreeMap::new();
    match object {
        Object::Namespace(namespace) => asked(&namespace.meta.labels, &nothing).is_some(),
        _ => pods_of(object).is_some_and(|(meta, ..)| asked(&nothing, &meta.labels).is_some()),
    }
}

/// The pods an object makes or is: their metadata, what is wanted of them, where that stands, how many.
fn pods_of(object: &Object) -> Option<(&Meta, &PodSpec, &'static str, Option<u32>)> {
    let (template, replicas) = match object {
        Object::Deployment(Deployment { spec, .. }) => (&spec.template, spec.replicas),
        Object::ReplicaSet(ReplicaSet { spec, .. }) => (&spec.template, spec.replicas),
        Object::StatefulSet(StatefulSet { spec, .. }) => (&spec.template, spec.replicas),
        Object::DaemonSet(DaemonSet { spec, .. }) => (&spec.template, None),
        Object::Job(Job { spec, .. }) => (&spec.template, None),
        Object::Pod(pod) => return Some((&pod.meta, &pod.spec, "spec", None)),
        _ => return None,
    };
    Some((&template.meta, &template.spec, "spec.template.spec", replicas))
}

/// The last word of an image's name: `pilot` of `registry.istio.io/release/pilot:1.30.0`.
#[must_use]
pub fn program(container: &Container) -> &str {
    let image = container.image.as_deref().unwrap_or_default();
    let name = image.rsplit('/').next().unwrap_or_default();
    name.split([':', '@']).next().unwrap_or_default()
}

/// An image with the type of the installation or, before it, of the pod's annotation, at the end of its tag
/// (`updateImageTypeIfPresent`): one that is there already is replaced, and `default` is none.
#[must_use]
pub fn of_type(image: &str, kind: &str) -> String {
    if kind.is_empty() {
        return image.into();
    }
    let known = ["-distroless", "-debug"];
    let plain = known.iter().find_map(|suffix| image.strip_suffix(suffix)).unwrap_or(image);
    if kind == "default" { plain.into() } else { format!("{plain}-{kind}") }
}

/// The proxy's image of the same hub and tag (`ProxyImage`).
fn beside(pilot: &str) -> String {
    let (hub, name) = pilot.rsplit_once('/').map_or(("", pilot), |(hub, name)| (hub, name));
    let tag = name.strip_prefix("pilot").unwrap_or_default();
    if hub.is_empty() { format!("proxyv2{tag}") } else { format!("{hub}/proxyv2{tag}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_comes_from_where_istiod_comes_from() {
        assert_eq!(beside("registry.istio.io/release/pilot:1.30.0"), "registry.istio.io/release/proxyv2:1.30.0");
        assert_eq!(beside("localhost:5000/pilot"), "localhost:5000/proxyv2");
        assert_eq!(beside("pilot"), "proxyv2");
    }
}
