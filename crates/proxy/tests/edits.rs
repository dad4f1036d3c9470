//! What is changed on the way: headers, path, authority; redirects; the access log.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Bench, cluster, connection, forward, pattern, template, why};
use malla_proxy::*;

fn pairs(headers: &Headers) -> Vec<String> {
    headers.iter().map(|(name, value)| format!("{name}: {value}")).collect()
}

#[test]
fn headers_keep_their_order_and_ignore_case() {
    let mut headers: Headers =
        [("A", "1"), ("B", "2"), ("a", "3")].map(|(n, v)| (n.to_owned(), v.to_owned())).into_iter().collect();
    assert_eq!(headers.get("A").as_deref(), Some("1,3"));
    headers.set("b", "4");
    assert_eq!(pairs(&headers), ["a: 1", "b: 4", "a: 3"]);
    headers.set("a", "5");
    assert_eq!(pairs(&headers), ["a: 5", "b: 4"]);
    headers.set("c", "6");
    headers.remove("A");
    assert_eq!(pairs(&headers), ["b: 4", "c: 6"]);
    assert_eq!(headers.get("a"), None);
}

/// One route through weighted cluster, route, virtual host, table and connection manager, each with its edits.
fn levels(mut fill: impl FnMut(&str) -> Vec<HeaderEdit>) -> Bench {
    let mut weighted = WeightedCluster::new("c", 1, why(12));
    weighted.request_headers = HeaderEdits::new(fill("weighted"));
    let action = Action::forward(ClusterChoice::Weighted(vec![weighted]));
    let mut route = Route::new("all", RouteMatch::path(PathMatch::prefix("/")), action, why(11));
    route.request_headers = HeaderEdits::new(fill("route"));
    let mut host = VirtualHost::new("web", &["*"], vec![route], why(10));
    host.request_headers = HeaderEdits::new(fill("host"));
    let mut bench = Bench::new(Dialect::envoy(), vec![host], vec![cluster("c", &["10.0.0.1:80"])]);
    if let Some(table) = bench.proxy.route_tables.get_mut("http") {
        table.request_headers = HeaderEdits::new(fill("table"));
    }
    bench.http.request_headers = HeaderEdits::new(fill("http"));
    bench
}

#[test]
fn the_more_general_level_writes_last() {
    let set = |level: &str| vec![HeaderEdit::Set("x-set".into(), Template::plain(level))];
    let add = |level: &str| vec![HeaderEdit::Add("x-add".into(), Template::plain(level))];
    let absent = |level: &str| vec![HeaderEdit::AddIfAbsent("x-if".into(), Template::plain(level))];
    let request = Request::get("x", "/").with("x-add", "client");
    assert_eq!(
        pairs(&forward(levels(set).route(&request)).request.headers),
        ["x-add: client", "x-forwarded-proto: http", "x-set: http"]
    );
    let added = forward(levels(add).route(&request)).request.headers.get("x-add");
    assert_eq!(added.as_deref(), Some("client,weighted,route,host,table,http"));
    assert_eq!(forward(levels(absent).route(&request)).request.headers.get("x-if").as_deref(), Some("weighted"));
}

#[test]
fn within_a_level_what_is_removed_goes_first() {
    let edits = |level: &str| match level {
        "route" => vec![
            HeaderEdit::Add("x-a".into(), Template::plain("new")),
            HeaderEdit::Remove("X-A".into()),
            HeaderEdit::Set("x-empty".into(), template("%REQ(x-none)%")),
            HeaderEdit::Set(":authority".into(), Template::plain("other.com")),
            HeaderEdit::Set("x-peer".into(), template("%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% 100%% %REQ(x-b?x-c)%")),
            HeaderEdit::Set("x-gone".into(), template("%REQ(x-a)%")),
        ],
        _ => vec![],
    };
    let request =
        forward(levels(edits).route(&Request::get("x", "/").with("x-a", "old").with("x-c", "client"))).request;
    assert_eq!(
        pairs(&request.headers),
        ["x-c: client", "x-forwarded-proto: http", "x-peer: 10.0.0.9 100% client", "x-a: new"]
    );
    assert_eq!(request.authority, "other.com");
}

#[test]
fn peer_and_port_as_the_connection_manager_has_them() {
    let mut bench = levels(|_| vec![]);
    bench.http.use_remote_address = true;
    bench.http.strip_any_host_port = true;
    let told = forward(bench.route(&Request::get("web.com:8080", "/").with("x-forwarded-for", "192.0.2.1"))).request;
    assert_eq!(told.authority, "web.com");
    assert_eq!(
        pairs(&told.headers),
        ["x-forwarded-for: 192.0.2.1,10.0.0.9", "x-envoy-external-address: 10.0.0.9", "x-forwarded-proto: http"]
    );
}

#[test]
fn rewrites_keep_the_query() {
    let exact = PathMatch::exact("/foo/bar");
    let whole = PathRewrite::Whole("/x".into());
    let prefix = |text: &str| PathRewrite::Prefix(text.into());
    let regex = PathRewrite::Regex { pattern: pattern("^/([^/]+)/(.*)$"), substitution: r"/\2/\1".into() };
    let cases = [
        (PathMatch::prefix("/foo"), prefix("/x"), "/x/bar?q=1"),
        (PathMatch::prefix("/foo/"), prefix("/"), "/bar?q=1"),
        (PathMatch::path_separated_prefix("/foo"), prefix("/x"), "/x/bar?q=1"),
        (exact.clone(), prefix("/x"), "/x?q=1"),
        (PathMatch::Regex(pattern("/foo/.*")), prefix("/x"), "/x?q=1"),
        (exact.clone(), whole, "/x?q=1"),
        (exact.clone(), regex, "/bar/foo?q=1"),
        (exact, PathRewrite::Keep, "/foo/bar?q=1"),
    ];
    for (path, rewrite, expected) in cases {
        let mut action = ForwardAction::new(ClusterChoice::One("c".into()));
        action.rewrite = Rewrite { path: rewrite, authority: Some("in.home".into()) };
        let route = Route::new("r", RouteMatch::path(path), Action::Forward(Box::new(action)), why(11));
        let hosts = vec![VirtualHost::new("web", &["*"], vec![route], why(10))];
        let mut bench = Bench::new(Dialect::envoy(), hosts, vec![cluster("c", &["10.0.0.1:80"])]);
        let Request { path, authority, .. } = forward(bench.route(&Request::get("x", "/foo/bar?q=1"))).request;
        assert_eq!((path.as_str(), authority.as_str()), (expected, "in.home"));
    }
}

#[test]
fn redirects_change_what_they_name() {
    let change = |fill: fn(&mut Redirect)| {
        let mut redirect = Redirect::new();
        fill(&mut redirect);
        redirect
    };
    let cases = [
        (change(|_| {}), "http://web.com:8080/foo/bar?q=1"),
        (change(|r| r.host = Some("new.com".into())), "http://new.com/foo/bar?q=1"),
        (change(|r| r.port = Some(9090)), "http://web.com:9090/foo/bar?q=1"),
        (change(|r| r.scheme = Some("https".into())), "https://web.com:8080/foo/bar?q=1"),
        (change(|r| r.path = RedirectPath::Whole("/new".into())), "http://web.com:8080/new?q=1"),
        (change(|r| r.path = RedirectPath::Whole("/new?z".into())), "http://web.com:8080/new?z"),
        (change(|r| r.path = RedirectPath::Prefix("/new".into())), "http://web.com:8080/new/bar?q=1"),
        (change(|r| r.strip_query = true), "http://web.com:8080/foo/bar"),
    ];
    let request = Request::get("web.com:8080", "/foo/bar?q=1");
    for (redirect, expected) in cases {
        assert_eq!(redirect.location(&PathMatch::prefix("/foo"), &request), expected);
    }
    let own_port = Request::get("web.com:80", "/");
    assert_eq!(Redirect::to_https().location(&PathMatch::prefix("/"), &own_port), "https://web.com/");
    assert_eq!(Redirect::new().location(&PathMatch::prefix("/"), &own_port), "http://web.com:80/");
}

#[test]
fn a_template_that_is_none_is_refused() {
    let unknown = |text: &str| TemplateRefusal::UnknownOperator(text.into());
    let cases = [
        ("50%", TemplateRefusal::Unclosed),
        ("%NO%", unknown("NO")),
        ("%NO(x)%", unknown("NO(x)")),
        ("%REQ(x%", TemplateRefusal::Unclosed),
    ];
    for (text, refusal) in cases {
        assert_eq!(Template::parse(text), Err(refusal), "{text}");
    }
}

#[test]
fn the_access_log_has_a_hyphen_for_everything_that_is_missing() {
    let request = Request::get("web.com", "/new").with("x-envoy-original-path", "/old").with("user-agent", "curl/8");
    let connection = connection();
    let outcome = Outcome {
        start_time: Some("2025-01-01T00:00:00.000Z".into()),
        status: Some(503),
        flags: Some("URX,UF".into()),
        details: Some(Trouble::ConnectRefused.details().into()),
        upstream_host: Some("10.1.0.1:80".into()),
        upstream_cluster: Some("c".into()),
        route: Some("all".into()),
        duration_ms: Some(3),
        bytes_sent: 91,
        ..Outcome::default()
    };
    let facts = Facts { request: &request, connection: &connection, response: None, outcome: &outcome };
    assert_eq!(
        Template::envoy_access_log().line(&facts),
        "[2025-01-01T00:00:00.000Z] \"GET /old HTTP/1.1\" 503 URX,UF \
         upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused} - \"-\" 0 91 3 - \"-\" \"curl/8\" \"-\" \"web.com\" \
         \"10.1.0.1:80\" c - 10.0.0.1:80 10.0.0.9:4000 - all"
    );
    assert_eq!(
        Template::combined_access_log().line(&facts),
        "10.0.0.9 - - [2025-01-01T00:00:00.000Z] \"GET /new HTTP/1.1\" 503 91 \"-\" \"curl/8\""
    );
    assert_eq!(
        template("%REQ(USER-AGENT):4% %RESP(x)% %START_TIME(%s)%").line(&facts),
        "curl - 2025-01-01T00:00:00.000Z"
    );
}
