//! What is there without anybody writing it, as manifests all the same, so that every cause has a line to cite: the
//! machines of a cluster that nobody described, and the DNS add-on.

use malla_manifest::{Manifest, Object, SourceFile, parse};
use std::sync::LazyLock;

static WORLD: LazyLock<Vec<Manifest>> =
    LazyLock::new(|| read("builtin:world.yaml", include_str!("../builtin/world.yaml")));

static COREDNS: LazyLock<Vec<Manifest>> =
    LazyLock::new(|| read("builtin:coredns.yaml", include_str!("../builtin/coredns.yaml")));

fn read(name: &str, text: &str) -> Vec<Manifest> {
    parse(&[SourceFile { name: name.into(), text: text.into() }]).manifests
}

/// The texts that stand behind causes of the file names `builtin:...`.
#[must_use]
pub fn sources() -> [(&'static str, &'static str); 2] {
    [
        ("builtin:world.yaml", include_str!("../builtin/world.yaml")),
        ("builtin:coredns.yaml", include_str!("../builtin/coredns.yaml")),
    ]
}

/// The manifests with what they leave out: a World where there is none, the DNS add-on where nobody wrote the Service
/// `kube-system/kube-dns`. What is added comes first: it was there before anybody applied anything, and an object of
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
    added.into_iter().chain(manifests).collect()
}

fn is_dns(manifest: &Manifest) -> bool {
    let reference = &manifest.reference;
    reference.kind == "Service" && reference.namespace == "kube-system" && reference.name == "kube-dns"
}
