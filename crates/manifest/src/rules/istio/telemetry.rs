//! `ValidateTelemetry`. The object itself is kept and does nothing.

use super::{Rules, Spot, target};
use crate::cel::Program;
use crate::problem::webhook as law;

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let spec = object.key("spec");
    target::check(&spec, rules);
    let tracing = spec.key("tracing");
    if tracing.items().len() > 1 {
        rules.law_with(&tracing, &law::TELEMETRY_ONE, "tracing");
    }
    for each in tracing.items() {
        if each.key("providers").items().len() > 1 {
            rules.law_with(&each.key("providers"), &law::TELEMETRY_ONE, "providers");
        }
        for (name, tag) in each.key("customTags").entries() {
            if !tag.exists() {
                rules.law_with(&tag, &law::TELEMETRY_TAG_NIL, name);
            } else if tag.entries().is_empty() {
                rules.law_with(&tag, &law::TELEMETRY_TAG, name);
            }
        }
    }
    for log in spec.key("accessLogging").items() {
        let expression = log.keys(&["filter", "expression"]);
        if let Some(at) =
            Some(expression.word()).filter(|word| !word.is_empty()).and_then(|word| Program::parse(word).err())
        {
            let rest = expression.word().get(at..).unwrap_or_default();
            rules.law_with(&expression, &law::TELEMETRY_EXPRESSION, &format!("Syntax error at {rest:?}"));
        }
    }
    for change in spec.key("metrics").items().iter().flat_map(|metrics| metrics.key("overrides").items()) {
        for (_, tag) in change.key("tagOverrides").entries() {
            tag_change(&tag, rules);
        }
    }
}

fn tag_change(tag: &Spot<'_>, rules: &mut Rules) {
    let value = tag.key("value");
    match tag.key("operation").word() {
        "REMOVE" if value.exists() => rules.law(&value, &law::TELEMETRY_REMOVE),
        "REMOVE" => {}
        // Nothing written is UPSERT for the webhook; the schema asks only where it is written.
        _ if value.word().is_empty() => rules.lacks(tag, &law::TELEMETRY_UPSERT),
        _ => {}
    }
}
