//! Events that follow from what was modelled: nobody pulls images here, so nobody says that they were pulled.

use super::page::Page;
use crate::age::human;
use crate::get::{Item, Stage};
use malla_manifest::{Object, Pod};

/// Something that happened to an object.
pub(super) struct Event {
    pub(super) kind: &'static str,
    pub(super) reason: &'static str,
    pub(super) from: &'static str,
    pub(super) message: String,
}

impl Event {
    fn normal(reason: &'static str, from: &'static str, message: String) -> Self {
        Self { kind: "Normal", reason, from, message }
    }
}

/// `DescribeEvents`.
pub(super) fn tell(page: &mut Page, item: &Item<'_>, events: &[Event]) {
    if events.is_empty() {
        page.field("Events", "<none>");
        return;
    }
    page.line("Events:");
    page.line("  Type\tReason\tAge\tFrom\tMessage");
    page.line("  ----\t------\t----\t----\t-------");
    for Event { kind, reason, from, message } in events {
        page.line(format!("  {kind}\t{reason}\t{}\t{from}\t{message}", human(item.age)));
    }
}

/// What the scheduler said.
pub(super) fn of_pod(item: &Item<'_>, pod: &Pod) -> Vec<Event> {
    let scheduler = "default-scheduler";
    let (namespace, name) = (&item.reference.namespace, &item.reference.name);
    let condition = pod.status.conditions.iter().find(|condition| condition.condition_type == "PodScheduled");
    match (&pod.spec.node_name, condition) {
        (Some(node), _) => {
            let message = format!("Successfully assigned {namespace}/{name} to {node}");
            vec![Event::normal("Scheduled", scheduler, message)]
        }
        (None, Some(condition)) if condition.status == "False" => {
            let message = condition.message.clone().unwrap_or_default();
            vec![Event { kind: "Warning", reason: "FailedScheduling", from: scheduler, message }]
        }
        (None, _) => vec![],
    }
}

/// The ReplicaSet that the Deployment made.
pub(super) fn of_deployment(item: &Item<'_>, stage: &Stage<'_>) -> Vec<Event> {
    let sets = stage.all.iter().filter(|(reference, object)| {
        let owners = &object.meta().owner_references;
        reference.kind == "ReplicaSet"
            && reference.namespace == item.reference.namespace
            && owners.iter().any(|owner| owner.kind == "Deployment" && owner.name == item.reference.name)
    });
    let said = sets.filter_map(|(reference, object)| {
        let Object::ReplicaSet(set) = object else { return None };
        let replicas = set.spec.replicas.unwrap_or(1);
        let message = format!("Scaled up replica set {} from 0 to {replicas}", reference.name);
        (replicas > 0).then(|| Event::normal("ScalingReplicaSet", "deployment-controller", message))
    });
    said.collect()
}

/// The pods that a controller made.
pub(super) fn of_owner(item: &Item<'_>, stage: &Stage<'_>, from: &'static str) -> Vec<Event> {
    let pods = stage.pods_of(item.reference);
    pods.iter().map(|pod| Event::normal("SuccessfulCreate", from, format!("Created pod: {}", pod.meta.name))).collect()
}
