//! A node (`describeNode`): what we know of it.

use super::{events, page::Page};
use crate::get::{Item, Stage, roles};
use crate::value::{entries, is_true, items, shown, text};
use malla_manifest::{Object, Value};

pub(super) fn tell(page: &mut Page, item: &Item<'_>, stage: &Stage<'_>) {
    let value = &item.value;
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.field("Roles", roles(item));
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    page.list("Taints", &items(value, "spec.taints").iter().map(taint).collect::<Vec<_>>());
    page.field("Unschedulable", is_true(value, "spec.unschedulable").to_string());
    page.line("Conditions:");
    page.line("  Type\tStatus");
    page.line("  ----\t------");
    for condition in items(value, "status.conditions") {
        let word = |key: &str| text(condition, key).unwrap_or_default();
        page.line(format!("  {} \t{}", word("type"), word("status")));
    }
    page.line("Addresses:");
    for address in items(value, "status.addresses") {
        let word = |key: &str| text(address, key).unwrap_or_default();
        page.line(format!("  {}:\t{}", word("type"), word("address")));
    }
    for (title, key) in [("Capacity", "status.capacity"), ("Allocatable", "status.allocatable")] {
        let amounts = entries(value, key);
        if !amounts.is_empty() {
            page.line(format!("{title}:"));
            amounts.iter().for_each(|(name, amount)| page.line(format!("  {name}:\t{}", shown(amount))));
        }
    }
    pods(page, item, stage);
    events::tell(page, item, &[]);
}

fn taint(taint: &Value) -> String {
    let word = |key: &str| text(taint, key).unwrap_or_default();
    let value = Some(word("value")).filter(|value| !value.is_empty()).map(|value| format!("={value}"));
    format!("{}{}:{}", word("key"), value.unwrap_or_default(), word("effect"))
}

fn pods(page: &mut Page, item: &Item<'_>, stage: &Stage<'_>) {
    let pods = stage.all.iter().filter_map(|(reference, object)| match object {
        Object::Pod(pod) if pod.spec.node_name.as_ref() == Some(&item.reference.name) => Some((reference, pod)),
        _ => None,
    });
    let pods: Vec<_> = pods.collect();
    page.field("Non-terminated Pods", format!("({} in total)", pods.len()));
    page.line("  Namespace\tName");
    page.line("  ---------\t----");
    pods.iter().for_each(|(reference, _)| page.line(format!("  {}\t{}", reference.namespace, reference.name)));
}
