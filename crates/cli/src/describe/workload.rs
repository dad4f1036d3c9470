//! What makes pods (`describeDeployment`, `describeReplicaSet` and their like).

use super::{container, events, page::Page, pod};
use crate::get::{Item, Stage, selector_text};
use crate::value::{at, items, number, shown, text};
use malla_manifest::Value;

pub(super) fn deployment(page: &mut Page, item: &Item<'_>, stage: &Stage<'_>) {
    let value = &item.value;
    head(page, value);
    page.field("Selector", selector_text(value, "spec.selector"));
    let (all, ready) = counts(item, stage);
    let wanted = number(value, "spec.replicas").unwrap_or(1);
    page.field(
        "Replicas",
        format!("{wanted} desired | {all} updated | {all} total | {ready} available | {} unavailable", all - ready),
    );
    let strategy = text(value, "spec.strategy.type").unwrap_or("RollingUpdate");
    page.field("StrategyType", strategy);
    page.field("MinReadySeconds", number(value, "spec.minReadySeconds").unwrap_or(0).to_string());
    if strategy == "RollingUpdate" {
        let part = |key: &str| shown(at(value, &format!("spec.strategy.rollingUpdate.{key}")));
        let (unavailable, surge) = (part("maxUnavailable"), part("maxSurge"));
        page.field("RollingUpdateStrategy", format!("{unavailable} max unavailable, {surge} max surge"));
    }
    template(page, value);
    deployment_conditions(page, ready, wanted);
    let events = events::of_deployment(item, stage);
    page.field("OldReplicaSets", "<none>");
    let new = events.first().map(|event| event.message.split(' ').nth(4).unwrap_or_default().to_owned());
    let new = new.map(|name| format!("{name} ({all}/{wanted} replicas created)"));
    page.field("NewReplicaSet", new.unwrap_or_else(|| "<none>".into()));
    events::tell(page, item, &events);
}

fn deployment_conditions(page: &mut Page, ready: usize, wanted: i64) {
    let up = i64::try_from(ready).unwrap_or(i64::MAX) >= wanted;
    page.line("Conditions:");
    page.line("  Type\tStatus\tReason");
    page.line("  ----\t------\t------");
    if up {
        page.line("  Available \tTrue\tMinimumReplicasAvailable");
        page.line("  Progressing \tTrue\tNewReplicaSetAvailable");
    } else {
        page.line("  Available \tFalse\tMinimumReplicasUnavailable");
        page.line("  Progressing \tTrue\tReplicaSetUpdated");
    }
}

pub(super) fn replica_set(page: &mut Page, item: &Item<'_>, stage: &Stage<'_>) {
    let value = &item.value;
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    page.field("Selector", selector_text(value, "spec.selector"));
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    let owner = items(value, "metadata.ownerReferences").first();
    let owner = owner.map(|owner| format!("{}/{}", shown(at(owner, "kind")), shown(at(owner, "name"))));
    page.field_if("Controlled By", owner.as_deref());
    let (all, _) = counts(item, stage);
    page.field("Replicas", format!("{all} current / {} desired", number(value, "spec.replicas").unwrap_or(1)));
    pods_status(page, item, stage);
    template(page, value);
    events::tell(page, item, &events::of_owner(item, stage, "replicaset-controller"));
}

/// StatefulSet and DaemonSet.
pub(super) fn other(page: &mut Page, item: &Item<'_>, stage: &Stage<'_>) {
    let value = &item.value;
    let is_daemon = item.reference.kind == "DaemonSet";
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    if !is_daemon {
        page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    }
    page.field("Selector", selector_text(value, "spec.selector"));
    if is_daemon {
        page.labels("Node-Selector", value, "spec.template.spec.nodeSelector");
    }
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    let (all, ready) = counts(item, stage);
    if is_daemon {
        page.field("Desired Number of Nodes Scheduled", all.to_string());
        page.field("Current Number of Nodes Scheduled", all.to_string());
        page.field("Number of Nodes Scheduled with Available Pods", ready.to_string());
    } else {
        page.field("Replicas", format!("{} desired | {all} total", number(value, "spec.replicas").unwrap_or(1)));
        page.field("Update Strategy", text(value, "spec.updateStrategy.type").unwrap_or("RollingUpdate"));
    }
    pods_status(page, item, stage);
    template(page, value);
    let from = if is_daemon { "daemonset-controller" } else { "statefulset-controller" };
    events::tell(page, item, &events::of_owner(item, stage, from));
}

fn head(page: &mut Page, value: &Value) {
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
}

/// All pods, and those that are ready.
fn counts(item: &Item<'_>, stage: &Stage<'_>) -> (usize, usize) {
    let pods = stage.pods_of(item.reference);
    (pods.len(), pods.iter().filter(|pod| pod.status.is_ready()).count())
}

fn pods_status(page: &mut Page, item: &Item<'_>, stage: &Stage<'_>) {
    let pods = stage.pods_of(item.reference);
    let of = |phase: &str| pods.iter().filter(|pod| pod.status.phase.as_deref().unwrap_or("Pending") == phase).count();
    let (running, waiting) = (of("Running"), of("Pending"));
    page.field("Pods Status", format!("{running} Running / {waiting} Waiting / 0 Succeeded / 0 Failed"));
}

/// `DescribePodTemplate`.
fn template(page: &mut Page, value: &Value) {
    let template = at(value, "spec.template");
    page.line("Pod Template:");
    page.labels("  Labels", template, "metadata.labels");
    page.field_if("  Service Account", text(template, "spec.serviceAccountName"));
    container::tell(page, "Init Containers", items(template, "spec.initContainers"), None, "  ");
    container::tell(page, "Containers", items(template, "spec.containers"), None, "  ");
    pod::volumes(page, items(template, "spec.volumes"), "  ");
    page.labels("  Node-Selectors", template, "spec.nodeSelector");
    page.list("  Tolerations", &items(template, "spec.tolerations").iter().map(pod::toleration).collect::<Vec<_>>());
}
