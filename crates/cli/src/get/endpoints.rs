//! `Endpoints`, the older way to say what `EndpointSlice` says (`pkg/controller/endpoint`). Nothing here reads them;
//! kubectl shows them, and warns.

use super::Question;
use crate::input::Other;
use malla_core::Snapshot;
use malla_manifest::{Endpoint, EndpointSlice, Object, Value};
use std::collections::BTreeMap;

/// The label that ties a slice to its Service.
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// A Service's name and its slices.
type Slices<'a> = BTreeMap<(&'a str, &'a str), Vec<&'a EndpointSlice>>;

/// What the API server answers with.
pub(super) fn warn(questions: &[Question<'_>]) {
    if questions.iter().any(|question| question.resource.kind == "Endpoints") {
        eprintln!("Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    }
}

/// The Endpoints of every Service that has slices, unless somebody wrote them.
pub(crate) fn all(snapshot: &Snapshot) -> Vec<Other> {
    let mut slices: Slices<'_> = BTreeMap::new();
    for (reference, object) in snapshot.objects() {
        let Object::EndpointSlice(slice) = object else { continue };
        let Some(service) = slice.meta.labels.get(SERVICE_NAME) else { continue };
        slices.entry((&reference.namespace, service)).or_default().push(slice);
    }
    let made = slices.into_iter().filter_map(|((namespace, name), slices)| {
        let value = value(namespace, name, &slices);
        let object = Object::from_value(&value)?;
        Some(Other { reference: object.reference(), object, value })
    });
    let is_written = |other: &Other| snapshot.objects().any(|(reference, _)| *reference == other.reference);
    made.filter(|other| !is_written(other)).collect()
}

fn value(namespace: &str, name: &str, slices: &[&EndpointSlice]) -> Value {
    let metadata = map([("name", Value::from(name)), ("namespace", Value::from(namespace))]);
    let subsets: Vec<Value> =
        slices.iter().filter(|slice| !slice.endpoints.is_empty()).map(|slice| subset(slice)).collect();
    map([
        ("apiVersion", "v1".into()),
        ("kind", "Endpoints".into()),
        ("metadata", metadata),
        ("subsets", if subsets.is_empty() { Value::Null } else { Value::List(subsets) }),
    ])
}

fn subset(slice: &EndpointSlice) -> Value {
    let (ready, others): (Vec<&Endpoint>, Vec<&Endpoint>) =
        slice.endpoints.iter().partition(|endpoint| endpoint.conditions.ready != Some(false));
    let list = |endpoints: Vec<&Endpoint>| {
        let addresses: Vec<Value> = endpoints.into_iter().filter_map(address).collect();
        if addresses.is_empty() { Value::Null } else { Value::List(addresses) }
    };
    let port = |port: &malla_manifest::EndpointPort| {
        let name = port.name.as_deref().filter(|name| !name.is_empty()).map_or(Value::Null, Value::from);
        let number = port.port.map_or(Value::Null, |port| Value::Int(port.into()));
        map([("name", name), ("port", number), ("protocol", port.protocol.unwrap_or_default().as_str().into())])
    };
    let ports = slice.ports.iter().map(port).collect();
    map([("addresses", list(ready)), ("notReadyAddresses", list(others)), ("ports", Value::List(ports))])
}

fn address(endpoint: &Endpoint) -> Option<Value> {
    let ip = Value::from(endpoint.addresses.first()?.as_str());
    let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::from);
    let target = endpoint.target_ref.as_ref().map_or(Value::Null, |target| {
        let fields = [("kind", &target.kind), ("name", &target.name), ("namespace", &target.namespace)];
        map(fields.map(|(key, word)| (key, Value::from(word.as_str()))))
    });
    Some(map([
        ("hostname", text(&endpoint.hostname)),
        ("ip", ip),
        ("nodeName", text(&endpoint.node_name)),
        ("targetRef", target),
    ]))
}

/// A mapping of what there is.
fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let there = entries.into_iter().filter(|(_, value)| *value != Value::Null);
    Value::Map(there.map(|(key, value)| (key.to_owned(), value)).collect())
}
