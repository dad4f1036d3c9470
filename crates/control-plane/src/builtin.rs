//! What is there without anybody writing it, as manifests all the same, so that every cause has a line to cite: the
//! machines of a cluster that nobody described, the DNS add-on, and Istio where it is wanted.

use crate::injection::{self, wants_sidecars};
use malla_manifest::{Manifest, MeshKind, Object, SourceFile, parse};
use std::sync::LazyLock;

static WORLD: LazyLock<Vec<Manifest>> =
    LazyLock::new(|| read("builtin:world.yaml", include_str!("../builtin/world.yaml")));

static COREDNS: LazyLock<Vec<Manifest>> =
    LazyLock::new(|| read("builtin:coredns.yaml", include_str!("../builtin/coredns.yaml")));

static ISTIO: LazyLock<Vec<Manifest>> =
    LazyLock::new(|| read("builtin:istio.yaml", include_str!("../builtin/istio.yaml")));

fn read(name: &str, text: &str) -> Vec<Manifest> {
    parse(&[SourceFile { name: name.into(), text: text.into() }]).manifests
}

/// The texts that stand behind causes of the file names `builtin:...`.
#[must_use]
pub fn sources() -> [(&'static str, &'static str); 3] {
    [
        ("builtin:world.yaml", include_str!("../builtin/world.yaml")),
        ("builtin:coredns.yaml", include_str!("../builtin/coredns.yaml")),
        ("builtin:istio.yaml", include_str!("../builtin/istio.yaml")),
    ]
}

/// The manifests with what they leave out: a World where there is none, the DNS add-on where nobody wrote the Service
/// `kube-system/kube-dns`, Istio where it is wanted and nobody wrote an istiod. What is added comes first: it was there before anybody applied anything, and an object of
/// the same name that somebody wrote wins.
#[must_use]
pub fn completed(manifests: &[Manifest]) -> Vec<&Manifest> {
    let has = |wanted: &dyn Fn(&Manifest) -> bool| manifests.iter().any(wanted);
    let mut added: Vec<&Manifest> = Vec::new();
    if !has(&|manifest| matches!(manifest.object, Object::World(_))) {
        added.extend(WORLD.iter());
    }
    if !has(&is_dns) {
        added.extend(COREDNS.iter().filter(|own| !has(&|manifest| manifest.reference == own.reference)));
    }
    if wants_istio(manifests) {
        added.extend(ISTIO.iter().filter(|own| !has(&|manifest| manifest.reference == own.reference)));
    }
    added.into_iter().chain(manifests).collect()
}

/// Whether Istio is to be there: as the World says, else when something asks for it. An istiod that somebody wrote is
/// Istio enough.
fn wants_istio(manifests: &[Manifest]) -> bool {
    if manifests.iter().any(|manifest| injection::is_istiod(&manifest.object)) {
        return false;
    }
    let worlds = manifests.iter().rev().filter_map(|manifest| match &manifest.object {
        Object::World(world) => Some(world.spec.mesh),
        _ => None,
    });
    match worlds.into_iter().next().flatten() {
        Some(MeshKind::Istio) => true,
        Some(MeshKind::None) => false,
        None => manifests.iter().any(|manifest| is_istios(&manifest.object) || wants_sidecars(&manifest.object)),
    }
}

/// Whether an object is of one of Istio's own groups.
#[must_use]
pub fn is_istios(object: &Object) -> bool {
    match object {
        Object::IstioGateway(_)
        | Object::VirtualService(_)
        | Object::DestinationRule(_)
        | Object::ServiceEntry(_)
        | Object::Sidecar(_)
        | Object::PeerAuthentication(_) => true,
        Object::Other(other) => other.api_version.split('/').next().is_some_and(|group| group.ends_with(".istio.io")),
        Object::ConfigMap(_)
        | Object::DaemonSet(_)
        | Object::Deployment(_)
        | Object::EndpointSlice(_)
        | Object::Ingress(_)
        | Object::IngressClass(_)
        | Object::Job(_)
        | Object::Namespace(_)
        | Object::Node(_)
        | Object::PersistentVolumeClaim(_)
        | Object::Pod(_)
        | Object::ReplicaSet(_)
        | Object::Secret(_)
        | Object::Service(_)
        | Object::ServiceAccount(_)
        | Object::StatefulSet(_)
        | Object::World(_) => false,
    }
}

fn is_dns(manifest: &Manifest) -> bool {
    let reference = &manifest.reference;
    reference.kind == "Service" && reference.namespace == "kube-system" && reference.name == "kube-dns"
}
