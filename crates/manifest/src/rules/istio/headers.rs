//! Headers: their names in conditions and in changes, and the values a route may write.

use super::{Rules, Spot};
use crate::problem::webhook as law;

/// The Host header, by either of its names.
fn is_authority(name: &str) -> bool {
    name.eq_ignore_ascii_case(":authority") || name.eq_ignore_ascii_case("host")
}

/// RFC 7230 section 3.2.6, `tchar`, with a colon in front for HTTP/2's own.
fn is_name(text: &str) -> bool {
    let rest = text.strip_prefix(':').unwrap_or(text);
    let tchar = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !rest.is_empty() && rest.bytes().all(tchar)
}

/// `ValidateHTTPHeaderNameOrJwtClaimRoute`.
pub(super) fn matched(at: &Spot<'_>, name: &str, rules: &mut Rules) {
    if name.is_empty() {
        rules.law(at, &law::HEADER_EMPTY);
    } else if !name.starts_with('@') && !is_name(name) {
        rules.law_with(at, &law::HEADER_NAME, name);
    }
}

/// Headers that are changed, both ways.
pub(super) fn edits(edits: &Spot<'_>, rules: &mut Rules) {
    for (way, may_host) in [("request", true), ("response", false)].into_iter().filter(|_| edits.exists()) {
        for action in ["add", "set"] {
            for (name, value) in edits.key(way).key(action).entries() {
                changed(&value, name, may_host, rules);
                written(&value, rules);
            }
        }
        for name in edits.key(way).key("remove").items() {
            changed(&name, name.word(), false, rules);
        }
    }
}

/// `ValidateHTTPHeaderWithAuthorityOperationName` where the Host header may be set, else
/// `ValidateHTTPHeaderOperationName`.
fn changed(at: &Spot<'_>, name: &str, may_host: bool, rules: &mut Rules) {
    if name.is_empty() {
        rules.law(at, &law::HEADER_EMPTY);
    } else if !may_host && name.eq_ignore_ascii_case("host") {
        rules.law_with(at, &law::HEADER_HOST, name);
    } else if name.starts_with(':') && !(may_host && is_authority(name)) {
        rules.law_with(at, &law::HEADER_COLON, name);
    }
}

/// `validateHeaderValue`: a percent sign begins a variable of Envoy's, unless it is doubled.
fn written(at: &Spot<'_>, rules: &mut Rules) {
    let mut rest = at.word();
    while let Some(start) = rest.find('%') {
        let tail = &rest[start + 1..];
        rest = if let Some(tail) = tail.strip_prefix('%') {
            tail
        } else if let Some(tail) = variable(tail) {
            tail
        } else {
            rules.law_with(at, &law::HEADER_VALUE, &format!("Un-escaped % in {}", at.word()));
            return;
        };
    }
}

/// What follows a variable: `NAME%`, `NAME(arguments)%`, with `:length` or not.
fn variable(text: &str) -> Option<&str> {
    let name = |c: char| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit();
    let end = text.find(|c: char| !name(c)).filter(|end| *end > 0)?;
    let mut rest = &text[end..];
    if let Some(arguments) = rest.strip_prefix('(') {
        rest = &arguments[arguments.find(')')? + 1..];
    }
    if let Some(length) = rest.strip_prefix(':') {
        rest = length.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    rest.strip_prefix('%')
}

/// `validateAuthorityRewrite`: the Host header is written once.
pub(super) fn authority(rewrite: &Spot<'_>, edits: &Spot<'_>, rules: &mut Rules) {
    let mut current = rewrite.key("authority").word().to_owned();
    for action in ["set", "add"].into_iter().filter(|_| edits.exists()) {
        for (name, value) in edits.key("request").key(action).entries() {
            if !is_authority(name) {
                continue;
            }
            if !current.is_empty() {
                let words = format!("{current:?}, attempting to set {}", value.print());
                rules.law_with(&value, &law::AUTHORITY_TWICE, &words);
            }
            value.word().clone_into(&mut current);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_ends_with_a_percent_sign() {
        assert_eq!(variable("HOSTNAME% x"), Some(" x"));
        assert_eq!(variable("START_TIME(%Y)%"), Some(""));
        assert_eq!(variable("REQ(a):7%"), Some(""));
        assert_eq!(variable("oijasodifj"), None);
        assert_eq!(variable("START_TIME"), None);
        assert!(is_name(":authority") && is_name("funky!$#_") && !is_name("::") && !is_name("a\"b"));
    }
}
