//! `ValidatePersistentVolume`, `ValidatePersistentVolumeClaim` (`pkg/apis/core/validation/validation.go`) and
//! `ValidateStorageClass` (`pkg/apis/storage/validation`).

use super::{Rules, Spot, meta, names};
use crate::objects::Quantity;
use crate::problem::{Rule, ShapeProblem};

/// Fields of a PersistentVolume that are no place where it could lie.
const NO_SOURCES: [&str; 9] = [
    "accessModes",
    "capacity",
    "claimRef",
    "mountOptions",
    "nodeAffinity",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "volumeAttributesClassName",
    "volumeMode",
];

/// Checks a PersistentVolume.
pub(crate) fn volume(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Cluster, names::subdomain, rules);
    let spec = object.key("spec");
    modes(&spec.key("accessModes"), Rule::VolumeModes, rules);
    capacity(&spec.key("capacity"), rules);
    rules.text(&spec.key("storageClassName"), names::subdomain);
    let sources: Vec<Spot<'_>> =
        spec.entries().into_iter().filter(|(key, _)| !NO_SOURCES.contains(key)).map(|(_, source)| source).collect();
    one_source(&sources, rules);
    if sources.is_empty() && spec.exists() {
        rules.required(&spec, Rule::VolumeSourceNone);
    }
    if spec.key("local").exists() && !spec.key("nodeAffinity").exists() {
        rules.required(&spec.key("nodeAffinity"), Rule::VolumeLocalAffinity);
    }
    for source in &sources {
        path(&source.key("path"), rules);
    }
}

fn capacity(capacity: &Spot<'_>, rules: &mut Rules) {
    let entries = capacity.entries();
    if entries.is_empty() {
        rules.required(capacity, Rule::VolumeCapacity);
    } else if entries.len() > 1 || entries[0].0 != "storage" {
        let allowed = vec!["storage".to_owned()];
        rules.problem(capacity, ShapeProblem::Unsupported { value: capacity.print(), allowed, similar: None });
    }
    for (_, amount) in &entries {
        positive(amount, rules);
    }
}

/// All but the first of several.
pub(crate) fn one_source(sources: &[Spot<'_>], rules: &mut Rules) {
    for other in sources.iter().skip(1) {
        rules.forbidden(other, Rule::VolumeSourceMany);
    }
}

/// `validatePathNoBacksteps`.
pub(crate) fn path(path: &Spot<'_>, rules: &mut Rules) {
    if path.word().split('/').any(|part| part == "..") {
        rules.invalid(path, Rule::VolumeBackSteps);
    }
}

/// Checks a PersistentVolumeClaim.
pub(crate) fn claim(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    claim_spec(&object.key("spec"), rules);
}

/// `ValidatePersistentVolumeClaimSpec`, also of the templates of a StatefulSet.
pub(crate) fn claim_spec(spec: &Spot<'_>, rules: &mut Rules) {
    modes(&spec.key("accessModes"), Rule::ClaimModes, rules);
    meta::selector(&spec.key("selector"), rules);
    rules.text(&spec.key("storageClassName"), names::subdomain);
    let asked = spec.keys(&["resources", "requests", "storage"]);
    if asked.exists() {
        positive(&asked, rules);
    } else {
        // The API server blames `spec.resources[storage]`, a field that cannot be written.
        rules.required(&spec.keys(&["resources", "storage"]), Rule::ClaimSize);
    }
}

fn modes(modes: &Spot<'_>, missing: Rule, rules: &mut Rules) {
    let items = modes.items();
    if items.is_empty() {
        rules.required(modes, missing);
    }
    if items.len() > 1 && items.iter().any(|mode| mode.word() == "ReadWriteOncePod") {
        rules.forbidden(modes, Rule::OncePodAlone);
    }
}

fn positive(amount: &Spot<'_>, rules: &mut Rules) {
    let milli = Quantity(amount.print().trim_matches('"').into()).milli();
    if milli.is_some_and(|milli| milli <= 0) {
        rules.invalid(amount, Rule::StorageSize);
    }
}

/// Checks a StorageClass.
pub(crate) fn class(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Cluster, names::subdomain, rules);
    let provisioner = object.key("provisioner");
    let lower = provisioner.word().to_lowercase();
    if provisioner.exists() && lower.is_empty() {
        rules.problem(&provisioner, ShapeProblem::Required);
    } else if !lower.is_empty() && !names::is_qualified(&lower) {
        rules.invalid(&provisioner, Rule::QualifiedName);
    }
}
