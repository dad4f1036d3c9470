//! A pod (`describePod`).

use super::page::Page;
use super::{container, events};
use crate::get::Item;
use crate::value::{at, entries, items, number, shown, text};
use malla_manifest::{Object, Value};

pub(super) fn tell(page: &mut Page, item: &Item<'_>) {
    let Object::Pod(pod) = item.object else { return };
    let value = &item.value;
    let word = |path: &str| text(value, path).unwrap_or_default();
    page.field("Name", word("metadata.name"));
    page.field("Namespace", word("metadata.namespace"));
    page.field("Priority", "0");
    page.field_if("Service Account", text(value, "spec.serviceAccountName"));
    let host = pod.status.host_ip.map(|ip| ip.to_string()).unwrap_or_default();
    page.field("Node", pod.spec.node_name.as_ref().map_or_else(|| "<none>".into(), |node| format!("{node}/{host}")));
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    page.field("Status", pod.status.phase.as_deref().unwrap_or("Pending"));
    let address = pod.status.pod_ip.map(|ip| ip.to_string());
    page.field("IP", address.clone().unwrap_or_default());
    match address {
        Some(address) => {
            page.line("IPs:");
            page.line(format!("  IP:\t{address}"));
        }
        None => page.field("IPs", "<none>"),
    }
    let owner = pod.meta.owner_references.first().map(|owner| format!("{}/{}", owner.kind, owner.name));
    page.field_if("Controlled By", owner.as_deref());
    let ready = Some(pod.status.is_ready());
    container::tell(page, "Init Containers", items(value, "spec.initContainers"), ready, "");
    container::tell(page, "Containers", items(value, "spec.containers"), ready, "");
    conditions(page, value);
    volumes(page, items(value, "spec.volumes"), "");
    page.field("QoS Class", quality(value));
    page.labels("Node-Selectors", value, "spec.nodeSelector");
    page.list("Tolerations", &items(value, "spec.tolerations").iter().map(toleration).collect::<Vec<_>>());
    events::tell(page, item, &events::of_pod(item, pod));
}

fn conditions(page: &mut Page, value: &Value) {
    let conditions = items(value, "status.conditions");
    if conditions.is_empty() {
        return;
    }
    page.line("Conditions:");
    page.line("  Type\tStatus");
    for condition in conditions {
        let word = |key: &str| text(condition, key).unwrap_or_default();
        page.line(format!("  {} \t{} ", word("type"), word("status")));
    }
}

/// The volumes, each by what it is.
pub(super) fn volumes(page: &mut Page, volumes: &[Value], indent: &str) {
    if volumes.is_empty() {
        page.field(&format!("{indent}Volumes"), "<none>");
        return;
    }
    page.line(format!("{indent}Volumes:"));
    for volume in volumes {
        page.line(format!("{indent}  {}:", text(volume, "name").unwrap_or_default()));
        for (name, told) in source(volume) {
            page.field(&format!("{indent}    {name}"), told);
        }
    }
}

/// What lies behind a volume: heading and text.
fn source(volume: &Value) -> Vec<(&'static str, String)> {
    let word = |path: &str| shown(at(volume, path));
    let or_false = |path: &str| crate::value::is_true(volume, path).to_string();
    let kind = |text: &str| ("Type", text.to_owned());
    let unset = |text: String| if text.is_empty() { "<unset>".to_owned() } else { text };
    let has = |key: &str| *at(volume, key) != Value::Null;
    if has("emptyDir") {
        let kind = kind("EmptyDir (a temporary directory that shares a pod's lifetime)");
        vec![kind, ("Medium", word("emptyDir.medium")), ("SizeLimit", unset(word("emptyDir.sizeLimit")))]
    } else if has("configMap") {
        let kind = kind("ConfigMap (a volume populated by a ConfigMap)");
        vec![kind, ("Name", word("configMap.name")), ("Optional", or_false("configMap.optional"))]
    } else if has("secret") {
        let kind = kind("Secret (a volume populated by a Secret)");
        vec![kind, ("SecretName", word("secret.secretName")), ("Optional", or_false("secret.optional"))]
    } else if has("persistentVolumeClaim") {
        let kind = kind("PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)");
        let claim = ("ClaimName", word("persistentVolumeClaim.claimName"));
        vec![kind, claim, ("ReadOnly", or_false("persistentVolumeClaim.readOnly"))]
    } else if has("hostPath") {
        let kind = kind("HostPath (bare host directory volume)");
        vec![kind, ("Path", word("hostPath.path")), ("HostPathType", word("hostPath.type"))]
    } else {
        vec![]
    }
}

/// `GetPodQOS` (`pkg/apis/core/v1/helper/qos`).
fn quality(value: &Value) -> &'static str {
    let all = ["spec.initContainers", "spec.containers"].map(|list| items(value, list));
    let containers: Vec<&Value> = all.into_iter().flatten().collect();
    let amounts = |container: &&Value, key: &str| entries(container, &format!("resources.{key}")).to_vec();
    let bare =
        |container: &&Value| amounts(container, "limits").is_empty() && amounts(container, "requests").is_empty();
    let full = |container: &&Value| {
        let (limits, requests) = (amounts(container, "limits"), amounts(container, "requests"));
        let has = |name: &str| limits.iter().any(|(own, _)| own == name);
        has("cpu") && has("memory") && requests.iter().all(|request| limits.contains(request))
    };
    match () {
        () if containers.iter().all(bare) => "BestEffort",
        () if containers.iter().all(full) => "Guaranteed",
        () => "Burstable",
    }
}

/// `printPodTolerationsMultiline`.
pub(super) fn toleration(toleration: &Value) -> String {
    let word = |key: &str| text(toleration, key).unwrap_or_default();
    let mut told = word("key").to_owned();
    if !word("value").is_empty() {
        told += &format!("={}", word("value"));
    }
    if !word("effect").is_empty() {
        told += &format!(":{}", word("effect"));
    }
    if word("operator") == "Exists" && word("value").is_empty() {
        told += if word("key").is_empty() && word("effect").is_empty() { "op=Exists" } else { " op=Exists" };
    }
    match number(toleration, "tolerationSeconds") {
        Some(seconds) => format!("{told} for {seconds}s"),
        None => told,
    }
}
