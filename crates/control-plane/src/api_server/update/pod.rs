//! `ValidatePodUpdate` (`pkg/apis/core/validation/validation.go`): a pod that exists is nearly what it will ever be.

use super::{Change, Forbidden, at, first_difference, items};
use malla_manifest::{Rule, Value};
use malla_trace::FieldPath;

/// Fields of the spec that have rules of their own.
const MAY: [&str; 3] = ["activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations"];

/// The lists whose items may get another image.
const LISTS: [&str; 2] = ["containers", "initContainers"];

pub(super) fn check(change: Change<'_>) -> Vec<Forbidden> {
    let (old, new) = (at(change.old, "spec"), at(change.new, "spec"));
    let moved = LISTS.into_iter().find(|list| items(at(old, list)).len() != items(at(new, list)).len());
    if let Some(list) = moved {
        let path = format!("spec.{list}");
        return vec![Forbidden::outright(&path, FieldPath::parse(&path), Rule::UpdatePodContainers, String::new())];
    }
    let rest = first_difference(&fixed(old), &fixed(new), &FieldPath::parse("spec"));
    let rest = rest.map(|place| {
        let detail = place.to_string();
        Forbidden::outright("spec", place, Rule::UpdatePod, detail)
    });
    tolerations(old, new).into_iter().chain(rest).collect()
}

/// The spec without what may change.
fn fixed(spec: &Value) -> Value {
    let Value::Map(fields) = spec else { return spec.clone() };
    let fields = fields.iter().filter(|(key, _)| !MAY.contains(&key.as_str())).map(|(key, value)| {
        let value = if LISTS.contains(&key.as_str()) { without_images(value) } else { value.clone() };
        (key.clone(), value)
    });
    Value::Map(fields.collect())
}

fn without_images(containers: &Value) -> Value {
    Value::List(items(containers).iter().map(|container| without(container, "image")).collect())
}

fn without(value: &Value, gone: &str) -> Value {
    let Value::Map(fields) = value else { return value.clone() };
    Value::Map(fields.iter().filter(|(key, _)| key != gone).cloned().collect())
}

/// `validateOnlyAddedTolerations`: those that are there stay, but for how long they hold.
fn tolerations(old: &Value, new: &Value) -> Option<Forbidden> {
    let bare = |value: &Value| without(value, "tolerationSeconds");
    let (was, is) = (items(at(old, "tolerations")), items(at(new, "tolerations")));
    let stays = |toleration: &Value| is.iter().any(|other| bare(other) == bare(toleration));
    let path = FieldPath::parse("spec.tolerations");
    (!was.iter().all(stays))
        .then(|| Forbidden::outright("spec.tolerations", path, Rule::UpdateToleration, String::new()))
}
