//! A request's whole way: every decision with its cause, and every route that was skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Bench, cluster, why};
use malla_proxy::*;

fn bench(dialect: Dialect) -> Bench {
    let end_user = HeaderMatch::new("end-user", StringMatch::Exact("jason".into()));
    let jason = RouteMatch::path(PathMatch::prefix("/")).with_header(end_user);
    let mut old = ForwardAction::new(ClusterChoice::One("v1".into()));
    old.rewrite.path = PathRewrite::Prefix("/new".into());
    let routes = vec![
        Route::new("jason", jason, Action::forward(ClusterChoice::One("v2".into())), why(11)),
        Route::new("", RouteMatch::path(PathMatch::prefix("/old")), Action::Forward(Box::new(old)), why(12)),
        Route::to("gone", PathMatch::exact("/gone"), "nobody", why(13)),
        Route::to("empty", PathMatch::exact("/empty"), "empty", why(14)),
        Route::to("reviews", PathMatch::prefix("/reviews"), "v1", why(15)),
    ];
    let hosts = vec![
        VirtualHost::new("web", &["web.com", "*.web.com"], routes, why(10)),
        VirtualHost::new("other", &["other.com"], vec![], why(16)),
    ];
    let clusters =
        vec![cluster("v1", &["10.1.0.1:80", "10.1.0.2:80"]), cluster("v2", &["10.2.0.1:80"]), cluster("empty", &[])];
    Bench::new(dialect, hosts, clusters)
}

fn envoy() -> Bench {
    bench(Dialect::envoy())
}

#[test]
fn a_request_finds_its_way_and_skipped_routes_say_why() {
    let expected = "\
v1 -> 10.1.0.1:80 a.web.com /reviews/7 why 30
  host web by *.web.com why 10
    not 2 other: domains other.com but a.web.com (why 16)
  route reviews [prefix /reviews] to [v1] why 15
    not 1 jason: header end-user exact jason but (absent) (why 11)
    not 2 2: prefix /old but /reviews/7 (why 12)
    not 3 gone: path /gone but /reviews/7 (why 13)
    not 4 empty: path /empty but /reviews/7 (why 14)
  v1 ROUND_ROBIN 10.1.0.1:80 of 2 why 30
";
    assert_eq!(envoy().told(&Request::get("a.web.com", "/reviews/7")), expected);
}

#[test]
fn the_first_match_wins() {
    let expected = "\
v2 -> 10.2.0.1:80 web.com /reviews why 30
  host web by web.com why 10
    not 2 other: domains other.com but web.com (why 16)
  route jason [prefix /, header end-user exact jason] to [v2] why 11
  v2 ROUND_ROBIN 10.2.0.1:80 of 1 why 30
";
    assert_eq!(envoy().told(&Request::get("web.com", "/reviews").with("end-user", "jason")), expected);
}

#[test]
fn a_rewrite_shows_what_changed() {
    let told = envoy().told(&Request::get("web.com", "/old/x?q=1"));
    let rewrite =
        "  rewrite why 12; Path \"/old/x?q=1\" -> \"/new/x?q=1\"; x-envoy-original-path \"\" -> \"/old/x?q=1\"\n";
    assert!(told.starts_with("v1 -> 10.1.0.1:80 web.com /new/x?q=1 why 30\n"), "{told}");
    assert!(told.contains(rewrite), "{told}");
    let told = bench(Dialect::nginx()).told(&Request::get("web.com", "/old/x"));
    assert!(told.contains("  rewrite why 12; Path \"/old/x\" -> \"/new/x\"\n"), "{told}");
}

#[test]
fn nobody_for_the_host_and_nobody_for_the_path_are_different() {
    let unknown = "\
404 NR route_not_found why 1
  no route why 1
    not 1 web: domains web.com, *.web.com but else.com (why 10)
    not 2 other: domains other.com but else.com (why 16)
  respond 404 NR why 1
";
    assert_eq!(envoy().told(&Request::get("else.com", "/")), unknown);
    let told = envoy().told(&Request::get("web.com", "/"));
    assert!(told.starts_with("404 NR route_not_found why 10\n  host web by web.com why 10\n"), "{told}");
    assert!(
        told.contains("  no route why 10\n    not 1 jason: header end-user exact jason but (absent) (why 11)\n"),
        "{told}"
    );
    let told = envoy().told(&Request::get("other.com", "/"));
    assert!(told.ends_with("  no route why 16\n  respond 404 NR why 16\n"), "{told}");
}

#[test]
fn a_missing_cluster_and_an_empty_one_are_different() {
    let cases = [
        ("/gone", "503 NC cluster_not_found why 13\n", "  upstream nobody failed NC why 13\n  respond 503 NC why 13\n"),
        ("/empty", "503 UH no_healthy_upstream why 20\n", "  no endpoint in empty why 20\n  respond 503 UH why 20\n"),
    ];
    for (path, head, tail) in cases {
        let told = envoy().told(&Request::get("web.com", path));
        assert!(told.starts_with(head) && told.ends_with(tail), "{told}");
    }
}

/// The same configuration in nginx's manners: 502 without flags, its own page.
#[test]
fn the_dialect_decides_how_it_is_said() {
    let told = bench(Dialect::nginx()).told(&Request::get("web.com", "/empty"));
    assert!(told.starts_with("502  no_healthy_upstream why 20\n"), "{told}");
    let mut custom = bench(Dialect::nginx().answering(Trouble::NoHealthyUpstream, 503));
    assert!(custom.told(&Request::get("web.com", "/empty")).starts_with("503 "));
    let Decision::Respond(reply) = bench(Dialect::nginx()).route(&Request::get("else.com", "/")) else { panic!() };
    assert_eq!((reply.response.status, reply.flag), (404, None));
    assert_eq!(reply.response.headers.get("server").as_deref(), Some("nginx"));
    assert!(reply.response.body.contains("<center><h1>404 Not Found</h1></center>"), "{}", reply.response.body);
    let Decision::Respond(reply) = envoy().route(&Request::get("web.com", "/empty")) else { panic!() };
    let headers = reply.response.headers.to_pairs();
    let pairs: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(pairs, ["content-length: 19", "content-type: text/plain", "server: envoy"]);
    assert_eq!(reply.response.body, "no healthy upstream");
    let Decision::Respond(reply) = bench(Dialect::haproxy()).route(&Request::get("web.com", "/empty")) else {
        panic!()
    };
    assert_eq!((reply.response.status, reply.flag, reply.response.headers.get("server")), (503, None, None));
}

/// An nginx-like reverse proxy with a host for everything else.
#[test]
fn a_fallback_host_takes_what_no_other_has() {
    let web =
        VirtualHost::new("web", &["web.com"], vec![Route::to("/", PathMatch::prefix("/"), "v1", why(11))], why(10));
    let nothing = Action::Respond(Respond { status: 404, body: "default backend - 404".into() });
    let all = Route::new("default", RouteMatch::path(PathMatch::prefix("/")), nothing, why(13));
    let rest = VirtualHost::new("_", &["*"], vec![all], why(12));
    let mut bench = Bench::new(Dialect::nginx(), vec![rest, web], vec![cluster("v1", &["10.1.0.1:80"])]);
    assert!(bench.told(&Request::get("web.com", "/x")).starts_with("v1 -> 10.1.0.1:80 web.com /x"));
    let expected = "\
404  direct_response why 13
  host _ by * why 12
    not 2 web: domains web.com but 10.0.0.1 (why 10)
  route default [prefix /] to [] why 13
  respond 404  why 13
";
    assert_eq!(bench.told(&Request::get("10.0.0.1", "/")), expected);
}

#[test]
fn weights_split_requests_in_the_order_of_the_list() {
    let split = |v1, v2| {
        let choice = vec![WeightedCluster::new("v1", v1, why(31)), WeightedCluster::new("v2", v2, why(32))];
        let all = RouteMatch::path(PathMatch::prefix("/"));
        let route = Route::new("split", all, Action::forward(ClusterChoice::Weighted(choice)), why(11));
        let hosts = vec![VirtualHost::new("web", &["*"], vec![route], why(10))];
        Bench::new(Dialect::envoy(), hosts, vec![cluster("v1", &["10.1.0.1:80"]), cluster("v2", &["10.2.0.1:80"])])
    };
    let request = Request::get("web.com", "/");
    let mut bench = split(90, 10);
    bench.chance =
        malla_trace::Seeded::new(1).forcing("proxy/weighted-cluster", 0, 89).forcing("proxy/weighted-cluster", 1, 90);
    let told = bench.told(&request);
    assert!(
        told.contains("  route split [prefix /] to [v1 90, v2 10] why 11\n  weighted v1, drew 89 of 100 why 31\n"),
        "{told}"
    );
    assert!(bench.told(&request).contains("  weighted v2, drew 90 of 100 why 32\n"));
    for seed in 0..5 {
        let mut bench = split(90, 10);
        bench.chance = malla_trace::Seeded::new(seed);
        let to_v2 = (0..10_000).filter(|_| bench.told(&request).starts_with("v2")).count();
        assert!((910..=1090).contains(&to_v2), "within three standard deviations of 1000: {to_v2}");
    }
    assert!((0..50).all(|_| split(1, 0).told(&request).starts_with("v1")));
    assert!(split(0, 0).told(&request).starts_with("503 NC cluster_not_found why 11\n"), "all weights 0");
}

#[test]
fn a_route_table_that_is_not_there_is_no_route() {
    let mut bench = envoy();
    bench.http.route_table = "other".into();
    assert_eq!(
        bench.told(&Request::get("web.com", "/")),
        "404 NR route_not_found why 2\n  no route why 2\n  respond 404 NR why 2\n"
    );
}

#[test]
fn https_is_asked_for_where_the_host_requires_it() {
    let host = |require_tls| {
        let mut host =
            VirtualHost::new("web", &["*"], vec![Route::to("all", PathMatch::prefix("/"), "v1", why(11))], why(10));
        host.require_tls = require_tls;
        Bench::new(Dialect::envoy(), vec![host], vec![cluster("v1", &["10.1.0.1:80"])])
    };
    let plain = Request::get("web.com:80", "/a?b");
    let Decision::Respond(reply) = host(RequireTls::All).route(&plain) else { panic!() };
    assert_eq!((reply.response.status, reply.why), (301, why(10)));
    assert_eq!(reply.response.headers.get("location").as_deref(), Some("https://web.com:80/a?b"));
    let passes = |tls, request: &Request| matches!(host(tls).route(request), Decision::Forward(_));
    let internal = plain.clone().with("x-envoy-internal", "true");
    assert!(passes(RequireTls::No, &plain));
    assert!(passes(RequireTls::ExternalOnly, &internal));
    assert!(!passes(RequireTls::ExternalOnly, &plain));
    assert!(!passes(RequireTls::All, &internal));
    assert!(passes(RequireTls::All, &Request::new("GET", "https", "web.com", "/")));
}

#[test]
fn a_silent_proxy_decides_the_same() {
    let (mut loud, mut silent) = (envoy(), envoy());
    for path in ["/reviews", "/old", "/gone", "/"] {
        let request = Request::get("web.com", path);
        let heard = loud.route(&request);
        let http = silent.http.clone();
        let mut cx = Context { state: &mut silent.state, chance: &mut silent.chance, tracer: &mut malla_trace::Silent };
        assert_eq!(silent.proxy.route(&http, &common::connection(), &request, &mut cx), heard);
    }
    assert_eq!(loud.state, silent.state);
}

#[test]
fn a_route_that_the_table_leaves_out_says_why_too() {
    let because = malla_trace::Mismatch { condition: "port".into(), wanted: "8080".into(), found: "80".into() };
    let left_out = malla_trace::Considered { what: "other-port".into(), number: None, because, why: why(17) };
    let mut host =
        VirtualHost::new("web", &["*"], vec![Route::to("all", PathMatch::prefix("/"), "v1", why(11))], why(10));
    host.left_out.push(left_out);
    let mut bench = Bench::new(Dialect::envoy(), vec![host], vec![cluster("v1", &["10.1.0.1:80"])]);
    let told = bench.told(&Request::get("web.com", "/"));
    let expected = "  route all [prefix /] to [v1] why 11\n    not 0 other-port: port 8080 but 80 (why 17)\n";
    assert!(told.contains(expected), "{told}");
}
