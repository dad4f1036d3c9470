//! `validateTrafficPolicy`: how clients speak to a host, a subset or a port.

use super::connection_pool;
use super::scalars::{duration, is_port, percent};
use super::{Rules, Spot, hosts, l4_route, load_balancer};
use crate::ip;
use crate::problem::webhook as law;

/// The blocks a policy is made of; the first four also for a port.
const BLOCKS: &[&str] = &[
    "outlierDetection",
    "connectionPool",
    "loadBalancer",
    "tls",
    "portLevelSettings",
    "tunnel",
    "proxyProtocol",
    "retryBudget",
];

pub(super) fn check(policy: &Spot<'_>, rules: &mut Rules) {
    if !policy.exists() {
        return;
    }
    if BLOCKS.iter().all(|key| !policy.key(key).exists()) {
        rules.lacks(policy, &law::POLICY_EMPTY);
    }
    if policy.key("tunnel").exists() && policy.key("proxyProtocol").exists() {
        rules.law(&policy.key("proxyProtocol"), &law::TUNNEL_PROXY);
    }
    blocks(policy, rules);
    for port in policy.key("portLevelSettings").items() {
        if !port.key("port").exists() {
            rules.lacks(&port, &law::PORT_POLICY_PORT);
        }
        l4_route::selector_port(&port.key("port"), rules);
        if BLOCKS[..4].iter().all(|key| !port.key(key).exists()) {
            rules.lacks(&port, &law::PORT_POLICY_EMPTY);
        }
        blocks(&port, rules);
    }
    tunnel(&policy.key("tunnel"), rules);
}

fn blocks(policy: &Spot<'_>, rules: &mut Rules) {
    outliers(&policy.key("outlierDetection"), rules);
    connection_pool::check(&policy.key("connectionPool"), rules);
    load_balancer::check(&policy.key("loadBalancer"), rules);
    tls(&policy.key("tls"), rules);
}

/// `validateOutlierDetection`.
fn outliers(at: &Spot<'_>, rules: &mut Rules) {
    if !at.exists() {
        return;
    }
    duration(&at.key("interval"), rules);
    duration(&at.key("baseEjectionTime"), rules);
    if at.key("consecutiveErrors").whole().is_some_and(|number| number != 0) {
        rules.law(&at.key("consecutiveErrors"), &law::OUTLIER_OLD);
    }
    let local = at.key("consecutiveLocalOriginFailures");
    if local.whole().is_some_and(|number| number > 0) && !at.key("splitExternalLocalOriginErrors").is_true() {
        rules.law(&local, &law::OUTLIER_LOCAL);
    }
    percent(&at.key("maxEjectionPercent"), rules);
    percent(&at.key("minHealthPercent"), rules);
}

/// `validateTLS` of a client.
fn tls(tls: &Spot<'_>, rules: &mut Rules) {
    if !tls.exists() {
        return;
    }
    let has = |key: &'static str| !tls.key(key).word().is_empty() || tls.key(key).has_items();
    let mode = tls.key("mode").word();
    let insecure = tls.key("insecureSkipVerify");
    if insecure.is_true()
        && mode == "SIMPLE"
        && ["caCertificates", "credentialName", "subjectAltNames"].into_iter().any(has)
    {
        rules.law(&insecure, &law::TLS_INSECURE_SIMPLE);
    }
    if insecure.is_true() && mode == "MUTUAL" && ["caCertificates", "subjectAltNames"].into_iter().any(has) {
        rules.law(&insecure, &law::TLS_INSECURE_MUTUAL);
    }
    if matches!(mode, "SIMPLE" | "MUTUAL") && has("credentialName") {
        if ["clientCertificate", "caCertificates", "privateKey", "caCrl"].into_iter().any(has) {
            rules.law(&tls.key("credentialName"), &law::TLS_CREDENTIAL);
        }
    } else if mode == "MUTUAL" {
        if !has("clientCertificate") {
            rules.lacks(tls, &law::TLS_CLIENT_CERTIFICATE);
        }
        if !has("privateKey") {
            rules.lacks(tls, &law::TLS_CLIENT_KEY);
        }
    }
}

/// `validateTunnelSettings`.
fn tunnel(tunnel: &Spot<'_>, rules: &mut Rules) {
    if !tunnel.exists() {
        return;
    }
    let protocol = tunnel.key("protocol");
    if !matches!(protocol.word(), "" | "CONNECT" | "POST") {
        rules.law(&protocol, &law::TUNNEL_PROTOCOL);
    }
    let host = tunnel.key("targetHost");
    if host.exists() && !hosts::is_fqdn(host.word()) && ip::parse(host.word()).is_none() {
        rules.law_with(&host, &law::TUNNEL_HOST, host.word());
    }
    let port = tunnel.key("targetPort");
    if let Some(number) = port.whole().filter(|number| !is_port(*number)) {
        rules.law_with(&port, &law::PORT_RANGE, &number.to_string());
    }
}
