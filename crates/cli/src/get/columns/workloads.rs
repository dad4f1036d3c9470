//! What makes pods.

use super::{Column, NONE, age, column, field, or, pairs, template};
use crate::get::{Item, Stage};
use crate::value::{at, is_true, items, number, shown, text};
use malla_manifest::{Pod, Value};

pub(super) fn of(kind: &str) -> Option<Vec<Column>> {
    let plain = match kind {
        "Deployment" => vec![
            column("READY", |item, stage| format!("{}/{}", ready(item, stage), wanted(item))),
            column("UP-TO-DATE", |item, stage| all(item, stage).to_string()),
            column("AVAILABLE", |item, stage| ready(item, stage).to_string()),
            age(),
        ],
        "ReplicaSet" => vec![
            column("DESIRED", |item, _| wanted(item).to_string()),
            column("CURRENT", |item, stage| all(item, stage).to_string()),
            column("READY", |item, stage| ready(item, stage).to_string()),
            age(),
        ],
        "StatefulSet" => {
            vec![column("READY", |item, stage| format!("{}/{}", ready(item, stage), wanted(item))), age()]
        }
        "DaemonSet" => daemon_set(),
        "Job" => vec![
            column("STATUS", |item, stage| if is_complete(item, stage) { "Complete" } else { "Running" }.into()),
            column("COMPLETIONS", |item, stage| format!("{}/{}", ended(item, stage), completions(item))),
            column(
                "DURATION",
                |item, stage| {
                    if is_complete(item, stage) { "0s".into() } else { crate::age::human(item.age) }
                },
            ),
            age(),
        ],
        "CronJob" => vec![
            column("SCHEDULE", |item, _| field(&item.value, "spec.schedule")),
            column("TIMEZONE", |item, _| field(&item.value, "spec.timeZone")),
            column("SUSPEND", |item, _| if is_true(&item.value, "spec.suspend") { "True" } else { "False" }.into()),
            column("ACTIVE", |_, _| "0".into()),
            column("LAST SCHEDULE", |_, _| NONE.into()),
            age(),
        ],
        "HorizontalPodAutoscaler" => return Some(autoscaler()),
        "PodDisruptionBudget" => return Some(budget()),
        _ => return None,
    };
    let skipped = usize::from(kind == "StatefulSet");
    let more = template();
    let kept = more.len() - skipped;
    Some(plain.into_iter().chain(more.into_iter().take(kept)).collect())
}

fn completions(item: &Item<'_>) -> i64 {
    or(&item.value, "spec.completions", 1)
}

/// The pods whose programs ended well.
fn ended(item: &Item<'_>, stage: &Stage<'_>) -> usize {
    stage.pods_of(item.reference).iter().filter(|pod| pod.status.phase.as_deref() == Some("Succeeded")).count()
}

fn is_complete(item: &Item<'_>, stage: &Stage<'_>) -> bool {
    i64::try_from(ended(item, stage)).unwrap_or(i64::MAX) >= completions(item)
}

fn daemon_set() -> Vec<Column> {
    vec![
        column("DESIRED", |item, stage| all(item, stage).to_string()),
        column("CURRENT", |item, stage| all(item, stage).to_string()),
        column("READY", |item, stage| ready(item, stage).to_string()),
        column("UP-TO-DATE", |item, stage| all(item, stage).to_string()),
        column("AVAILABLE", |item, stage| ready(item, stage).to_string()),
        column("NODE SELECTOR", |item, _| pairs(&item.value, "spec.template.spec.nodeSelector")),
        age(),
    ]
}

fn autoscaler() -> Vec<Column> {
    vec![
        column("REFERENCE", |item, _| {
            format!(
                "{}/{}",
                field(&item.value, "spec.scaleTargetRef.kind"),
                field(&item.value, "spec.scaleTargetRef.name")
            )
        }),
        column("TARGETS", |item, _| targets(&item.value)),
        column("MINPODS", |item, _| or(&item.value, "spec.minReplicas", 1).to_string()),
        column("MAXPODS", |item, _| field(&item.value, "spec.maxReplicas")),
        column("REPLICAS", |_, _| "0".into()),
        age(),
    ]
}

/// Nobody measures: every metric is unknown (`formatHPAMetrics`).
fn targets(value: &Value) -> String {
    if let Some(percent) = number(value, "spec.targetCPUUtilizationPercentage") {
        return format!("cpu: <unknown>/{percent}%");
    }
    let metric = |metric: &Value| {
        let name = text(metric, "resource.name").unwrap_or("metric");
        match number(metric, "resource.target.averageUtilization") {
            Some(percent) => format!("{name}: <unknown>/{percent}%"),
            None => format!("{name}: <unknown>/{}", shown(at(metric, "resource.target.averageValue"))),
        }
    };
    super::or_none(items(value, "spec.metrics").iter().map(metric).collect::<Vec<_>>().join(", "))
}

fn budget() -> Vec<Column> {
    vec![
        column("MIN AVAILABLE", |item, _| or_not_applicable(&item.value, "spec.minAvailable")),
        column("MAX UNAVAILABLE", |item, _| or_not_applicable(&item.value, "spec.maxUnavailable")),
        column("ALLOWED DISRUPTIONS", |_, _| "0".into()),
        age(),
    ]
}

fn or_not_applicable(value: &Value, path: &str) -> String {
    let found = shown(at(value, path));
    if found.is_empty() { "N/A".into() } else { found }
}

pub(crate) fn wanted(item: &Item<'_>) -> i64 {
    or(&item.value, "spec.replicas", 1)
}

pub(crate) fn all(item: &Item<'_>, stage: &Stage<'_>) -> usize {
    stage.pods_of(item.reference).len()
}

pub(crate) fn ready(item: &Item<'_>, stage: &Stage<'_>) -> usize {
    stage.pods_of(item.reference).iter().filter(|pod: &&&Pod| pod.status.is_ready()).count()
}
