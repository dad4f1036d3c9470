//! Expressions and what they come to, and that the rules of every definition can be read.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::{Program, Value};
use std::rc::Rc;

fn map(pairs: &[(&str, Value)]) -> Value {
    Value::Map(Rc::new(pairs.iter().map(|(key, value)| ((*key).into(), value.clone())).collect()))
}

/// What a rule says of a value, in words.
fn said(rule: &str, this: &Value) -> String {
    match Program::parse(rule) {
        Err(at) => format!("unreadable at {at}"),
        Ok(program) => program.holds(this).map_or_else(|fault| fault.words(), |holds| holds.to_string()),
    }
}

#[test]
fn rules_come_to_what_they_should() {
    let this = map(&[
        ("name", Value::text("web")),
        ("port", Value::Int(80)),
        ("tls", map(&[("mode", Value::text("Terminate"))])),
        ("hosts", Value::list(["a.com", "*.b.com"].map(Value::text).to_vec())),
        ("namespace", Value::text("n")),
    ]);
    for (rule, expected) in [
        ("self.name == 'web' && self.port == 80", "true"),
        ("self.port + 1 * 2 == 82", "true"),
        ("1 + 2 * 3 - 4 / 2 % 2 == 7", "true"),
        ("has(self.tls) && has(self.tls.mode) ? self.tls.mode != '' : false", "true"),
        ("has(self.nothing)", "false"),
        ("self.nothing == 1", "no such key: nothing"),
        ("self.nothing == 1 || true", "true"),
        ("self.nothing == 1 && false", "false"),
        ("self.hosts.all(h, h.contains('.'))", "true"),
        ("self.hosts.exists_one(h, h.startsWith('*.'))", "true"),
        ("self.hosts.filter(h, h.endsWith('b.com')).size() == 1", "true"),
        ("self.hosts.map(h, h.size()) == [5, 7]", "true"),
        ("self.hosts[1].substring(2).matches('^[a-z.]+$')", "true"),
        ("self.hosts[2] == ''", "index out of bounds: 2"),
        ("'web' in [self.name, \"x\"] && !('y' in self)", "true"),
        ("self.__namespace__ == 'n'", "true"),
        ("duration('90s') >= duration('1m30s')", "true"),
        ("duration('x') > duration('1s')", "type conversion error from 'string' to 'google.protobuf.Duration'"),
        ("int('80') == self.port && !isIP(self.name) && isIP('::1')", "true"),
        ("url('https://a').getScheme() in ['http', 'https']", "true"),
        ("{'a': 1}.size() == 1 && {}.size() == 0", "true"),
        ("r'\\d' == '\\\\d' && \"\"\"a'b\"\"\" == \"a'b\"", "true"),
        ("-self.port < 0 && 1.5 > 1 && 2u == 2", "true"),
        ("self.port // the number\n > 1", "true"),
        ("self.port", "no such overload"),
        ("self.port == ", "unreadable at 13"),
        ("self.all(h)", "undeclared reference to 'h'"),
        ("who == 1", "undeclared reference to 'who'"),
        (")++++", "unreadable at 0"),
    ] {
        assert_eq!(said(rule, &this), expected, "{rule}");
    }
}

#[test]
fn no_expression_is_too_deep() {
    for deep in ["(".repeat(100_000), "!".repeat(100_000), "[".repeat(100_000), "a?".repeat(100_000)] {
        assert!(Program::parse(&deep).is_err());
    }
    let long = vec!["true"; 1_000].join(" && ");
    assert!(long.len() > 5_000);
}
