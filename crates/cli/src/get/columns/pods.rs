//! Pods.

use super::{Column, NONE, age, column, wide};
use crate::get::Item;
use malla_manifest::{Object, Pod};

pub(super) fn of(kind: &str) -> Option<Vec<Column>> {
    (kind == "Pod").then(|| {
        vec![
            column("READY", |item, _| cell(item, ready)),
            column("STATUS", |item, _| cell(item, status)),
            column("RESTARTS", |_, _| "0".into()),
            age(),
            wide("IP", |item, _| cell(item, |pod| or_none(pod.status.pod_ip.map(|ip| ip.to_string())))),
            wide("NODE", |item, _| cell(item, |pod| or_none(pod.spec.node_name.clone()))),
            wide("NOMINATED NODE", |_, _| NONE.into()),
            wide("READINESS GATES", |_, _| NONE.into()),
        ]
    })
}

fn cell(item: &Item<'_>, say: impl Fn(&Pod) -> String) -> String {
    if let Object::Pod(pod) = item.object { say(pod) } else { String::new() }
}

fn or_none(text: Option<String>) -> String {
    text.unwrap_or_else(|| NONE.into())
}

/// Native sidecars count (`printPod`).
fn ready(pod: &Pod) -> String {
    let sidecars = pod.spec.init_containers.iter().filter(|init| init.restart_policy.as_deref() == Some("Always"));
    let all = pod.spec.containers.len() + sidecars.count();
    format!("{}/{all}", all.saturating_sub(unready(pod, all)))
}

/// How many containers are not ready; all of a pod that has not been started or has ended.
fn unready(pod: &Pod, all: usize) -> usize {
    if pod.status.is_ready() { 0 } else { waiting(pod).map_or(all, |names| names.split(' ').count()) }
}

/// The containers that the kubelet cannot make, by name: their configuration is missing.
fn waiting(pod: &Pod) -> Option<&str> {
    let not_ready = pod.status.conditions.iter().find(|c| c.reason.as_deref() == Some("ContainersNotReady"))?;
    not_ready.message.as_deref()?.split_once('[')?.1.strip_suffix(']')
}

fn status(pod: &Pod) -> String {
    match pod.status.phase.as_deref() {
        Some("Succeeded") => "Completed".into(),
        Some("Failed") => "Error".into(),
        Some(_) | None if waiting(pod).is_some() => "CreateContainerConfigError".into(),
        Some(phase) => phase.into(),
        None => "Pending".into(),
    }
}
