//! `validateConnectionPool`.

use super::scalars::{duration, free_duration};
use super::{Rules, Spot};
use crate::problem::webhook as law;

/// Limits that may not be negative, and Istio's words for them.
const HTTP: &[(&str, &str)] = &[
    ("http1MaxPendingRequests", "http1 max pending requests"),
    ("http2MaxRequests", "http2 max requests"),
    ("maxRequestsPerConnection", "max requests per connection"),
    ("maxRetries", "max retries"),
    ("maxConcurrentStreams", "max concurrent streams"),
];

pub(super) fn check(pool: &Spot<'_>, rules: &mut Rules) {
    if !pool.exists() {
        return;
    }
    let (http, tcp) = (pool.key("http"), pool.key("tcp"));
    if !http.exists() && !tcp.exists() {
        rules.lacks(pool, &law::POOL_EMPTY);
    }
    for (key, words) in HTTP {
        negative(&http.key(key), words, rules);
    }
    duration(&http.key("idleTimeout"), rules);
    if http.key("h2UpgradePolicy").word() == "UPGRADE" && http.key("useClientProtocol").is_true() {
        rules.law(&http.key("useClientProtocol"), &law::POOL_UPGRADE);
    }
    keep_alive(&http.key("http2KeepAlive"), rules);
    negative(&tcp.key("maxConnections"), "max connections", rules);
    duration(&tcp.key("connectTimeout"), rules);
    duration(&tcp.key("maxConnectionDuration"), rules);
    // Nothing at all turns it off.
    free_duration(&tcp.key("idleTimeout"), 0, rules);
}

fn negative(at: &Spot<'_>, words: &str, rules: &mut Rules) {
    if at.whole().is_some_and(|number| number < 0) {
        rules.law_with(at, &law::POOL_NEGATIVE, words);
    }
}

fn keep_alive(at: &Spot<'_>, rules: &mut Rules) {
    for (key, broken) in [("interval", &law::KEEPALIVE_INTERVAL), ("timeout", &law::KEEPALIVE_TIMEOUT)] {
        if at.exists() && !at.key(key).exists() {
            rules.lacks(at, broken);
        }
        duration(&at.key(key), rules);
    }
}
