//! What kubectl shows of each kind: the server's own printers (`pkg/printers/internalversion/printers.go`), and the
//! `additionalPrinterColumns` of the kinds that come from CustomResourceDefinitions.

mod cluster;
mod custom;
mod network;
mod pods;
mod storage;
mod workloads;

use super::{Item, Stage};
use crate::age::human;
use crate::kinds::Resource;
use crate::value::{entries, items, number, shown, text};
use malla_manifest::Value;
use std::collections::BTreeMap;

pub(crate) use cluster::roles;
pub(super) use storage::name;

const NONE: &str = "<none>";

/// What a cell says.
type Cell = fn(&Item<'_>, &Stage<'_>) -> String;

/// A column behind NAME.
pub(super) struct Column {
    pub(super) head: &'static str,
    /// Whether only `-o wide` shows it.
    pub(super) wide: bool,
    pub(super) cell: Cell,
}

/// A column that is always there.
const fn column(head: &'static str, cell: Cell) -> Column {
    Column { head, wide: false, cell }
}

/// A column of `-o wide`.
const fn wide(head: &'static str, cell: Cell) -> Column {
    Column { head, wide: true, cell }
}

/// The column that nearly every kind has.
const fn age() -> Column {
    column("AGE", |item, _| human(item.age))
}

/// The columns of a kind behind NAME.
pub(super) fn of(resource: &Resource) -> Vec<Column> {
    let known = pods::of(resource.kind)
        .or_else(|| workloads::of(resource.kind))
        .or_else(|| network::of(resource))
        .or_else(|| cluster::of(resource.kind))
        .or_else(|| storage::of(resource.kind))
        .or_else(|| custom::of(resource));
    known.unwrap_or_else(|| vec![age()])
}

/// `app=web,tier=db`.
pub(super) fn labels(labels: &BTreeMap<String, String>) -> String {
    or_none(labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(","))
}

fn or_none(text: String) -> String {
    if text.is_empty() { NONE.into() } else { text }
}

/// The field at a path, or `<none>`.
fn field(value: &Value, path: &str) -> String {
    or_none(shown(crate::value::at(value, path)))
}

/// `app=web` of a mapping.
fn pairs(value: &Value, path: &str) -> String {
    or_none(
        entries(value, path).iter().map(|(key, value)| format!("{key}={}", shown(value))).collect::<Vec<_>>().join(","),
    )
}

/// A label selector (`metav1.FormatLabelSelector`).
pub(crate) fn selector(value: &Value, path: &str) -> String {
    let equal = entries(value, &format!("{path}.matchLabels")).iter();
    let mut all: Vec<String> = equal.map(|(key, value)| format!("{key}={}", shown(value))).collect();
    let expressions = items(value, &format!("{path}.matchExpressions"));
    all.extend(expressions.iter().map(|expression| {
        let key = text(expression, "key").unwrap_or_default();
        let values = items(expression, "values").iter().map(shown).collect::<Vec<_>>().join(",");
        match text(expression, "operator") {
            Some("Exists") => key.to_owned(),
            Some("DoesNotExist") => format!("!{key}"),
            Some("NotIn") => format!("{key} notin ({values})"),
            Some(_) | None => format!("{key} in ({values})"),
        }
    }));
    or_none(all.join(","))
}

/// The texts of a list, or of one field of its items.
fn joined(value: &Value, list: &str, key: &str) -> String {
    let word = |item: &Value| if key.is_empty() { shown(item) } else { shown(crate::value::at(item, key)) };
    items(value, list).iter().map(word).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(",")
}

/// CONTAINERS, IMAGES and SELECTOR of what has a pod template.
fn template() -> [Column; 3] {
    [
        wide("CONTAINERS", |item, _| joined(&item.value, &format!("{}.containers", pod_spec(item)), "name")),
        wide("IMAGES", |item, _| joined(&item.value, &format!("{}.containers", pod_spec(item)), "image")),
        wide("SELECTOR", |item, _| selector(&item.value, "spec.selector")),
    ]
}

/// Where the pod's spec stands.
fn pod_spec(item: &Item<'_>) -> &'static str {
    if item.reference.kind == "CronJob" { "spec.jobTemplate.spec.template.spec" } else { "spec.template.spec" }
}

/// The number at a path, or another.
fn or(value: &Value, path: &str, otherwise: i64) -> i64 {
    number(value, path).unwrap_or(otherwise)
}
