//! Volumes and claims, and names that say more than the name.

use super::{Column, age, cluster, column, field, items, wide};
use crate::get::Item;
use crate::value::{is_true, shown, text};
use malla_manifest::Value;

const DEFAULT_CLASS: &str = "storageclass.kubernetes.io/is-default-class";

/// The name, with `(default)` behind that of the default StorageClass.
pub(in crate::get) fn name(item: &Item<'_>) -> String {
    let is_default = item.reference.kind == "StorageClass" && cluster::is_default(item, DEFAULT_CLASS);
    format!("{}{}", item.reference.name, if is_default { " (default)" } else { "" })
}

pub(super) fn of(kind: &str) -> Option<Vec<Column>> {
    let columns = match kind {
        "PersistentVolume" => vec![
            column("CAPACITY", |item, _| field(&item.value, "spec.capacity.storage")),
            column("ACCESS MODES", |item, _| modes(&item.value)),
            column("RECLAIM POLICY", |item, _| or(&item.value, "spec.persistentVolumeReclaimPolicy", "Retain")),
            column("STATUS", |_, _| "Available".into()),
            column("CLAIM", |_, _| String::new()),
            column("STORAGECLASS", |item, _| or(&item.value, "spec.storageClassName", "")),
            column("VOLUMEATTRIBUTESCLASS", |_, _| "<unset>".into()),
            column("REASON", |_, _| String::new()),
            age(),
            wide("VOLUMEMODE", |item, _| or(&item.value, "spec.volumeMode", "Filesystem")),
        ],
        "PersistentVolumeClaim" => vec![
            column("STATUS", |_, _| "Pending".into()),
            column("VOLUME", |item, _| or(&item.value, "spec.volumeName", "")),
            column("CAPACITY", |_, _| String::new()),
            column("ACCESS MODES", |_, _| String::new()),
            column("STORAGECLASS", |item, _| or(&item.value, "spec.storageClassName", "")),
            column("VOLUMEATTRIBUTESCLASS", |_, _| "<unset>".into()),
            age(),
            wide("VOLUMEMODE", |item, _| or(&item.value, "spec.volumeMode", "Filesystem")),
        ],
        "StorageClass" => vec![
            column("PROVISIONER", |item, _| field(&item.value, "provisioner")),
            column("RECLAIMPOLICY", |item, _| or(&item.value, "reclaimPolicy", "Delete")),
            column("VOLUMEBINDINGMODE", |item, _| or(&item.value, "volumeBindingMode", "Immediate")),
            column("ALLOWVOLUMEEXPANSION", |item, _| is_true(&item.value, "allowVolumeExpansion").to_string()),
            age(),
        ],
        _ => return None,
    };
    Some(columns)
}

fn or(value: &Value, path: &str, otherwise: &str) -> String {
    text(value, path).unwrap_or(otherwise).into()
}

/// `RWO,ROX` (`GetAccessModesAsString`).
fn modes(value: &Value) -> String {
    let short = |mode: &Value| match shown(mode).as_str() {
        "ReadWriteOnce" => "RWO".to_owned(),
        "ReadOnlyMany" => "ROX".into(),
        "ReadWriteMany" => "RWX".into(),
        "ReadWriteOncePod" => "RWOP".into(),
        other => other.into(),
    };
    items(value, "spec.accessModes").iter().map(short).collect::<Vec<_>>().join(",")
}
