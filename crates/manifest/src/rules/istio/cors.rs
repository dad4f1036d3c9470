//! `validateCORSPolicy`.

use super::scalars::{duration, regex_match};
use super::{Rules, Spot};
use crate::objects::istio::nanoseconds;
use crate::problem::webhook as law;

const METHODS: &[&str] = &["*", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

pub(super) fn check(policy: &Spot<'_>, rules: &mut Rules) {
    if !policy.exists() {
        return;
    }
    for origin in policy.key("allowOrigins").items() {
        regex_match(&origin, "corsPolicy.allowOrigins", rules);
        let empty = |key: &'static str| origin.key(key).text() == Some("");
        let none = ["exact", "prefix", "regex"].iter().all(|key| !origin.key(key).exists());
        if none || empty("exact") || empty("prefix") {
            rules.law(&origin, &law::CORS_ORIGIN);
        }
    }
    for method in policy.key("allowMethods").items() {
        if !METHODS.contains(&method.word()) {
            rules.law_with(&method, &law::CORS_METHOD, method.word());
        }
    }
    for header in policy.key("allowHeaders").items().into_iter().chain(policy.key("exposeHeaders").items()) {
        name(&header, rules);
    }
    let age = policy.key("maxAge");
    duration(&age, rules);
    if age.text().and_then(nanoseconds).is_some_and(|length| length % 1_000_000_000 != 0) {
        rules.law(&age, &law::CORS_AGE);
    }
}

/// `ValidateCORSHTTPHeaderName`.
fn name(header: &Spot<'_>, rules: &mut Rules) {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    match header.word() {
        "" => rules.law(header, &law::HEADER_EMPTY),
        "*" => {}
        word if word.bytes().all(plain) => {}
        word => rules.law_with(header, &law::HEADER_NAME, word),
    }
}
