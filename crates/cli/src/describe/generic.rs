//! Any other kind: its fields as they are (`GenericDescriber`).

use super::{events, page::Page};
use crate::get::Item;
use crate::value::{entries, shown, text};
use malla_manifest::Value;

/// What stands in the metadata and was told already.
const TOLD: [&str; 5] = ["name", "namespace", "labels", "annotations", "ownerReferences"];

pub(super) fn tell(page: &mut Page, item: &Item<'_>) {
    let value = &item.value;
    page.field("Name", text(value, "metadata.name").unwrap_or_default());
    page.field("Namespace", text(value, "metadata.namespace").unwrap_or_default());
    page.labels("Labels", value, "metadata.labels");
    page.annotations(value);
    page.field("API Version", text(value, "apiVersion").unwrap_or_default());
    page.field("Kind", text(value, "kind").unwrap_or_default());
    let rest = entries(value, "metadata").iter().filter(|(key, _)| !TOLD.contains(&key.as_str())).cloned();
    page.line("Metadata:");
    fields(page, &Value::Map(rest.collect()), 1);
    if let Value::Map(all) = crate::value::sorted(value.clone()) {
        let rest = all.into_iter().filter(|(key, _)| !["apiVersion", "kind", "metadata"].contains(&key.as_str()));
        fields(page, &Value::Map(rest.collect()), 0);
    }
    events::tell(page, item, &[]);
}

/// `printUnstructuredContent`: mappings below their names, scalars behind them.
fn fields(page: &mut Page, value: &Value, level: usize) {
    let indent = "  ".repeat(level);
    let Value::Map(entries) = value else { return };
    for (key, value) in entries {
        let title = title(key);
        match value {
            Value::Map(_) => {
                page.line(format!("{indent}{title}:"));
                fields(page, value, level + 1);
            }
            Value::List(items) => {
                page.line(format!("{indent}{title}:"));
                items.iter().for_each(|item| list_item(page, item, level + 1));
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
                page.line(format!("{indent}{title}:\t{}", shown(value)));
            }
        }
    }
}

fn list_item(page: &mut Page, item: &Value, level: usize) {
    match item {
        Value::Map(_) => fields(page, item, level),
        Value::List(items) => items.iter().for_each(|item| list_item(page, item, level + 1)),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
            page.line(format!("{}{}", "  ".repeat(level), shown(item)));
        }
    }
}

/// `ipBlock` to `Ip Block` (`smartLabelFor`): words apart, the known short ones in capitals.
fn title(key: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for letter in key.chars() {
        if letter.is_ascii_uppercase() && !words.last().is_some_and(String::is_empty) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    let word = |word: String| match word.to_ascii_uppercase().as_str() {
        known @ ("API" | "URL" | "UID" | "OSB" | "GUID") => known.to_owned(),
        _ => {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
        }
    };
    words.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_are_set_apart() {
        assert_eq!(["spec", "ipBlock", "apiVersion", "uid"].map(title), ["Spec", "Ip Block", "API Version", "UID"]);
    }
}
