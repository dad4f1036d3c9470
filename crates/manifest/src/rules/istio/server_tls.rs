//! `validateTLSOptions`: how a port ends TLS.

use super::{Rules, Spot};
use crate::problem::Law;
use crate::problem::webhook as law;

/// Ciphers that Envoy's TLS library knows (`security.ValidCipherSuites`).
const CIPHERS: &[&str] = &[
    "ALL",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-PSK-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA",
    "ECDHE-PSK-AES128-CBC-SHA",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-RSA-AES256-SHA",
    "ECDHE-PSK-AES256-CBC-SHA",
    "AES128-GCM-SHA256",
    "AES256-GCM-SHA384",
    "AES128-SHA",
    "PSK-AES128-CBC-SHA",
    "AES256-SHA",
    "PSK-AES256-CBC-SHA",
    "DES-CBC3-SHA",
];

pub(super) fn check(tls: &Spot<'_>, rules: &mut Rules) {
    if !tls.exists() {
        return;
    }
    ciphers(tls, rules);
    sources(tls, rules);
    match tls.key("mode").word() {
        "ISTIO_MUTUAL" => of_the_mesh(tls, rules),
        "SIMPLE" | "MUTUAL" | "OPTIONAL_MUTUAL" => ending(tls, rules),
        // Nothing written is the first of the list. A redirect needs no certificate, so none is missed.
        mode => passing(tls, if mode.is_empty() { "PASSTHROUGH" } else { mode }, rules),
    }
}

fn has(tls: &Spot<'_>, key: &'static str) -> bool {
    !tls.key(key).word().is_empty() || tls.key(key).has_items()
}

/// The rules of the CustomResourceDefinition: a certificate comes from one place.
fn sources(tls: &Spot<'_>, rules: &mut Rules) {
    let pairs = [
        ("credentialNames", "tlsCertificates", "credentialNames or tlsCertificates"),
        ("credentialName", "credentialNames", "credentialName or credentialNames"),
        ("credentialName", "tlsCertificates", "credentialName or tlsCertificates"),
    ];
    let one = has(tls, "serverCertificate") && has(tls, "privateKey");
    let named = ["credentialName", "credentialNames", "tlsCertificates"].iter().filter(|key| has(tls, key)).count();
    if named + usize::from(one) > 1 {
        rules.law(tls, &law::TLS_ONE_SOURCE);
    }
    for (first, second, words) in pairs {
        if tls.key(first).exists() && tls.key(second).exists() {
            rules.law_with(&tls.key(second), &law::TLS_SOURCES_SCHEMA, words);
        }
    }
}

fn ciphers(tls: &Spot<'_>, rules: &mut Rules) {
    let suites = tls.key("cipherSuites").items();
    for (at, suite) in suites.iter().enumerate() {
        let plain = suite.word().trim_start_matches(['-', '+', '!']).trim_matches(['[', ']']);
        if !plain.split('|').all(|each| CIPHERS.contains(&each)) {
            rules.law_with(suite, &law::TLS_CIPHER_UNKNOWN, suite.word());
        } else if suites[..at].iter().any(|other| other.word() == suite.word()) {
            rules.law_with(suite, &law::TLS_CIPHER_TWICE, suite.word());
        }
    }
    let old = |key: &'static str| matches!(tls.key(key).word(), "TLSV1_0" | "TLSV1_1");
    if (old("minProtocolVersion") || old("maxProtocolVersion")) && suites.is_empty() {
        rules.law(&tls.key("minProtocolVersion"), &law::TLS_OLD);
    }
}

fn of_the_mesh(tls: &Spot<'_>, rules: &mut Rules) {
    for (key, words) in [
        ("serverCertificate", "server certificate"),
        ("privateKey", "private key"),
        ("caCertificates", "CA bundle"),
        ("tlsCertificates", "tlsCertificates"),
        ("credentialName", "credentialName"),
        ("credentialNames", "credentialNames"),
    ] {
        if has(tls, key) {
            rules.law_with(&tls.key(key), &law::TLS_MUTUAL_EXTRA, words);
        }
    }
}

fn passing(tls: &Spot<'_>, mode: &str, rules: &mut Rules) {
    let keys = ["serverCertificate", "privateKey", "caCertificates", "caCrl", "credentialName", "credentialNames"];
    if let Some(key) = keys.into_iter().find(|key| has(tls, key)) {
        rules.law_with(&tls.key(key), &law::TLS_IGNORED, mode);
    }
}

/// Modes that end TLS: a certificate, its key, and what to check clients against.
fn ending(tls: &Spot<'_>, rules: &mut Rules) {
    let mode = tls.key("mode").word();
    let shown = format!("{mode} TLS");
    if has(tls, "credentialName") || has(tls, "credentialNames") {
        if has(tls, "caCrl") && mode != "SIMPLE" {
            rules.law(&tls.key("caCrl"), &law::TLS_CRL_CREDENTIAL);
        }
        return;
    }
    let need = |at: &Spot<'_>, key: &'static str, broken: &'static Law, rules: &mut Rules| {
        if !has(at, key) {
            rules.lacks_with(at, broken, &shown);
        }
    };
    let certificates = tls.key("tlsCertificates").items();
    if certificates.len() > 2 {
        rules.law_with(&tls.key("tlsCertificates"), &law::TLS_CERTIFICATES_MANY, &shown);
    }
    let each: Vec<Spot<'_>> = if certificates.is_empty() { vec![tls.clone()] } else { certificates };
    for certificate in &each {
        need(certificate, "serverCertificate", &law::TLS_CERTIFICATE, rules);
        need(certificate, "privateKey", &law::TLS_KEY, rules);
    }
    if mode == "SIMPLE" {
        if has(tls, "caCrl") {
            rules.law(&tls.key("caCrl"), &law::TLS_CRL_SIMPLE);
        }
    } else if !has(tls, "caCertificates") && !each.iter().all(|certificate| has(certificate, "caCertificates")) {
        rules.lacks_with(tls, &law::TLS_CLIENT_CA, &shown);
    }
}
