//! `ValidateAuthorizationPolicy`. The policy itself is kept and does nothing.

use super::{Rules, Spot, names, target};
use crate::ip;
use crate::problem::webhook as law;

/// What only requests have, so that it says nothing of other connections.
const HTTP_SOURCE: &[&str] = &["requestPrincipals", "notRequestPrincipals"];
const HTTP_OPERATION: &[&str] = &["hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"];

const SOURCE: &[&str] = &[
    "principals",
    "requestPrincipals",
    "namespaces",
    "serviceAccounts",
    "ipBlocks",
    "remoteIpBlocks",
    "trustDomains",
    "notPrincipals",
    "notRequestPrincipals",
    "notNamespaces",
    "notServiceAccounts",
    "notIpBlocks",
    "notRemoteIpBlocks",
    "notTrustDomains",
];

const OPERATION: &[&str] = &["ports", "methods", "hosts", "paths", "notPorts", "notMethods", "notHosts", "notPaths"];

/// What a provider outside is not told of.
const NOT_CUSTOM: &[&str] =
    &["namespaces", "notNamespaces", "principals", "notPrincipals", "requestPrincipals", "notRequestPrincipals"];

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let spec = object.key("spec");
    let action = Some(spec.key("action").word()).filter(|word| !word.is_empty()).unwrap_or("ALLOW");
    target::check(&spec, rules);
    dry_run(object, action, rules);
    actions(&spec, action, rules);
    for (at, rule) in spec.key("rules").items().iter().enumerate() {
        parts(rule, at, rules);
        for condition in rule.key("when").items() {
            when(&condition, rules);
        }
        if action == "CUSTOM" {
            custom(rule, rules);
        }
        if action == "DENY" && is_http_only(rule) {
            rules.law(rule, &law::DENY_HTTP);
        }
    }
}

/// `checkDryRunAnnotation`.
fn dry_run(object: &Spot<'_>, action: &str, rules: &mut Rules) {
    let written = object.keys(&["metadata", "annotations", "istio.io/dry-run"]);
    if !written.exists() {
        return;
    }
    if !matches!(
        written.word(),
        "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False"
    ) {
        rules.law_with(&written, &law::DRY_RUN_VALUE, written.word());
    }
    if !matches!(action, "ALLOW" | "DENY") {
        rules.law_with(&written, &law::DRY_RUN_ACTION, action);
    }
}

/// What an action needs and excludes.
fn actions(spec: &Spot<'_>, action: &str, rules: &mut Rules) {
    let (list, provider) = (spec.key("rules"), spec.key("provider"));
    match action {
        "CUSTOM" => {
            if !list.has_items() {
                rules.lacks_with(spec, &law::CUSTOM_RULES, "{}");
            }
            if provider.key("name").word().is_empty() {
                rules.lacks(spec, &law::CUSTOM_PROVIDER);
            }
        }
        "DENY" if !list.has_items() => rules.lacks_with(spec, &law::DENY_RULES, "{}"),
        _ => {}
    }
    if action != "CUSTOM" && provider.exists() {
        rules.law_with(&provider, &law::PROVIDER_ACTION, action);
    }
}

fn parts(rule: &Spot<'_>, at: usize, rules: &mut Rules) {
    for (key, inner, fields) in [("from", "source", SOURCE), ("to", "operation", OPERATION)] {
        let list = rule.key(key);
        if list.exists() && !list.has_items() {
            rules.law_with(&list, &law::RULE_PART, &format!("`{key}` must not be empty, found at rule {at}"));
        }
        for item in list.items() {
            let part = item.key(inner);
            let written = fields.iter().any(|field| part.key(field).has_items());
            if !part.exists() {
                rules.lacks_with(
                    &item,
                    &law::RULE_PART,
                    &format!("`{key}.{inner}` must not be nil, found at rule {at}"),
                );
            } else if !written {
                rules.lacks_with(
                    &part,
                    &law::RULE_PART,
                    &format!("`{key}.{inner}` must not be empty, found at rule {at}"),
                );
            }
            fields.iter().for_each(|field| values(&part.key(field), field, rules));
            accounts(&part, rules);
        }
    }
}

fn accounts(source: &Spot<'_>, rules: &mut Rules) {
    let any = |keys: &[&'static str]| keys.iter().any(|key| source.key(key).exists());
    if any(&["serviceAccounts", "notServiceAccounts"])
        && any(&["principals", "notPrincipals", "namespaces", "notNamespaces"])
    {
        rules.law(source, &law::RULE_ACCOUNTS);
    }
}

/// The values of a field, each by the field's kind.
fn values(list: &Spot<'_>, field: &str, rules: &mut Rules) {
    for value in list.items() {
        if value.word().is_empty() {
            rules.law_with(&value, &law::RULE_VALUE, field);
        } else if field.to_lowercase().ends_with("ipblocks") {
            address(&value, rules);
        } else if field.to_lowercase().ends_with("ports") {
            port(&value, rules);
        }
    }
}

fn address(value: &Spot<'_>, rules: &mut Rules) {
    if ip::parse(value.word()).is_none() && names::network(value.word()).is_none() {
        rules.law_with(value, &law::RULE_ADDRESS, value.word());
    }
}

fn port(value: &Spot<'_>, rules: &mut Rules) {
    if value.word().parse::<u16>().is_err() {
        rules.law_with(value, &law::RULE_PORT, value.word());
    }
}

/// `ValidateAttribute`.
fn when(condition: &Spot<'_>, rules: &mut Rules) {
    let key = condition.key("key");
    if key.exists() && key.word().is_empty() {
        rules.law(&key, &law::WHEN_KEY);
        return;
    }
    let values = [condition.key("values"), condition.key("notValues")];
    if !values.iter().any(Spot::has_items) {
        rules.lacks_with(condition, &law::WHEN_VALUES, key.word());
    }
    let each = || values.iter().flat_map(Spot::items);
    each()
        .filter(|value| value.word().is_empty())
        .for_each(|value| rules.law_with(&value, &law::RULE_VALUE, key.word()));
    match key.word() {
        "source.ip" | "remote.ip" | "destination.ip" => each().for_each(|value| address(&value, rules)),
        "destination.port" => each().for_each(|value| port(&value, rules)),
        word if word.is_empty() || is_attribute(word) => {}
        word => rules.law_with(&key, &law::WHEN_UNKNOWN, word),
    }
}

fn is_attribute(word: &str) -> bool {
    let keyed = |name: &str| word.strip_prefix(name).is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'));
    let plain = [
        "source.namespace",
        "source.principal",
        "source.serviceAccount",
        "source.trustDomain",
        "request.auth.principal",
        "request.auth.audiences",
        "request.auth.presenter",
        "connection.sni",
    ];
    plain.contains(&word)
        || keyed("request.headers")
        || keyed("request.auth.claims")
        || word.starts_with("experimental.envoy.filters.")
}

fn custom(rule: &Spot<'_>, rules: &mut Rules) {
    for item in rule.key("from").items() {
        for field in NOT_CUSTOM {
            let list = item.key("source").key(field);
            if list.exists() {
                rules.law_with(&list, &law::CUSTOM_FIELD, field);
            }
        }
    }
    for condition in rule.key("when").items() {
        let key = condition.key("key");
        if matches!(key.word(), "source.namespace" | "source.principal") || key.word().starts_with("request.auth.") {
            rules.law_with(&key, &law::CUSTOM_FIELD, key.word());
        }
    }
}

/// Whether a rule speaks of requests and names no port.
fn is_http_only(rule: &Spot<'_>) -> bool {
    let any = |key: &'static str, inner: &'static str, fields: &[&'static str]| {
        rule.key(key).items().iter().any(|item| fields.iter().any(|field| item.key(inner).key(field).has_items()))
    };
    (any("from", "source", HTTP_SOURCE) || any("to", "operation", HTTP_OPERATION))
        && !any("to", "operation", &["ports", "notPorts"])
}
