//! `ValidateServiceUpdate` (`pkg/apis/core/validation/validation.go`): addresses are given once.

use super::{Change, Forbidden, at, items, text};
use crate::memory::Allocations;
use malla_manifest::{Rule, Value};
use malla_trace::FieldPath;

pub(super) fn check(change: Change<'_>, allocated: Option<&Allocations>) -> Vec<Forbidden> {
    let given = cluster_ips(change, allocated).into_iter().chain(families(change));
    given.chain(class(change)).chain(health_check(change, allocated)).collect()
}

fn kind(value: &Value) -> &str {
    text(at(value, "spec.type")).unwrap_or("ClusterIP")
}

/// The addresses written, the first one in either of its two fields.
fn written_ips(value: &Value) -> Vec<Value> {
    let list = items(at(value, "spec.clusterIPs"));
    let first = text(at(value, "spec.clusterIP")).filter(|address| !address.is_empty());
    if list.is_empty() { first.map(Value::from).into_iter().collect() } else { list.to_vec() }
}

fn is_headless(value: &Value) -> bool {
    written_ips(value).first().and_then(text) == Some("None")
}

/// `validateUpgradeDowngradeClusterIPs`: what is there stays. Who writes none keeps what there is (`patchAllocatedValues`).
fn cluster_ips(change: Change<'_>, allocated: Option<&Allocations>) -> Vec<Forbidden> {
    let given = allocated.and_then(|allocated| allocated.cluster_ip).map(|address| address.to_string());
    let mut old = written_ips(change.old);
    if old.is_empty() {
        old.extend(given.map(|address| Value::from(address.as_str())));
    }
    let mut found = once_set(change, "spec.clusterIPs", (&old, &written_ips(change.new)));
    if items(at(change.new, "spec.clusterIPs")).is_empty() {
        found.iter_mut().for_each(|forbidden| forbidden.at = FieldPath::parse("spec.clusterIP"));
    }
    found
}

/// `validateUpgradeDowngradeIPFamilies`.
fn families(change: Change<'_>) -> Vec<Forbidden> {
    let [old, new] = [change.old, change.new].map(|value| items(at(value, "spec.ipFamilies")));
    once_set(change, "spec.ipFamilies", (old, new))
}

/// A list that may grow and shrink behind its first item, which stays; of lists of one length, all items stay. It means
/// nothing where one of the two is another name for something, or both have no address.
fn once_set(change: Change<'_>, list: &str, (old, new): (&[Value], &[Value])) -> Vec<Forbidden> {
    let both = [change.old, change.new];
    if both.into_iter().any(|value| kind(value) == "ExternalName") || both.into_iter().all(is_headless) {
        return Vec::new();
    }
    let kept = if old.len() == new.len() { old.len() } else { old.len().min(new.len()).min(1) };
    let changed = (0..kept).filter(|index| old[*index] != new[*index]);
    let all = Value::List(new.to_vec());
    changed.map(|index| Forbidden::invalid(&format!("{list}[{index}]"), &all, Rule::UpdateOnceSet)).collect()
}

/// `validateLoadBalancerClassField`: not while the Service is a LoadBalancer.
fn class(change: Change<'_>) -> Option<Forbidden> {
    let path = "spec.loadBalancerClass";
    let both = [change.old, change.new].into_iter().all(|value| kind(value) == "LoadBalancer");
    let new = at(change.new, path);
    (both && at(change.old, path) != new).then(|| Forbidden::invalid(path, new, Rule::UpdateOnceSet))
}

/// `ValidateServiceExternalTrafficFieldsUpdate`: the port of the health check stays while it is needed.
fn health_check(change: Change<'_>, allocated: Option<&Allocations>) -> Option<Forbidden> {
    let path = "spec.healthCheckNodePort";
    let Value::Int(new) = at(change.new, path) else { return None };
    let old = allocated?.health_check_port()?;
    let local = |value| text(at(value, "spec.externalTrafficPolicy")) == Some("Local");
    let both = [change.old, change.new].into_iter().all(|value| kind(value) == "LoadBalancer" && local(value));
    (both && i64::from(old) != *new).then(|| Forbidden::invalid(path, &Value::Int(*new), Rule::UpdateImmutable))
}
