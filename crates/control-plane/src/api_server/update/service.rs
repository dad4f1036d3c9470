//! `ValidateServiceUpdate` (`pkg/apis/core/validation/validation.go`): addresses are given once.

use super::{Change, Forbidden, at, items, text};
use crate::memory::Allocations;
use malla_manifest::{Rule, Value};
use malla_trace::FieldPath;

pub(super) fn check(change: Change<'_>, allocated: Option<&Allocations>) -> Vec<Forbidden> {
    [cluster_ip(change, allocated), family(change), class(change), health_check(change, allocated)]
        .into_iter()
        .flatten()
        .collect()
}

fn kind(value: &Value) -> &str {
    text(at(value, "spec.type")).unwrap_or("ClusterIP")
}

fn written_ip(value: &Value) -> Option<&str> {
    text(at(value, "spec.clusterIP")).or_else(|| text(items(at(value, "spec.clusterIPs")).first()?))
}

/// `validateUpgradeDowngradeClusterIPs`: what is there stays, unless one of the two is another name for something.
/// Who writes none keeps what there is (`patchAllocatedValues`).
fn cluster_ip(change: Change<'_>, allocated: Option<&Allocations>) -> Option<Forbidden> {
    if [change.old, change.new].into_iter().any(|value| kind(value) == "ExternalName") {
        return None;
    }
    let given = allocated.and_then(|allocated| allocated.cluster_ip).map(|address| address.to_string());
    let old = written_ip(change.old).map(str::to_owned).or(given)?;
    let new = written_ip(change.new).filter(|new| **new != old)?;
    let list = Value::List(vec![Value::from(new)]);
    let found = Forbidden::invalid("spec.clusterIPs[0]", &list, Rule::UpdateOnceSet);
    Some(Forbidden { at: FieldPath::parse("spec.clusterIP"), ..found })
}

/// `validateUpgradeDowngradeIPFamilies`: the first family stays.
fn family(change: Change<'_>) -> Option<Forbidden> {
    let first = |value| items(at(value, "spec.ipFamilies")).first();
    let (old, new) = (first(change.old)?, first(change.new)?);
    let path = "spec.ipFamilies[0]";
    let list = at(change.new, "spec.ipFamilies");
    (old != new).then(|| Forbidden::invalid(path, list, Rule::UpdateOnceSet))
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
