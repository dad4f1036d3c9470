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
    format!("{}/{all}", if pod.status.is_ready() { all } else { 0 })
}

fn status(pod: &Pod) -> String {
    pod.status.phase.clone().unwrap_or_else(|| "Pending".into())
}
