//! Conditions on path, headers and query, and what they say when they say no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::pattern;
use malla_proxy::{HeaderMatch, PathMatch, Pattern, QueryMatch, Request, RouteMatch, StringMatch};

fn said(result: Result<(), malla_trace::Mismatch>) -> String {
    result.map_or_else(|no| format!("{}: {} but {}", no.condition, no.wanted, no.found), |()| "yes".into())
}

#[test]
fn paths() {
    let ignoring = |value: &str| PathMatch::Exact { value: value.into(), ignore_case: true };
    let loose = PathMatch::Prefix { value: "/Api".into(), ignore_case: true };
    let cases = [
        (PathMatch::prefix("/foo"), "/foo", "yes"),
        (PathMatch::prefix("/foo"), "/foobar", "yes"),
        (PathMatch::prefix("/foo"), "/foo/bar", "yes"),
        (PathMatch::prefix("/foo"), "/Foo", "prefix: /foo but /Foo"),
        (PathMatch::prefix("/foo/"), "/foo", "prefix: /foo/ but /foo"),
        (loose.clone(), "/aPI/x", "yes"),
        (loose, "/ap", "prefix: /Api but /ap"),
        (PathMatch::path_separated_prefix("/foo"), "/foo", "yes"),
        (PathMatch::path_separated_prefix("/foo"), "/foo/", "yes"),
        (PathMatch::path_separated_prefix("/foo/"), "/foo/bar", "yes"),
        (PathMatch::path_separated_prefix("/foo"), "/foobar", "path_separated_prefix: /foo but /foobar"),
        (PathMatch::path_separated_prefix("/"), "/anything", "yes"),
        (PathMatch::exact("/foo"), "/foo", "yes"),
        (PathMatch::exact("/foo"), "/foo/", "path: /foo but /foo/"),
        (ignoring("/FOO"), "/foo", "yes"),
        (ignoring("/FOO"), "/foo/", "path: /FOO but /foo/"),
        (PathMatch::Regex(pattern("/v[0-9]+/.*")), "/v12/x", "yes"),
        (PathMatch::Regex(pattern("/v[0-9]+")), "/v12/x", "safe_regex: /v[0-9]+ but /v12/x"),
        (PathMatch::Regex(pattern("/a|/b")), "/b", "yes"),
        (PathMatch::Regex(pattern("/a|/b")), "/bc", "safe_regex: /a|/b but /bc"),
    ];
    for (condition, path, expected) in cases {
        let route = RouteMatch::path(condition);
        for query in ["", "?a=/foo", "#part"] {
            assert_eq!(said(route.matches(&Request::get("x", &format!("{path}{query}")))), expected, "{path}{query}");
        }
    }
}

#[test]
fn headers() {
    let exact = |value: &str| StringMatch::Exact(value.into());
    let request = Request::new("POST", "https", "web.com:8080", "/p?q=1")
        .with("End-User", "jason")
        .with("X-List", "a")
        .with("x-list", "b")
        .with("x-empty", "");
    let cases = [
        (HeaderMatch::new("end-user", exact("jason")), "yes"),
        (HeaderMatch::new("END-USER", exact("Jason")), "header end-user: exact Jason but jason"),
        (HeaderMatch::new("end-user", StringMatch::ExactIgnoreCase("JASON".into())), "yes"),
        (HeaderMatch::new("end-user", StringMatch::Prefix("ja".into())), "yes"),
        (HeaderMatch::new("end-user", StringMatch::Suffix("on".into())), "yes"),
        (HeaderMatch::new("end-user", StringMatch::Contains("aso".into())), "yes"),
        (HeaderMatch::new("end-user", StringMatch::Regex(pattern("j.*"))), "yes"),
        (HeaderMatch::new("end-user", StringMatch::Regex(pattern("j"))), "header end-user: safe_regex j but jason"),
        (HeaderMatch::new("x-list", exact("a,b")), "yes"),
        (HeaderMatch::present("x-empty"), "yes"),
        (HeaderMatch::present("x-none"), "header x-none: present but (absent)"),
        (HeaderMatch::present("x-none").inverted(), "yes"),
        (HeaderMatch::present("end-user").inverted(), "header end-user: not present but jason"),
        (HeaderMatch::new("end-user", exact("jason")).inverted(), "header end-user: not exact jason but jason"),
        (HeaderMatch::new("end-user", exact("other")).inverted(), "yes"),
        (HeaderMatch::new("x-none", exact("a")).inverted(), "header x-none: not exact a but (absent)"),
        (HeaderMatch { missing_as_empty: true, ..HeaderMatch::new("x-none", exact("a")).inverted() }, "yes"),
        (HeaderMatch { missing_as_empty: true, ..HeaderMatch::new("x-none", exact("")) }, "yes"),
        (HeaderMatch::method("POST"), "yes"),
        (HeaderMatch::method("GET"), "header :method: exact GET but POST"),
        (HeaderMatch::authority(exact("web.com:8080")), "yes"),
        (HeaderMatch::new("Host", exact("web.com:8080")), "yes"),
        (HeaderMatch::new(":scheme", exact("https")), "yes"),
        (HeaderMatch::new(":path", exact("/p?q=1")), "yes"),
    ];
    for (condition, expected) in cases {
        assert_eq!(said(condition.matches(&request)), expected, "{condition}");
    }
}

#[test]
fn query_parameters() {
    let of = |name: &str, value: Option<&str>| QueryMatch {
        name: name.into(),
        value: value.map(|v| StringMatch::Exact(v.into())),
    };
    let request = Request::get("x", "/p?a=1&b&c=%C3%A9&a=2&bad=%zz#frag?d=4");
    let cases = [
        (of("a", Some("1")), "yes"),
        (of("a", Some("2")), "query a: exact 2 but 1"),
        (of("b", None), "yes"),
        (of("b", Some("")), "yes"),
        (of("c", Some("%C3%A9")), "yes"),
        (of("c", Some("é")), "query c: exact é but %C3%A9"),
        (of("bad", Some("%zz")), "yes"),
        (of("d", None), "query d: present but (absent)"),
    ];
    for (condition, expected) in cases {
        assert_eq!(said(condition.matches(&request)), expected, "{condition}");
    }
    assert_eq!(said(of("a", None).matches(&Request::get("x", "/p"))), "query a: present but (absent)");
}

#[test]
fn a_route_names_the_first_condition_that_says_no() {
    let route = RouteMatch::path(PathMatch::prefix("/p"))
        .with_header(HeaderMatch::method("GET"))
        .with_header(HeaderMatch::present("x-a"))
        .with_query(QueryMatch { name: "q".into(), value: None });
    assert_eq!(route.to_string(), "prefix /p, header :method exact GET, header x-a present, query q present");
    let cases = [
        (Request::get("x", "/q"), "prefix: /p but /q"),
        (Request::new("PUT", "http", "x", "/p"), "header :method: exact GET but PUT"),
        (Request::get("x", "/p"), "header x-a: present but (absent)"),
        (Request::get("x", "/p").with("x-a", "1"), "query q: present but (absent)"),
        (Request::get("x", "/p?q").with("x-a", "1"), "yes"),
    ];
    for (request, expected) in cases {
        assert_eq!(said(route.matches(&request)), expected);
    }
}

#[test]
fn a_text_that_is_no_pattern_is_refused_with_its_problem() {
    let refusal = Pattern::new("/a(").expect_err("unclosed");
    assert_eq!(refusal.text, "/a(");
    assert!(!refusal.problem.is_empty());
    assert!(Pattern::new("a)(b").is_err(), "the whole text counts, not what is put around it");
    assert_eq!(pattern("^/(.*)/x$").replace_all("/a/x", r"/\1/\\\0$1"), r"/a/\/a/x$1");
}
