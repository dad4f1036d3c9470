//! What a cluster remembers as a value, so that whoever runs one command after the other can keep it in between. What
//! the API server took is not in it: that is the manifests themselves.

use super::{Allocations, Memory, Occupant, Seat, Tenancy};
use malla_manifest::Value;
use malla_trace::ObjectRef;
use std::net::IpAddr;

impl Memory {
    /// The memory as a value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let seats = self.seats.iter().map(|(seat, tenancy)| seat_value(seat, tenancy));
        let services = self.services.iter().map(|(service, given)| service_value(service, given));
        let addresses = |all: &mut dyn Iterator<Item = &IpAddr>| {
            Value::List(all.map(|address| Value::String(address.to_string())).collect())
        };
        map([
            ("seats", Value::List(seats.collect())),
            ("deleted", Value::List(self.deleted.iter().map(name_value).collect())),
            ("services", Value::List(services.collect())),
            ("given", addresses(&mut self.addresses.given())),
            ("spent", addresses(&mut self.addresses.spent())),
        ])
    }

    /// The memory of a value; what cannot be read in it is forgotten.
    #[must_use]
    pub fn from_value(value: &Value) -> Self {
        let mut memory = Self {
            seats: items(value, "seats").iter().filter_map(seat_of).collect(),
            deleted: items(value, "deleted").iter().filter_map(name_of).collect(),
            services: items(value, "services").iter().filter_map(service_of).collect(),
            ..Self::default()
        };
        addresses(value, "given").for_each(|address| memory.addresses.give(address));
        addresses(value, "spent").for_each(|address| memory.addresses.spend(address));
        memory
    }
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter().filter(|(_, value)| *value != Value::Null);
    Value::Map(entries.map(|(key, value)| (key.to_owned(), value)).collect())
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn name_value(object: &ObjectRef) -> Value {
    Value::List(vec![text(&object.kind), text(&object.namespace), text(&object.name)])
}

fn seat_value(seat: &Seat, tenancy: &Tenancy) -> Value {
    let ordinal = i64::try_from(seat.ordinal).unwrap_or(i64::MAX);
    map([
        ("owner", name_value(&seat.owner)),
        ("template", text(&seat.template)),
        ("ordinal", Value::Int(ordinal)),
        ("incarnation", Value::Int(tenancy.incarnation.into())),
        ("occupant", tenancy.occupant.as_ref().map_or(Value::Null, occupant_value)),
    ])
}

fn occupant_value(occupant: &Occupant) -> Value {
    map([
        ("name", text(&occupant.name)),
        ("node", occupant.node.as_deref().map_or(Value::Null, text)),
        ("address", occupant.address.map_or(Value::Null, |address| Value::String(address.to_string()))),
        ("injected", Value::Bool(occupant.injected)),
    ])
}

fn service_value(service: &ObjectRef, given: &Allocations) -> Value {
    let ports = given
        .node_ports
        .iter()
        .map(|((name, protocol), port)| Value::List(vec![text(name), text(protocol), Value::Int(i64::from(*port))]));
    map([
        ("name", name_value(service)),
        ("clusterIP", given.cluster_ip.map_or(Value::Null, |address| Value::String(address.to_string()))),
        ("headless", if given.headless { Value::Bool(true) } else { Value::Null }),
        ("balancer", given.balancer.map_or(Value::Null, |address| Value::String(address.to_string()))),
        ("nodePorts", Value::List(ports.collect())),
    ])
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    if let Some(Value::List(items)) = value.get(key) { items } else { &[] }
}

fn words(value: &Value) -> Vec<&str> {
    let Value::List(items) = value else { return Vec::new() };
    items.iter().filter_map(as_text).collect()
}

fn as_text(value: &Value) -> Option<&str> {
    if let Value::String(text) = value { Some(text) } else { None }
}

fn number<T: TryFrom<i64>>(value: Option<&Value>) -> Option<T> {
    if let Some(Value::Int(number)) = value { T::try_from(*number).ok() } else { None }
}

fn address(value: Option<&Value>) -> Option<IpAddr> {
    as_text(value?)?.parse().ok()
}

fn addresses<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = IpAddr> + 'v {
    items(value, key).iter().filter_map(|value| address(Some(value)))
}

fn name_of(value: &Value) -> Option<ObjectRef> {
    let [kind, namespace, name] = words(value).try_into().ok()?;
    Some(ObjectRef { kind: kind.into(), namespace: namespace.into(), name: name.into() })
}

fn seat_of(value: &Value) -> Option<(Seat, Tenancy)> {
    let seat = Seat {
        owner: name_of(value.get("owner")?)?,
        template: as_text(value.get("template")?)?.into(),
        ordinal: number(value.get("ordinal"))?,
    };
    let occupant = value.get("occupant").and_then(occupant_of);
    Some((seat, Tenancy { incarnation: number(value.get("incarnation"))?, occupant }))
}

fn occupant_of(value: &Value) -> Option<Occupant> {
    Some(Occupant {
        name: as_text(value.get("name")?)?.into(),
        node: value.get("node").and_then(as_text).map(str::to_owned),
        address: address(value.get("address")),
        injected: value.get("injected") == Some(&Value::Bool(true)),
    })
}

fn service_of(value: &Value) -> Option<(ObjectRef, Allocations)> {
    let port = |value: &Value| {
        let Value::List(parts) = value else { return None };
        let key = (as_text(parts.first()?)?.to_owned(), as_text(parts.get(1)?)?.to_owned());
        Some((key, number(parts.get(2))?))
    };
    let node_ports = items(value, "nodePorts").iter().filter_map(port).collect();
    let given = Allocations {
        cluster_ip: address(value.get("clusterIP")),
        headless: value.get("headless") == Some(&Value::Bool(true)),
        balancer: address(value.get("balancer")),
        node_ports,
    };
    Some((name_of(value.get("name")?)?, given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converge;
    use malla_manifest::{SourceFile, parse, read_value, to_yaml};

    fn memory() -> Memory {
        let text = include_str!("../../tests/cluster/zoo.yaml");
        let parsed = parse(&[SourceFile { name: "zoo.yaml".into(), text: text.into() }]);
        let mut memory = converge(&parsed.manifests, &Memory::default(), 1).memory;
        memory.accepted.clear();
        memory
    }

    #[test]
    fn what_is_saved_is_what_comes_back() {
        let memory = memory();
        assert!(!memory.seats.is_empty() && !memory.services.is_empty());
        let back = read_value(&to_yaml(&memory.to_value())).map(|value| Memory::from_value(&value));
        assert_eq!(back, Ok(memory));
    }

    #[test]
    fn what_cannot_be_read_is_forgotten() {
        let broken =
            read_value("seats: [1, {owner: [Pod]}]\nservices: x\ngiven: [nobody, 10.0.0.1]").unwrap_or_default();
        let memory = Memory::from_value(&broken);
        assert_eq!(memory.addresses.given().count(), 1);
        assert!(memory.seats.is_empty() && memory.services.is_empty());
    }
}
