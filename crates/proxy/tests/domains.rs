//! Which virtual host a request's authority chooses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::why;
use malla_proxy::{Domain, RouteTable, VirtualHost};

/// A table with one virtual host a domain, named after it.
fn table(domains: &[&str]) -> RouteTable {
    let hosts = domains.iter().map(|domain| VirtualHost::new(domain, &[domain], vec![], why(0))).collect();
    RouteTable::new("t", hosts, why(0))
}

fn chosen(table: &RouteTable, authority: &str) -> String {
    table.virtual_host(authority).map_or_else(|| "-".into(), |(host, _)| host.name.clone())
}

/// Envoy's order: exact, longest suffix wildcard, longest prefix wildcard, `*`; the list's order does not matter.
#[test]
fn the_most_specific_domain_wins_whatever_the_order() {
    let mut domains = ["*", "web.*", "web.foo.*", "*.com", "*.foo.com", "*-web.foo.com", "web.foo.com", "Upper.Com"];
    let cases = [
        ("web.foo.com", "web.foo.com"),
        ("WEB.FOO.com", "web.foo.com"),
        ("upper.com", "Upper.Com"),
        ("a-web.foo.com", "*-web.foo.com"),
        ("-web.foo.com", "*.foo.com"),
        ("x.y.foo.com", "*.foo.com"),
        ("foo.com", "*.com"),
        ("web.foo.org", "web.foo.*"),
        ("web.org", "web.*"),
        ("web.", "*"),
        (".com", "*"),
        ("10.0.0.1", "*"),
        ("", "*"),
    ];
    for _ in 0..2 {
        for (authority, name) in cases {
            assert_eq!(chosen(&table(&domains), authority), name, "{authority}");
        }
        domains.reverse();
    }
}

#[test]
fn the_port_counts_unless_it_is_ignored() {
    let mut table = table(&["web.com", "web.com:8080", "[fd00::1]"]);
    let cases = [
        ("web.com", "web.com", "web.com"),
        ("web.com:8080", "web.com:8080", "web.com"),
        ("web.com:90", "-", "web.com"),
    ];
    for (authority, counting, ignoring) in cases {
        table.ignore_port_in_host_matching = false;
        assert_eq!(chosen(&table, authority), counting, "{authority}");
        table.ignore_port_in_host_matching = true;
        assert_eq!(chosen(&table, authority), ignoring, "{authority}");
    }
    assert_eq!(chosen(&table, "[fd00::1]:80"), "[fd00::1]");
    assert_eq!(chosen(&table, "[fd00::1]"), "[fd00::1]");
    assert_eq!(chosen(&table, "web.com:http"), "-", "no port, no stripping");
}

#[test]
fn one_label_means_one() {
    let domain = Domain::parse_one_label("*.foo.com");
    assert_eq!(domain.to_string(), "*.foo.com");
    for (host, yes) in [("bar.foo.com", true), ("baz.bar.foo.com", false), ("foo.com", false), (".foo.com", false)] {
        assert_eq!(domain.matches(host).is_some(), yes, "{host}");
    }
    assert_eq!(Domain::parse_one_label("foo.com"), Domain::Exact("foo.com".into()));
}

#[test]
fn nobody_answers_for_a_host_without_a_domain() {
    let table = table(&["web.com", "*.web.com"]);
    assert_eq!(table.virtual_host("other.com"), None);
    let refusal = table.virtual_hosts[1].matches("web.com").expect_err("the star is at least one character");
    assert_eq!((refusal.wanted.as_str(), refusal.found.as_str()), ("*.web.com", "web.com"));
}

#[test]
fn among_equal_domains_the_first_wins() {
    let twice = ["a", "b"].map(|name| VirtualHost::new(name, &["x.com", "*"], vec![], why(0)));
    let table = RouteTable::new("t", twice.into(), why(0));
    assert_eq!(chosen(&table, "x.com"), "a");
    assert_eq!(chosen(&table, "y.com"), "a");
}
