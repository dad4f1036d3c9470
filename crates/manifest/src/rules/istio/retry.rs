//! `validateHTTPRetry`.

use super::scalars::duration;
use super::{Rules, Spot};
use crate::problem::webhook as law;

/// Envoy's words (`x-envoy-retry-on` and `x-envoy-retry-grpc-on`).
const POLICIES: &[&str] = &[
    "5xx",
    "gateway-error",
    "reset",
    "reset-before-request",
    "connect-failure",
    "retriable-4xx",
    "refused-stream",
    "retriable-status-codes",
    "retriable-headers",
    "envoy-ratelimited",
    "http3-post-connect-failure",
    "cancelled",
    "deadline-exceeded",
    "internal",
    "resource-exhausted",
    "unavailable",
];

pub(super) fn check(retries: &Spot<'_>, rules: &mut Rules) {
    if !retries.exists() {
        return;
    }
    let attempts = retries.key("attempts").whole().unwrap_or(0);
    if attempts < 0 {
        rules.law(&retries.key("attempts"), &law::RETRY_NEGATIVE);
    }
    let says = ["perTryTimeout", "retryOn", "retryRemoteLocalities"].into_iter().find(|key| retries.key(key).exists());
    if let Some(key) = says.filter(|_| attempts == 0) {
        rules.law(&retries.key(key), &law::RETRY_OFF);
    }
    duration(&retries.key("perTryTimeout"), rules);
    duration(&retries.key("backoff"), rules);
    let words = retries.key("retryOn");
    for word in words.word().split(',').filter(|_| !words.word().is_empty()) {
        // Go's `http.StatusText` knows the registered ones; Envoy takes any.
        let status = word.parse::<u32>().is_ok_and(|code| (100..600).contains(&code));
        if !status && !POLICIES.contains(&word) {
            rules.law_with(&words, &law::RETRY_ON, word);
        }
    }
}
