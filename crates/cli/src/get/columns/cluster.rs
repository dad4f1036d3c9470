//! Namespaces, nodes, settings and rights.

use super::{Column, NONE, age, column, field, items, or_none, wide};
use crate::get::{Item, document::keys};
use crate::value::{entries, text};
use malla_manifest::{Object, Value};

/// The release whose API this is.
const VERSION: &str = "v1.34.0";

const UNKNOWN: &str = "<unknown>";

pub(super) fn of(kind: &str) -> Option<Vec<Column>> {
    let columns = match kind {
        "Namespace" => vec![column("STATUS", |_, _| "Active".into()), age()],
        "ConfigMap" => vec![column("DATA", |item, _| keys(&item.value, &["data", "binaryData"]).to_string()), age()],
        "Secret" => vec![
            column("TYPE", |item, _| text(&item.value, "type").unwrap_or("Opaque").into()),
            column("DATA", |item, _| keys(&item.value, &["data", "stringData"]).to_string()),
            age(),
        ],
        "ServiceAccount" => {
            vec![column("SECRETS", |item, _| items(&item.value, "secrets").len().to_string()), age()]
        }
        "Node" => node(),
        "Role" | "ClusterRole" | "CustomResourceDefinition" => vec![column("CREATED AT", |item, _| created(item))],
        "RoleBinding" | "ClusterRoleBinding" => binding(),
        _ => return None,
    };
    Some(columns)
}

fn node() -> Vec<Column> {
    vec![
        column("STATUS", |item, _| status(item)),
        column("ROLES", |item, _| roles(item)),
        age(),
        column("VERSION", |_, _| VERSION.into()),
        wide("INTERNAL-IP", |item, _| address(item)),
        wide("EXTERNAL-IP", |_, _| NONE.into()),
        wide("OS-IMAGE", |_, _| UNKNOWN.into()),
        wide("KERNEL-VERSION", |_, _| UNKNOWN.into()),
        wide("CONTAINER-RUNTIME", |_, _| UNKNOWN.into()),
    ]
}

fn status(item: &Item<'_>) -> String {
    let Object::Node(node) = item.object else { return String::new() };
    let ready = node.status.conditions.iter().any(|c| c.condition_type == "Ready" && c.status == "True");
    let cordoned = if node.spec.unschedulable == Some(true) { ",SchedulingDisabled" } else { "" };
    format!("{}{cordoned}", if ready { "Ready" } else { "NotReady" })
}

pub(crate) fn roles(item: &Item<'_>) -> String {
    let role = "node-role.kubernetes.io/";
    let roles: Vec<&str> = item.object.meta().labels.keys().filter_map(|label| label.strip_prefix(role)).collect();
    or_none(roles.join(","))
}

fn address(item: &Item<'_>) -> String {
    let Object::Node(node) = item.object else { return NONE.into() };
    let address = node.status.addresses.iter().find(|a| a.address_type == "InternalIP");
    address.map_or_else(|| NONE.into(), |address| address.address.clone())
}

/// The clock of the cluster begins with Unix time.
fn created(item: &Item<'_>) -> String {
    text(&item.value, "metadata.creationTimestamp").unwrap_or(UNKNOWN).into()
}

fn binding() -> Vec<Column> {
    vec![
        column("ROLE", |item, _| {
            format!("{}/{}", field(&item.value, "roleRef.kind"), field(&item.value, "roleRef.name"))
        }),
        age(),
        wide("USERS", |item, _| subjects(&item.value, "User")),
        wide("GROUPS", |item, _| subjects(&item.value, "Group")),
        wide("SERVICEACCOUNTS", |item, _| subjects(&item.value, "ServiceAccount")),
    ]
}

fn subjects(value: &Value, kind: &str) -> String {
    let of = items(value, "subjects").iter().filter(|subject| text(subject, "kind") == Some(kind));
    let name = |subject: &Value| {
        let name = text(subject, "name").unwrap_or_default();
        text(subject, "namespace").map_or_else(|| name.to_owned(), |namespace| format!("{namespace}/{name}"))
    };
    of.map(name).collect::<Vec<_>>().join(", ")
}

/// Whether an annotation says `true`.
pub(super) fn is_default(item: &Item<'_>, annotation: &str) -> bool {
    let notes = entries(&item.value, "metadata.annotations").iter();
    notes.clone().any(|(key, value)| key == annotation && *value == Value::from("true"))
}
