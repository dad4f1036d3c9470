//! `ValidateConfigMap` and `ValidateSecret` (`pkg/apis/core/validation/validation.go`).

use super::{Rules, Spot, meta, names};
use crate::base64;
use crate::problem::Rule;
use std::collections::BTreeSet;

/// Checks a ConfigMap.
pub(crate) fn config_map(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let (data, binary) = (object.key("data"), object.key("binaryData"));
    keys(&data, rules);
    keys(&binary, rules);
    encoded(&binary, rules);
    let taken: BTreeSet<&str> = data.entries().into_iter().map(|(key, _)| key).collect();
    for (key, entry) in binary.entries() {
        if taken.contains(key) {
            rules.invalid_value(&entry, format!("{key:?}"), Rule::ConfigKeyTwice, "");
        }
    }
}

/// Checks a Secret.
pub(crate) fn secret(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let (data, texts) = (object.key("data"), object.key("stringData"));
    keys(&data, rules);
    keys(&texts, rules);
    encoded(&data, rules);
    typed(object, rules);
}

/// What each type of Secret must have.
fn typed(object: &Spot<'_>, rules: &mut Rules) {
    let (data, texts) = (object.key("data"), object.key("stringData"));
    let has = |key: &'static str| data.key(key).exists() || texts.key(key).exists();
    let mut need = |key: &'static str, rule: Rule| {
        if !has(key) {
            rules.required_with(&data.key(key), rule, key);
        }
    };
    match object.key("type").word() {
        "kubernetes.io/tls" => ["tls.crt", "tls.key"].into_iter().for_each(|key| need(key, Rule::TlsSecretKey)),
        "kubernetes.io/dockercfg" => need(".dockercfg", Rule::SecretKey),
        "kubernetes.io/dockerconfigjson" => need(".dockerconfigjson", Rule::SecretKey),
        "kubernetes.io/ssh-auth" => need("ssh-privatekey", Rule::SecretKey),
        "kubernetes.io/basic-auth" if !has("username") && !has("password") => need("username", Rule::SecretKey),
        "kubernetes.io/service-account-token" => {
            let account = object.keys(&["metadata", "annotations", "kubernetes.io/service-account.name"]);
            if account.word().is_empty() {
                rules.required(&account, Rule::SecretAccount);
            }
        }
        _ => {}
    }
}

fn keys(data: &Spot<'_>, rules: &mut Rules) {
    for (key, entry) in data.entries() {
        rules.form(&entry, key, names::config_key);
    }
}

/// Bytes come in base64 (Go's `encoding/json` for `[]byte`).
fn encoded(data: &Spot<'_>, rules: &mut Rules) {
    for (_, entry) in data.entries() {
        if entry.text().is_some_and(|text| base64::decode(text).is_none()) {
            rules.invalid(&entry, Rule::Base64);
        }
    }
}
