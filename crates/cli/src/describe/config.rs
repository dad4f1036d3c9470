//! Namespaces and settings (`describeNamespace`, `ConfigMapDescriber`, `describeSecret`).

use super::{events, page::Page};
use crate::get::{Item, readable};
use crate::value::{entries, shown, text};
use malla_manifest::Value;

pub(super) fn namespace(page: &mut Page, item: &Item<'_>) {
    let value = &item.value;
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    page.field("Status", "Active");
    page.line("");
    page.line("No resource quota.");
    page.line("");
    page.line("No LimitRange resource.");
}

pub(super) fn config_map(page: &mut Page, item: &Item<'_>) {
    let value = &item.value;
    head(page, value);
    page.line("");
    page.line("Data");
    page.line("====");
    for (key, text) in entries(value, "data") {
        page.line(format!("{key}:"));
        page.line("----");
        shown(text).split('\n').for_each(|line| page.line(line));
        page.line("");
    }
    page.line("");
    page.line("BinaryData");
    page.line("====");
    for (key, bytes) in entries(value, "binaryData") {
        page.line(format!("{key}: {} bytes", size(bytes)));
    }
    page.line("");
    events::tell(page, item, &[]);
}

pub(super) fn secret(page: &mut Page, item: &Item<'_>) {
    let value = readable(&item.value);
    head(page, &value);
    page.line("");
    page.field("Type", text(&value, "type").unwrap_or("Opaque"));
    page.line("");
    page.line("Data");
    page.line("====");
    for (key, bytes) in entries(&value, "data") {
        page.field(key, format!("{} bytes", size(bytes)));
    }
}

fn head(page: &mut Page, value: &Value) {
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
}

/// How many bytes a base64 text stands for.
fn size(text: &Value) -> usize {
    let text = shown(text);
    let letters = text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').count();
    letters * 3 / 4
}
