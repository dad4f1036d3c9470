//! Small values: durations, ports, percentages, regular expressions, labels of pods.

use super::{Rules, Spot, hosts};
use crate::objects::istio::nanoseconds;
use crate::problem::webhook as law;

const MILLISECOND: i64 = 1_000_000;

/// `ValidateDuration`, of a field whose least length the schema has checked already.
pub(super) fn duration(at: &Spot<'_>, rules: &mut Rules) {
    let length = at.text().and_then(nanoseconds);
    if length.is_some_and(|length| length >= MILLISECOND && length % MILLISECOND != 0) {
        rules.law(at, &law::DURATION_FINE);
    }
}

/// A duration the schema says nothing about.
pub(super) fn free_duration(at: &Spot<'_>, least: i64, rules: &mut Rules) {
    let Some(text) = at.text() else { return };
    match nanoseconds(text) {
        None => rules.law_with(at, &law::DURATION_FORM, text),
        Some(length) if length < least => rules.law(at, &law::DURATION_SHORT),
        Some(length) if length % MILLISECOND != 0 => rules.law(at, &law::DURATION_FINE),
        Some(_) => {}
    }
}

/// Whether a number can be a port's.
pub(super) fn is_port(number: i64) -> bool {
    (1..=65_535).contains(&number)
}

/// `ValidatePort` of a number that is written.
pub(super) fn port(at: &Spot<'_>, rules: &mut Rules) {
    if let Some(number) = at.whole().filter(|number| !is_port(*number)) {
        rules.law_with(at, &law::PORT_RANGE, &number.to_string());
    }
}

/// `ValidatePercent`.
pub(super) fn percent(at: &Spot<'_>, rules: &mut Rules) {
    if let Some(number) = at.whole().filter(|number| !(0..=100).contains(number)) {
        rules.law_with(at, &law::PERCENT, &number.to_string());
    }
}

/// `validatePercentage`.
pub(super) fn percentage(at: &Spot<'_>, rules: &mut Rules) {
    let value = at.key("value");
    let fits = |number: f64| number == 0.0 || (0.0001..=100.0).contains(&number);
    if let Some(number) = value.number().filter(|number| !fits(*number)) {
        rules.law_with(&value, &law::PERCENTAGE, &number.to_string());
    }
}

/// `validateStringMatch`: prefix and regular expression.
pub(super) fn string_match(at: &Spot<'_>, place: &str, rules: &mut Rules) {
    if at.key("prefix").text() == Some("") {
        rules.law_with(&at.key("prefix"), &law::PREFIX_EMPTY, place);
    }
    regex_match(at, place, rules);
}

/// `validateStringMatchRegexp`. `*` alone asks only that there is something.
pub(super) fn regex_match(at: &Spot<'_>, place: &str, rules: &mut Rules) {
    let regex = at.key("regex");
    match regex.text() {
        None | Some("*") => {}
        Some("") => rules.law_with(&regex, &law::REGEX_EMPTY, place),
        Some(text) => expression(&regex, text, place, rules),
    }
}

/// `validateStringRegexp`.
pub(super) fn expression(at: &Spot<'_>, text: &str, place: &str, rules: &mut Rules) {
    if text.len() > 1024 {
        rules.law_with(at, &law::REGEX_LONG, place);
        return;
    }
    // The classes of Unicode are RE2's and not our reader's: such an expression is let through.
    if let Some(error) = regex_lite::Regex::new(text).err().filter(|_| !text.contains("\\p") && !text.contains("\\P")) {
        rules.law_with(at, &law::REGEX, &format!("{place:?}: error parsing regexp: {error}"));
    }
}

/// `labels.Instance.Validate`.
pub(super) fn tags(at: &Spot<'_>, rules: &mut Rules) {
    for (key, value) in at.entries() {
        if !super::names::is_qualified(key) {
            rules.law_with(&value, &law::LABEL_KEY, &format!("{key:?}"));
        }
        if !super::names::label_value(value.word()).is_empty() {
            rules.law_with(&value, &law::LABEL_VALUE, &value.print());
        }
    }
}

/// `validateWorkloadSelector`, of `matchLabels`.
pub(super) fn selector(at: &Spot<'_>, rules: &mut Rules) {
    let labels = at.key("matchLabels");
    if at.exists() && labels.entries().is_empty() {
        rules.lacks(at, &law::SELECTOR_EMPTY);
    }
    for (key, value) in labels.entries() {
        if key.is_empty() {
            rules.law(&value, &law::SELECTOR_KEY);
        }
        if key.contains('*') {
            rules.law(&value, &law::SELECTOR_KEY_WILDCARD);
        }
        if value.word().contains('*') {
            rules.law(&value, &law::SELECTOR_VALUE_WILDCARD);
        }
    }
}

/// `ValidateAlphaWorkloadSelector`, of `labels`; true if it asks for nothing.
pub(super) fn alpha_selector(at: &Spot<'_>, rules: &mut Rules) -> bool {
    let labels = at.key("labels").entries();
    for (key, value) in &labels {
        if key.is_empty() {
            rules.law(value, &law::SELECTOR_KEY_EMPTY);
        }
        if key.contains('*') || value.word().contains('*') {
            rules.law(value, &law::SELECTOR_WILDCARD);
        }
    }
    at.exists() && labels.is_empty()
}

/// `ValidatePortName`.
pub(super) fn port_name(at: &Spot<'_>, rules: &mut Rules) {
    if at.exists() && !hosts::is_label(at.word()) {
        rules.law_with(at, &law::PORT_NAME, at.word());
    }
}

/// What `protocol.Parse` knows, in capitals (istio `pkg/config/protocol`).
pub(super) const PROTOCOLS: &[&str] = &[
    "TCP",
    "UDP",
    "GRPC",
    "GRPC-WEB",
    "HTTP",
    "HTTP_PROXY",
    "HTTP2",
    "HTTPS",
    "TLS",
    "MONGO",
    "REDIS",
    "MYSQL",
    "HBONE",
    "DOUBLEHBONE",
];

/// Whether traffic of that protocol is requests a proxy can read (`IsHTTP`).
pub(super) fn is_http(protocol: &str) -> bool {
    matches!(protocol.to_uppercase().as_str(), "HTTP" | "HTTP2" | "HTTP_PROXY" | "GRPC" | "GRPC-WEB")
}

/// Whether it is encrypted (`IsTLS`).
pub(super) fn is_tls(protocol: &str) -> bool {
    matches!(protocol.to_uppercase().as_str(), "HTTPS" | "TLS")
}
