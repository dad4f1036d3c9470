//! What comes after a failure or an answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Bench, cluster, decision_text, forward, socket, template, why};
use malla_proxy::*;

fn bench(dialect: Dialect, retries: RetryPolicy) -> Bench {
    let mut action = ForwardAction::new(ClusterChoice::One("c".into()));
    action.retries = retries;
    action.timeout_us = Some(3_000_000);
    let all = RouteMatch::path(PathMatch::prefix("/"));
    let mut route = Route::new("all", all, Action::Forward(Box::new(action)), why(11));
    route.response_headers = HeaderEdits::new(vec![HeaderEdit::Set("x-route".into(), template("%RESPONSE_CODE%"))]);
    let hosts = vec![VirtualHost::new("web", &["*"], vec![route], why(10))];
    Bench::new(dialect, hosts, vec![cluster("c", &["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"])])
}

fn policy(retries: u32, words: &[&str]) -> RetryPolicy {
    let on = words.iter().map(|word| RetryOn::parse(word).unwrap()).collect();
    RetryPolicy { retries, on, ..RetryPolicy::default() }
}

/// The request fails again and again; every decision as text.
fn failing(bench: &mut Bench, failure: Failure) -> String {
    let mut decision = bench.route(&Request::get("x", "/"));
    let mut told = decision_text(&decision);
    while let Decision::Forward(forward) = decision {
        decision = bench.with(|proxy, cx| proxy.failed(*forward, failure, cx));
        told += &decision_text(&decision);
    }
    told
}

#[test]
fn a_failure_is_answered_or_tried_elsewhere() {
    let none = failing(&mut bench(Dialect::envoy(), policy(0, &[])), Failure::Refused);
    let uf = concat!(
        "503 UF upstream_reset_before_response_started{remote_connection_failure",
        "|delayed_connect_error:_Connection_refused} why 30\n"
    );
    assert_eq!(none, format!("c -> 10.0.0.1:80 x / why 30\n{uf}"));
    let mut twice = bench(Dialect::envoy(), policy(2, &["connect-failure"]));
    let told = failing(&mut twice, Failure::Refused);
    let urx = uf.replace(" UF ", " URX,UF ").replace("why 30", "why 32");
    assert_eq!(
        told,
        format!("c -> 10.0.0.1:80 x / why 30\nc -> 10.0.0.2:80 x / why 31\nc -> 10.0.0.3:80 x / why 32\n{urx}")
    );
    let steps = twice.steps();
    assert_eq!(steps.matches("  upstream c failed UF").count(), 3);
    assert!(steps.ends_with("  upstream c failed UF why 32\n  respond 503 URX,UF why 32\n"), "{steps}");
    let nothing_under_way = (1..=3).all(|n| twice.state.active("c", socket(&format!("10.0.0.{n}:80"))) == 0);
    assert!(nothing_under_way);
}

#[test]
fn every_failure_has_its_status_and_flag() {
    let cases = [
        (Failure::Refused, "503 UF", "502 "),
        (Failure::ConnectTimeout, "503 UF", "504 "),
        (Failure::TlsError, "503 UF", "502 "),
        (Failure::Reset, "503 UC", "502 "),
        (Failure::Timeout, "504 UT", "504 "),
        (Failure::PerTryTimeout, "504 UT", "504 "),
    ];
    let last = |dialect, failure| {
        let told = failing(&mut bench(dialect, policy(0, &[])), failure);
        told.lines().last().unwrap_or_default().to_owned()
    };
    for (failure, envoy, nginx) in cases {
        assert!(last(Dialect::envoy(), failure).starts_with(envoy), "{failure:?}");
        assert!(last(Dialect::nginx(), failure).starts_with(&format!("{nginx} ")), "{failure:?}");
    }
}

/// Envoy's `retry_on` words against what can happen.
#[test]
fn a_policy_retries_what_it_names() {
    let all = [
        Failure::Refused,
        Failure::ConnectTimeout,
        Failure::TlsError,
        Failure::Reset,
        Failure::Timeout,
        Failure::PerTryTimeout,
    ];
    let cases: [(&str, &[u16], &[Failure]); 6] = [
        (
            "5xx",
            &[500, 503],
            &[Failure::Refused, Failure::ConnectTimeout, Failure::TlsError, Failure::Reset, Failure::PerTryTimeout],
        ),
        (
            "gateway-error",
            &[503],
            &[Failure::Refused, Failure::ConnectTimeout, Failure::TlsError, Failure::Reset, Failure::PerTryTimeout],
        ),
        (
            "reset",
            &[],
            &[Failure::Refused, Failure::ConnectTimeout, Failure::TlsError, Failure::Reset, Failure::PerTryTimeout],
        ),
        ("connect-failure", &[], &[Failure::Refused, Failure::ConnectTimeout, Failure::TlsError]),
        ("retriable-4xx", &[409], &[]),
        ("retriable-status-codes", &[418], &[]),
    ];
    for (word, statuses, failures) in cases {
        let policy = RetryPolicy { status_codes: vec![418], ..policy(1, &[word]) };
        let found: Vec<u16> =
            [200, 404, 409, 418, 500, 503].into_iter().filter(|s| policy.retries_status(*s)).collect();
        assert_eq!(found, statuses, "{word}");
        let found: Vec<Failure> = all.into_iter().filter(|f| policy.retries_failure(*f)).collect();
        assert_eq!(found, failures, "{word}");
    }
    assert_eq!(RetryOn::parse("refused-stream"), None);
}

#[test]
fn an_answer_is_passed_on_edited_or_tried_again() {
    let mut bench = bench(Dialect::envoy(), policy(1, &["retriable-status-codes"]));
    let first = forward(bench.route(&Request::get("x", "/")));
    assert_eq!(
        (first.timeout_us, first.per_try_timeout_us(), first.destination.attempt),
        (Some(3_000_000), Some(3_000_000), 1)
    );
    bench.recorder.take();
    let answer = Response::new(503, "no").with("server", "app").with("x-app", "1");
    let After::Relay { response, flag } = bench.with(|proxy, cx| proxy.answered(first, answer, 12_345, cx)) else {
        panic!()
    };
    let pairs: Vec<String> = response.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(pairs, ["server: envoy", "x-app: 1", "x-envoy-upstream-service-time: 12", "x-route: 503"]);
    assert_eq!((response.status, response.body.as_str(), flag), (503, "no", None));
    assert_eq!(
        bench.steps(),
        "  relay 503 why 11; server \"app\" -> \"envoy\"; x-envoy-upstream-service-time \"\" -> \"12\"; x-route \"\" -> \"503\"\n"
    );
}

#[test]
fn a_retriable_status_is_tried_again_and_then_passed_on_with_its_flag() {
    let again = RetryPolicy { status_codes: vec![503], ..policy(1, &["retriable-status-codes"]) };
    let mut bench = bench(Dialect::envoy(), again);
    let first = forward(bench.route(&Request::get("x", "/")));
    let After::Again(decision) = bench.with(|proxy, cx| proxy.answered(first, Response::new(503, ""), 0, cx)) else {
        panic!()
    };
    let second = forward(decision);
    assert_eq!((second.destination.attempt, second.destination.address()), (2, Some(socket("10.0.0.2:80"))));
    let After::Relay { response, flag } = bench.with(|proxy, cx| proxy.answered(second, Response::new(503, ""), 0, cx))
    else {
        panic!()
    };
    assert_eq!((response.status, flag.as_deref()), (503, Some("URX")));
}

/// `previous_hosts`: another endpoint is drawn when one was tried already.
#[test]
fn a_try_avoids_endpoints_that_were_tried() {
    for seed in 0..20 {
        let careful = RetryPolicy { other_host_attempts: 50, ..policy(2, &["5xx"]) };
        let mut bench = bench(Dialect::envoy(), careful);
        if let Some(cluster) = bench.proxy.clusters.get_mut("c") {
            cluster.policy = Policy::Random;
        }
        bench.chance = malla_trace::Seeded::new(seed);
        let told = failing(&mut bench, Failure::Reset);
        let mut tried: Vec<&str> =
            told.lines().filter_map(|line| line.strip_prefix("c -> ")).map(|line| &line[..11]).collect();
        tried.sort_unstable();
        assert_eq!(tried, ["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"], "seed {seed}");
    }
}

#[test]
fn faults_delay_and_abort_a_share() {
    let run = |fault: Fault, seed| {
        let mut bench = bench(Dialect::envoy(), RetryPolicy::default());
        let table = bench.proxy.route_tables.get_mut("http").unwrap();
        table.virtual_hosts[0].routes[0].fault = Some(fault);
        bench.chance = malla_trace::Seeded::new(seed);
        bench
    };
    let fault = |delay, abort| Fault { delay, abort, why: why(40) };
    let always = Percent::of_hundred(100);
    let request = Request::get("x", "/");
    let mut aborting = run(fault(None, Some((always, 555))), 1);
    let told = aborting.told(&request);
    assert!(told.starts_with("555 FI fault_filter_abort why 40\n"), "{told}");
    assert!(
        told.ends_with("  respond 555 FI why 40\n") && !told.contains("ROUND_ROBIN"),
        "no endpoint is chosen: {told}"
    );
    assert_eq!(forward(run(fault(Some((always, 7_000_000)), None), 1).route(&request)).delay_us, 7_000_000);
    assert_eq!(forward(run(fault(Some((Percent(0), 7)), Some((Percent(0), 500))), 1).route(&request)).delay_us, 0);
    let half = Percent::of_hundred(50);
    let mut sometimes = run(fault(None, Some((half, 500))), 3);
    let aborted = (0..1000).filter(|_| matches!(sometimes.route(&request), Decision::Respond(_))).count();
    assert!((450..550).contains(&aborted), "{aborted}");
}

#[test]
fn a_delay_is_a_step_and_a_flag_whatever_comes_after() {
    let always = Percent::of_hundred(100);
    let faulty = |delay: u64, abort| {
        let mut bench = bench(Dialect::envoy(), policy(1, &["connect-failure"]));
        let table = bench.proxy.route_tables.get_mut("http").unwrap();
        let fault = Fault { delay: Some((always, delay)), abort, why: why(40) };
        table.virtual_hosts[0].routes[0].fault = Some(fault);
        bench
    };
    let mut aborting = faulty(7_000_000, Some((always, 418)));
    let Decision::Respond(reply) = aborting.route(&Request::get("x", "/")) else { panic!() };
    assert_eq!(
        (reply.delay_us, reply.flag.as_deref(), reply.cluster.as_deref()),
        (7_000_000, Some("DI,FI"), Some("c"))
    );
    assert!(aborting.steps().ends_with("  delay 7000000 us why 40\n  respond 418 DI,FI why 40\n"));
    let mut failing = faulty(2_000_000, None);
    let mut decision = failing.route(&Request::get("x", "/"));
    let mut delays = vec![];
    while let Decision::Forward(forward) = decision {
        delays.push(forward.delay_us);
        decision = failing.with(|proxy, cx| proxy.failed(*forward, Failure::Refused, cx));
    }
    assert_eq!(delays[0], 2_000_000);
    assert!(delays.len() == 2 && delays[1] < 25_000, "a pause before the second try: {delays:?}");
    let Decision::Respond(reply) = decision else { panic!() };
    assert_eq!(reply.flag.as_deref(), Some("DI,URX,UF"));
    let mut relaying = faulty(1, None);
    let first = forward(relaying.route(&Request::get("x", "/")));
    let After::Relay { flag, .. } = relaying.with(|proxy, cx| proxy.answered(first, Response::new(200, ""), 0, cx))
    else {
        panic!()
    };
    assert_eq!(flag.as_deref(), Some("DI"));
}

#[test]
fn an_upstream_hears_of_the_try_and_its_time() {
    let again = RetryPolicy { per_try_timeout_us: Some(2_000_000), ..policy(1, &["5xx"]) };
    let mut bench = bench(Dialect::envoy(), again);
    let table = bench.proxy.route_tables.get_mut("http").unwrap();
    table.virtual_hosts[0].include_request_attempt_count = true;
    let heard = |forward: &Forward| {
        let get = |name: &str| forward.request.headers.get(name).unwrap_or_default();
        format!("{} {}", get("x-envoy-attempt-count"), get("x-envoy-expected-rq-timeout-ms"))
    };
    let first = forward(bench.route(&Request::get("x", "/")));
    assert_eq!(heard(&first), "1 2000");
    let second = forward(bench.with(|proxy, cx| proxy.failed(first, Failure::Reset, cx)));
    assert_eq!(heard(&second), "2 2000");
    assert_eq!(second.destination.attempt, 2);
}
