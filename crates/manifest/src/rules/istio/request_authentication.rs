//! `ValidateRequestAuthentication`. The object itself is kept and does nothing.

use super::{Rules, Spot, target};
use crate::problem::webhook as law;
use crate::{Value, read_value};

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let spec = object.key("spec");
    target::check(&spec, rules);
    let dry = object.keys(&["metadata", "annotations", "istio.io/dry-run"]);
    if dry.exists() {
        rules.law(&dry, &law::DRY_RUN);
    }
    for rule in spec.key("jwtRules").items() {
        let uris = [rule.key("jwksUri"), rule.key("jwks_uri")];
        if rule.key("issuer").word().is_empty() && !uris.iter().any(Spot::exists) {
            rules.lacks(&rule, &law::JWT_ISSUER);
        }
        for uri in uris.iter().filter(|uri| uri.exists() && !is_url(uri.word())) {
            rules.law(uri, &law::JWT_URI);
        }
        keys(&rule.key("jwks"), rules);
        for header in rule.key("outputClaimToHeaders").items().iter().map(|claim| claim.key("header")) {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            if !header.word().bytes().all(plain) {
                let why = format!("{}: {} in body should match '^[-_A-Za-z0-9]+$'", header.print(), header.path());
                rules.law_with(&header, &law::TARGET_FORM, &why);
            }
        }
    }
}

/// `http://` or `https://`, a host, perhaps a port.
fn is_url(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    !host.is_empty() && port.bytes().all(|b| b.is_ascii_digit() || b == b']')
}

/// `validateJwtRule`: JSON with keys; a private part is not wanted.
fn keys(jwks: &Spot<'_>, rules: &mut Rules) {
    if jwks.word().is_empty() {
        return;
    }
    // JSON is YAML; of the keys themselves only their parts' names are read.
    let Ok(Value::Map(set)) = read_value(jwks.word()) else {
        rules.law_with(jwks, &law::JWT_KEYS, jwks.word());
        return;
    };
    let Some((_, Value::List(keys))) = set.iter().find(|(name, _)| name == "keys") else { return };
    for (at, _) in keys.iter().enumerate().filter(|(_, key)| key.get("d").is_some()) {
        rules.law_with(jwks, &law::JWT_PRIVATE, &at.to_string());
    }
}
