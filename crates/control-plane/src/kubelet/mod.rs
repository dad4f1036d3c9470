//! The kubelet: starts the containers of the pods on its node and says how they are (`pkg/kubelet`).

mod environment;
mod expansion;

pub use environment::{Environment, Missing, Variable, resolve};

use crate::controllers::{Fact, Reason, View, Write};
use crate::store::Stored;
use malla_manifest::{Condition, Container, Pod, PodStatus};
use malla_trace::{CauseId, FieldPath, ObjectRef};

/// The component's name in causes.
const SELF: &str = "kubelet";

/// Says of every pod that has a node and an address how it is: running and ready, or waiting for a piece of its
/// configuration that is missing.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    view.store.all::<Pod>().filter_map(|(reference, pod, stored)| sync(view, reference, pod, stored)).collect()
}

fn sync(view: &View<'_>, reference: &ObjectRef, pod: &Pod, stored: &Stored) -> Option<Write> {
    pod.status.pod_ip?;
    let node = pod.spec.node_name.as_deref()?;
    let (machine, why) = view.world.nodes().find(|(machine, _)| machine.name == node)?;
    let blocked = blocked(view, reference, pod, stored);
    let ended = blocked.is_empty() && ends(pod);
    let names: Vec<&str> = blocked.iter().map(|(name, _)| name.as_str()).collect();
    let phase = if ended {
        "Succeeded"
    } else if blocked.is_empty() {
        "Running"
    } else {
        "Pending"
    };
    let synced = PodStatus {
        host_ip: Some(machine.address),
        phase: Some(phase.into()),
        conditions: if ended { completed() } else { conditions(&names) },
        pod_ip: pod.status.pod_ip,
    };
    if synced == pod.status {
        return None;
    }
    let status = |from: Vec<CauseId>| Reason::derived(SELF, from);
    let reasons: Vec<CauseId> = blocked.into_iter().map(|(_, cause)| cause).collect();
    let because = if reasons.is_empty() { vec![stored.cause("")] } else { reasons };
    let condition = if ended { Fact::Completed.on(because) } else { status(because) };
    let write = Write::status(reference, synced);
    let write = write.because(FieldPath::parse("status"), status(vec![stored.cause("")]));
    let write = write.because(FieldPath::parse("status.hostIP"), Reason::Known(why));
    Some(write.because(FieldPath::parse("status.conditions"), condition))
}

/// Whether the pod's programs end by themselves: those of a Job do, at once and well, unless a container says that it
/// listens. Other pods' programs go on for ever.
fn ends(pod: &Pod) -> bool {
    let of_job = pod.meta.owner_references.iter().any(|owner| owner.kind == "Job");
    of_job && pod.spec.containers.iter().all(|container| container.ports.is_empty())
}

/// The containers that cannot be made (`CreateContainerConfigError`), and the line that asks for what is missing.
fn blocked(view: &View<'_>, reference: &ObjectRef, pod: &Pod, stored: &Stored) -> Vec<(String, CauseId)> {
    let containers = pod.spec.containers.iter().enumerate();
    let asking = containers.filter(|(_, container)| asks(container));
    let blocked = asking.filter_map(|(index, container)| {
        let environment = resolve(view.store, reference, pod, stored, index);
        let missing = environment.missing.first()?;
        Some((container.name.clone(), stored.cause_at(&missing.path)))
    });
    blocked.collect()
}

/// Whether a container asks for anything that could be missing.
fn asks(container: &Container) -> bool {
    !container.env_from.is_empty() || container.env.iter().any(|variable| variable.value_from.is_some())
}

/// `GeneratePodReadyCondition` and its siblings in `pkg/kubelet/status/generate.go`.
fn conditions(unready: &[&str]) -> Vec<Condition> {
    let names = unready.join(" ");
    let ready = |kind: &str| Condition {
        condition_type: kind.into(),
        status: if unready.is_empty() { "True" } else { "False" }.into(),
        reason: (!unready.is_empty()).then(|| "ContainersNotReady".into()),
        message: (!unready.is_empty()).then(|| format!("containers with unready status: [{names}]")),
    };
    let met =
        |kind: &str| Condition { condition_type: kind.into(), status: "True".into(), reason: None, message: None };
    vec![met("PodScheduled"), met("Initialized"), ready("ContainersReady"), ready("Ready")]
}

/// The same of a pod whose containers have ended well.
fn completed() -> Vec<Condition> {
    let condition = |kind: &str, status: &str| Condition {
        condition_type: kind.into(),
        status: status.into(),
        reason: (kind != "PodScheduled").then(|| "PodCompleted".into()),
        message: None,
    };
    let [scheduled, initialized] = ["PodScheduled", "Initialized"].map(|kind| condition(kind, "True"));
    let [containers, pod] = ["ContainersReady", "Ready"].map(|kind| condition(kind, "False"));
    vec![scheduled, initialized, containers, pod]
}
