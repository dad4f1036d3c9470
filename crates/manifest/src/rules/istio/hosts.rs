//! Host names (`ValidateWildcardDomain`, `ValidateFQDN` in istio `pkg/config/validation/agent`, `Name.Matches` in
//! `pkg/config/host`).

use super::{Rules, Spot};
use crate::ip;
use crate::problem::webhook as law;

/// `[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?`, 63 at most (`labels.IsDNS1123Label`).
pub(super) fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (1..=63).contains(&text.len()) && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// A first label: `*`, a label, or a label behind `*` or `*-` (`labels.IsWildcardDNS1123Label`).
fn is_wildcard_label(text: &str) -> bool {
    let rest = text.strip_prefix('*').map_or(text, |rest| rest.strip_prefix('-').unwrap_or(rest));
    text == "*" || is_label(rest)
}

/// Why a text is no domain name; nothing if it is one. `outbound_.80_.v1_.host` is the server name of a cluster.
fn fault(domain: &str, wildcard: bool) -> Option<String> {
    let domain = domain.strip_prefix("outbound_.").and_then(|rest| rest.splitn(3, '.').nth(2)).unwrap_or(domain);
    if domain.len() > 255 {
        return Some(format!("{domain:?} too long (max 255)"));
    }
    let mut labels: Vec<&str> = domain.split('.').collect();
    if wildcard {
        let first = labels.remove(0);
        if !is_wildcard_label(first) {
            return Some(format!("{domain:?} invalid (label {first:?} invalid)"));
        }
    }
    // The last part may be empty, for unambiguous names like `istio.io.`.
    if labels.last() == Some(&"") {
        labels.pop();
    }
    let top = labels.last().filter(|top| top.bytes().all(|b| b.is_ascii_digit()));
    if let Some(top) = top {
        return Some(format!("{domain:?} invalid (top level domain {top:?} cannot be all-numeric)"));
    }
    let wrong = labels.iter().find(|label| !is_label(label))?;
    Some(format!("{domain:?} invalid (label {wrong:?} invalid)"))
}

/// Whether it is a whole domain name.
pub(super) fn is_fqdn(text: &str) -> bool {
    !text.is_empty() && fault(text, false).is_none()
}

/// Whether it is a domain name, perhaps with a wildcard in front.
pub(super) fn is_domain(text: &str) -> bool {
    !text.is_empty() && fault(text, true).is_none()
}

/// `ValidateWildcardDomain`.
pub(super) fn domain(at: &Spot<'_>, text: &str, rules: &mut Rules) {
    if text.is_empty() {
        rules.lacks(at, &law::DOMAIN_EMPTY);
    } else if let Some(why) = fault(text, true) {
        rules.law_with(at, &law::DOMAIN, &why);
    }
}

/// Whether two hosts cover a common name (`Name.Matches`).
pub(super) fn meet(a: &str, b: &str) -> bool {
    match (a.strip_prefix('*'), b.strip_prefix('*')) {
        (Some(a), Some(b)) => a.ends_with(b) || b.ends_with(a),
        (Some(a), None) => b.ends_with(a),
        (None, Some(b)) => a.ends_with(b),
        (None, None) => a == b,
    }
}

/// Whether every name of one host is one of the other's (`Name.SubsetOf`).
pub(super) fn is_subset(inner: &str, outer: &str) -> bool {
    match (inner.strip_prefix('*'), outer.strip_prefix('*')) {
        (Some(inner), Some(outer)) => inner.ends_with(outer),
        (Some(_), None) => false,
        (None, Some(outer)) => inner.ends_with(outer),
        (None, None) => inner == outer,
    }
}

/// Whom a host with a namespace is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    Gateway,
    Sidecar,
}

/// `validateNamespaceSlashWildcardHostname`.
pub(super) fn scoped(at: &Spot<'_>, whom: For, rules: &mut Rules) {
    let text = at.word();
    let Some((namespace, host)) = text.split_once('/') else {
        match whom {
            For::Gateway => host_part(at, text, whom, rules),
            For::Sidecar => rules.law(at, &law::HOST_SLASH),
        }
        return;
    };
    if namespace.is_empty() || host.is_empty() {
        rules.law(at, &law::HOST_HALF);
        return;
    }
    // A tilde in front excludes, alone it is nobody; both only in Sidecars.
    let (named, place) = match whom {
        For::Gateway => (namespace, "gateway"),
        For::Sidecar => (namespace.strip_prefix('~').unwrap_or(namespace), "sidecar"),
    };
    let nobody = whom == For::Sidecar && named.is_empty();
    if !nobody && !matches!(named, "*" | ".") && !is_label_lower(named) {
        rules.law_with(at, &law::HOST_NAMESPACE, &format!("{namespace:?} in {place}"));
    }
    host_part(at, host, whom, rules);
}

fn is_label_lower(text: &str) -> bool {
    is_label(text) && !text.bytes().any(|b| b.is_ascii_uppercase())
}

/// `validateSidecarOrGatewayHostnamePart`.
fn host_part(at: &Spot<'_>, host: &str, whom: For, rules: &mut Rules) {
    if host != "*" && !host.contains('.') && !(whom == For::Gateway && ip::parse(host).is_some()) {
        rules.law(at, &law::SHORT_NAME);
    }
    if whom == For::Sidecar || ip::parse(host).is_none() {
        domain(at, host, rules);
    }
    if is_partial(host) {
        rules.law_with(at, &law::PARTIAL_WILDCARD, host);
    }
}

/// `*example.com`, without a dot behind the asterisk.
pub(super) fn is_partial(host: &str) -> bool {
    host.strip_prefix('*').is_some_and(|rest| !rest.is_empty() && !rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_read_as_istio_reads_them() {
        for (text, right) in [
            ("reviews", true),
            ("*.example.com", true),
            ("*", true),
            ("*-foo.baz", true),
            ("foo.*", false),
            ("istio.io.", true),
            ("a.123", false),
            ("foo.ba!r", false),
            ("outbound_.80_._.reviews.default", true),
            ("-", false),
        ] {
            assert_eq!(is_domain(text), right, "{text}");
        }
    }

    #[test]
    fn wildcards_meet_what_they_cover() {
        assert!(meet("*.foo.com", "a.foo.com") && meet("*.foo.com", "*.com") && meet("*", "x"));
        assert!(!meet("*.foo.com", "foo.com") && !meet("a", "b"));
        assert!(is_subset("a.foo.com", "*.foo.com") && !is_subset("*.com", "*.foo.com"));
    }
}
