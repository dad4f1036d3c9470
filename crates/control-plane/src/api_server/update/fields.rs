//! Kinds of which single fields may not change.

use super::{Change, Forbidden, at, first_difference, text};
use malla_manifest::{Rule, Value};
use malla_trace::FieldPath;

/// A field that may not change once the object is there: kind, field, what is said.
const FIXED: &[(&str, &str, Rule)] = &[
    ("Deployment", "spec.selector", Rule::UpdateImmutable),
    ("ReplicaSet", "spec.selector", Rule::UpdateImmutable),
    ("DaemonSet", "spec.selector", Rule::UpdateImmutable),
    ("Job", "spec.selector", Rule::UpdateImmutable),
    ("Job", "spec.template", Rule::UpdateImmutable),
    ("Job", "spec.completionMode", Rule::UpdateImmutable),
    ("EndpointSlice", "addressType", Rule::UpdateImmutable),
    ("IngressClass", "spec.controller", Rule::UpdateImmutable),
    ("Secret", "type", Rule::UpdateImmutable),
    ("StorageClass", "volumeBindingMode", Rule::UpdateImmutable),
    ("RoleBinding", "roleRef", Rule::UpdateRoleRef),
    ("ClusterRoleBinding", "roleRef", Rule::UpdateRoleRef),
];

/// What a StorageClass keeps (`ValidateStorageClassUpdate`).
const STORAGE: [&str; 3] = ["parameters", "provisioner", "reclaimPolicy"];

/// What a claim may have otherwise (`ValidatePersistentVolumeClaimUpdate`).
const CLAIM_MAY: [&str; 2] = ["resources", "volumeAttributesClassName"];

/// What a volume may have otherwise; everything else in its spec says where it lies.
const VOLUME_MAY: [&str; 8] = [
    "capacity",
    "accessModes",
    "claimRef",
    "persistentVolumeReclaimPolicy",
    "storageClassName",
    "mountOptions",
    "nodeAffinity",
    "volumeAttributesClassName",
];

pub(super) fn check(change: Change<'_>) -> Vec<Forbidden> {
    let fixed = FIXED.iter().filter(|(kind, ..)| *kind == change.kind);
    let changed = fixed.filter(|(_, path, _)| at(change.old, path) != at(change.new, path));
    let mut found: Vec<Forbidden> =
        changed.map(|(_, path, rule)| Forbidden::invalid(path, at(change.new, path), *rule)).collect();
    match change.kind {
        "ConfigMap" => found.extend(immutable(change, &["data", "binaryData"])),
        "Secret" => found.extend(immutable(change, &["data", "stringData"])),
        "StorageClass" => found.extend(storage(change)),
        "PersistentVolumeClaim" => found.extend(spec_but(change, &CLAIM_MAY, "spec", Rule::UpdateClaim)),
        "PersistentVolume" => {
            found.extend(spec_but(change, &VOLUME_MAY, "spec.persistentvolumesource", Rule::UpdateVolumeSource));
        }
        "Job" => found.extend(completions(change)),
        _ => {}
    }
    found
}

/// `ValidateConfigMapUpdate`, `ValidateSecretUpdate`: once immutable, for ever immutable.
fn immutable(change: Change<'_>, data: &[&str]) -> Vec<Forbidden> {
    let is_set = |value: &Value| *at(value, "immutable") == Value::Bool(true);
    if !is_set(change.old) {
        return Vec::new();
    }
    let rule = Rule::UpdateImmutableData;
    let reopened = (!is_set(change.new)).then(|| {
        let path = FieldPath::parse("immutable");
        Forbidden::outright("immutable", path, rule, String::new())
    });
    let changed = data.iter().filter_map(|key| {
        let place = first_difference(at(change.old, key), at(change.new, key), &FieldPath::parse(key))?;
        // The API server writes `stringData` into `data`.
        Some(Forbidden::outright(if *key == "stringData" { "data" } else { key }, place, rule, String::new()))
    });
    reopened.into_iter().chain(changed).collect()
}

fn storage(change: Change<'_>) -> impl Iterator<Item = Forbidden> {
    let changed = STORAGE.into_iter().filter(move |key| at(change.old, key) != at(change.new, key));
    changed.map(|key| Forbidden::outright(key, FieldPath::parse(key), Rule::UpdateStorageClass, key.into()))
}

/// A spec of which only these fields may change.
pub(super) fn spec_but(change: Change<'_>, may: &[&str], path: &str, rule: Rule) -> Option<Forbidden> {
    let kept = |value: &Value| match at(value, "spec") {
        Value::Map(fields) => {
            Value::Map(fields.iter().filter(|(key, _)| !may.contains(&key.as_str())).cloned().collect())
        }
        other => other.clone(),
    };
    let place = first_difference(&kept(change.old), &kept(change.new), &FieldPath::parse("spec"))?;
    let detail = place.to_string();
    Some(Forbidden::outright(path, place, rule, detail))
}

/// `validateCompletions`: only an indexed Job may change how often it is to succeed.
fn completions(change: Change<'_>) -> Option<Forbidden> {
    let path = "spec.completions";
    let indexed = text(at(change.new, "spec.completionMode")) == Some("Indexed");
    let same = at(change.old, path) == at(change.new, path);
    (!indexed && !same).then(|| Forbidden::invalid(path, at(change.new, path), Rule::UpdateImmutable))
}
