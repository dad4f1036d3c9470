//! The forms of names: apimachinery's `pkg/util/validation/validation.go`, without its regular expressions.

use crate::ip;
use crate::problem::Rule;
use std::net::IpAddr;

/// A check of a text's form: the rules it breaks, each with what its sentence leaves open.
pub(crate) type Check = fn(&str) -> Vec<(Rule, String)>;

/// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`.
fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// `IsDNS1123Label`.
pub(crate) fn label(text: &str) -> Vec<(Rule, String)> {
    both(text, 63, is_label, Rule::Dns1123Label, suggest)
}

/// `IsDNS1123Subdomain`.
pub(crate) fn subdomain(text: &str) -> Vec<(Rule, String)> {
    both(text, 253, |text| text.split('.').all(is_label), Rule::Dns1123Subdomain, suggest)
}

/// `IsDNS1035Label`: Service names.
pub(crate) fn dns1035(text: &str) -> Vec<(Rule, String)> {
    let valid = |text: &str| is_label(text) && text.starts_with(|c: char| c.is_ascii_lowercase());
    let suggest = |text: &str| suggest(text).trim_start_matches(|c: char| !c.is_ascii_lowercase()).to_owned();
    both(text, 63, valid, Rule::Dns1035Label, suggest)
}

/// `IsValidPathSegmentName`: names of roles, which may hold colons and capitals.
pub(crate) fn path_segment(text: &str) -> Vec<(Rule, String)> {
    let has = |word: &str| vec![(Rule::PathSegmentHas, word.to_owned())];
    match text {
        "." | ".." => vec![(Rule::PathSegmentIs, text.to_owned())],
        text if text.contains('/') => has("/"),
        text if text.contains('%') => has("%"),
        _ => Vec::new(),
    }
}

/// `IsWildcardDNS1123Subdomain`.
pub(crate) fn wildcard(text: &str) -> Vec<(Rule, String)> {
    let valid = |text: &str| text.strip_prefix("*.").is_some_and(|rest| rest.split('.').all(is_label));
    both(text, 253, valid, Rule::WildcardSubdomain, suggest)
}

/// A host of an Ingress: a name, perhaps with a wildcard in front.
pub(crate) fn host(text: &str) -> Vec<(Rule, String)> {
    if text.contains('*') { wildcard(text) } else { subdomain(text) }
}

/// `IsValidPortName` (IANA service names, RFC 6335 section 5.1).
pub(crate) fn port_name(text: &str) -> Vec<(Rule, String)> {
    let shape = is_label(text) && text.len() <= 15 && !text.contains("--");
    let valid = shape && text.bytes().any(|b| b.is_ascii_lowercase());
    broken(!valid, Rule::PortName)
}

/// `([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]`.
fn is_name_part(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let end = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    text.bytes().all(inner) && end(text.bytes().next()) && end(text.bytes().last())
}

/// `IsQualifiedName`: an optional domain, a slash, a name of at most 63 characters.
pub(crate) fn is_qualified(text: &str) -> bool {
    match text.split_once('/') {
        Some((domain, name)) => {
            subdomain(domain).is_empty() && !domain.is_empty() && is_name_part(name) && name.len() <= 63
        }
        None => is_name_part(text) && text.len() <= 63,
    }
}

/// `IsQualifiedName`.
pub(crate) fn qualified(text: &str) -> Vec<(Rule, String)> {
    broken(!is_qualified(text), Rule::QualifiedName)
}

/// `IsQualifiedName` of a label's or annotation's key.
pub(crate) fn label_key(text: &str) -> Vec<(Rule, String)> {
    broken(!is_qualified(text), Rule::LabelKey)
}

/// `IsValidLabelValue`.
pub(crate) fn label_value(text: &str) -> Vec<(Rule, String)> {
    if text.len() > 63 {
        return vec![(Rule::TooLong, "63".into())];
    }
    broken(!text.is_empty() && !is_name_part(text), Rule::LabelValue)
}

/// `IsConfigMapKey`.
pub(crate) fn config_key(text: &str) -> Vec<(Rule, String)> {
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let valid = !text.is_empty() && text.bytes().all(inner) && text != "." && !text.starts_with("..");
    if text.len() > 253 { vec![(Rule::TooLong, "253".into())] } else { broken(!valid, Rule::ConfigKey) }
}

/// `IsEnvVarName`.
pub(crate) fn env_name(text: &str) -> Vec<(Rule, String)> {
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let valid = !text.is_empty() && text.bytes().all(inner) && !text.starts_with(|c: char| c.is_ascii_digit());
    broken(!valid || text == "." || text.starts_with(".."), Rule::EnvName)
}

/// `IsDomainPrefixedPath`.
pub(crate) fn domain_path(text: &str) -> Vec<(Rule, String)> {
    let valid = text.split_once('/').is_some_and(|(domain, path)| {
        let inner = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~%!$&'()*+,;=:@".contains(&b);
        subdomain(domain).is_empty() && !domain.is_empty() && !path.is_empty() && path.bytes().all(inner)
    });
    broken(!valid, Rule::IngressClassController)
}

/// `IsValidIP`.
pub(crate) fn address(text: &str) -> Vec<(Rule, String)> {
    broken(ip::parse(text).is_none(), Rule::IpAddress)
}

/// `IsValidCIDR`.
pub(crate) fn cidr(text: &str) -> Vec<(Rule, String)> {
    broken(network(text).is_none(), Rule::Cidr)
}

/// `IsValidPortNum`.
pub(crate) const fn is_port(number: i64) -> bool {
    number >= 1 && number <= 65_535
}

/// A network's address and the number of its bits.
pub(crate) fn network(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = text.split_once('/')?;
    let address = ip::parse(address)?;
    let plain = !bits.is_empty() && bits.len() <= 3 && bits.bytes().all(|b| b.is_ascii_digit());
    let bits: u32 = bits.parse().ok().filter(|_| plain)?;
    (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
}

/// Whether a network contains an address.
pub(crate) fn contains(network: (IpAddr, u32), address: IpAddr) -> bool {
    let bits = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => (u128::from(u32::from(ip)) << 96, 4),
        IpAddr::V6(ip) => (u128::from(ip), 6),
    };
    let ((a, family), (b, other)) = (bits(network.0), bits(address));
    family == other && (network.1 == 0 || (a ^ b) >> (128 - network.1) == 0)
}

fn broken(broken: bool, rule: Rule) -> Vec<(Rule, String)> {
    if broken { vec![(rule, String::new())] } else { Vec::new() }
}

fn both(
    text: &str,
    longest: usize,
    valid: impl Fn(&str) -> bool,
    rule: Rule,
    suggest: impl Fn(&str) -> String,
) -> Vec<(Rule, String)> {
    let mut out = Vec::new();
    if text.len() > longest {
        out.push((Rule::TooLong, longest.to_string()));
    }
    if !valid(text) {
        let better = suggest(text);
        out.push((rule, if valid(&better) { better } else { "my-name".into() }));
    }
    out
}

/// The nearest text that could be a name.
fn suggest(text: &str) -> String {
    let lower = text.to_lowercase();
    let plain = |c: char| if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' { c } else { '-' };
    lower.chars().map(plain).collect::<String>().trim_matches(|c| c == '-' || c == '.').into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion(check: Check, text: &str) -> Option<String> {
        check(text).pop().map(|(_, detail)| detail)
    }

    #[test]
    fn a_wrong_name_comes_with_a_right_one() {
        assert_eq!(suggestion(dns1035, "My_Service").as_deref(), Some("my-service"));
        assert_eq!(suggestion(dns1035, "1web").as_deref(), Some("web"));
        assert_eq!(suggestion(dns1035, "123").as_deref(), Some("my-name"));
        assert_eq!(suggestion(subdomain, "-Web.1-").as_deref(), Some("web.1"));
        assert_eq!(suggestion(label, "ñandú").as_deref(), Some("and"));
        assert_eq!(suggestion(label, "fine"), None);
    }

    #[test]
    fn a_network_contains_its_own() {
        let inside = |net: &str, ip: &str| contains(network(net).unwrap(), ip.parse().unwrap());
        assert!(inside("10.10.0.0/16", "10.10.1.101"));
        assert!(!inside("10.10.0.0/16", "10.11.1.101"));
        assert!(inside("0.0.0.0/0", "1.2.3.4"));
        assert!(!inside("0.0.0.0/0", "::1"));
        assert!(inside("2001:db8::/64", "2001:db8::ffff"));
        assert!(inside("10.0.0.1/32", "10.0.0.1"));
        for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "a/8", "10.0.0.0/08x"] {
            assert_eq!(network(text), None, "{text}");
        }
    }
}
