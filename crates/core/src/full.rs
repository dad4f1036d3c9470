//! An object as the API server would return it: the fields we model laid over those that were only written.

use malla_control_plane::api_server::update::overlay;
use malla_control_plane::{Cluster, Stored};
use malla_manifest::Value;
use malla_trace::ObjectRef;

/// The object whole; `None` when it is not there.
pub(crate) fn object(cluster: &Cluster, reference: &ObjectRef) -> Option<Value> {
    let stored = cluster.store.get(reference)?;
    let written = cluster.memory.accepted(reference).map(|manifest| without_status(manifest.source.value()));
    let under = written.or_else(|| template(cluster, reference, stored)).unwrap_or_default();
    Some(in_order(overlay(under, stored.object.to_value())))
}

/// The API server drops what a client writes of the status.
fn without_status(value: Value) -> Value {
    let Value::Map(fields) = value else { return value };
    Value::Map(fields.into_iter().filter(|(key, _)| key != "status").collect())
}

/// What the owner's template says: of a pod all of it, of a ReplicaSet the template itself.
fn template(cluster: &Cluster, reference: &ObjectRef, stored: &Stored) -> Option<Value> {
    let owner = stored.object.meta().owner_references.first()?;
    let (kind, namespace, name) = (owner.kind.clone(), reference.namespace.clone(), owner.name.clone());
    let owner = object(cluster, &ObjectRef { kind, namespace, name })?;
    let template = owner.get("spec")?.get("template")?.clone();
    match reference.kind.as_str() {
        "Pod" => Some(template),
        "ReplicaSet" => Some(wrapped("spec", wrapped("template", template))),
        _ => None,
    }
}

fn wrapped(key: &str, value: Value) -> Value {
    Value::Map(vec![(key.to_owned(), value)])
}

/// `apiVersion`, `kind` and `metadata` first, the status last.
fn in_order(value: Value) -> Value {
    let Value::Map(mut fields) = value else { return value };
    let place = |key: &str| match key {
        "apiVersion" => 0,
        "kind" => 1,
        "metadata" => 2,
        "status" => 4,
        _ => 3,
    };
    fields.sort_by_key(|(key, _)| place(key));
    Value::Map(fields)
}
