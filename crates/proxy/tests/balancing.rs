//! Which endpoint of a cluster.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Bench, cluster, connection, decision_text, forward, socket, why};
use malla_proxy::*;
use std::collections::BTreeMap;

const THREE: [&str; 3] = ["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"];

fn bench(cluster: Cluster) -> Bench {
    let route = Route::to("all", PathMatch::prefix("/"), &cluster.name, why(11));
    Bench::new(Dialect::envoy(), vec![VirtualHost::new("web", &["*"], vec![route], why(10))], vec![cluster])
}

fn of(policy: Policy, weights: &[u32]) -> Cluster {
    let mut cluster = cluster("c", &THREE[..weights.len()]);
    cluster.policy = policy;
    if let Discovery::Static(endpoints) = &mut cluster.discovery {
        endpoints.iter_mut().zip(weights).for_each(|(endpoint, weight)| endpoint.weight = *weight);
    }
    cluster
}

fn next(bench: &mut Bench) -> Forward {
    let decision = bench.route(&Request::get("x", "/"));
    forward(decision)
}

/// The last digits of the endpoints chosen, each request ended before the next.
fn turns(bench: &mut Bench, count: usize) -> String {
    let mut one = || {
        let forward = next(bench);
        bench.with(|proxy, cx| proxy.abandoned(&forward, cx));
        forward.destination.address().unwrap().ip().to_string().pop().unwrap()
    };
    (0..count).map(|_| one()).collect()
}

fn shares(bench: &mut Bench, count: usize) -> Vec<usize> {
    let mut found: BTreeMap<char, usize> = BTreeMap::new();
    turns(bench, count).chars().for_each(|digit| *found.entry(digit).or_default() += 1);
    found.into_values().collect()
}

#[test]
fn round_robin_takes_turns() {
    assert_eq!(turns(&mut bench(of(Policy::RoundRobin(Start::First), &[1, 1, 1])), 7), "1231231");
    let drawn = |seed| {
        let mut bench = bench(of(Policy::RoundRobin(Start::Drawn), &[1, 1, 1]));
        bench.chance = malla_trace::Seeded::new(seed);
        turns(&mut bench, 6)
    };
    let starts: std::collections::BTreeSet<String> = (0..20).map(drawn).collect();
    let starts: Vec<String> = starts.into_iter().collect();
    assert_eq!(starts, ["123123", "231231", "312312"], "it begins anywhere and goes on in order");
}

/// Envoy's earliest deadline first. At a tie the earlier entry wins; after three thirds there is no tie but a rounding
/// error, in Envoy's doubles as here.
#[test]
fn unequal_weights_go_by_earliest_deadline() {
    let go = |weights: &[u32], count| turns(&mut bench(of(Policy::RoundRobin(Start::First), weights)), count);
    assert_eq!(go(&[2, 1], 9), "121121121");
    assert_eq!(go(&[3, 1], 8), "11211112");
    assert_eq!(go(&[5, 3, 2], 10).matches('1').count(), 5);
    let mut shifting = bench(of(Policy::RoundRobin(Start::First), &[2, 1]));
    turns(&mut shifting, 2);
    shifting.proxy.add_cluster(of(Policy::RoundRobin(Start::First), &[1, 2]));
    assert_eq!(turns(&mut shifting, 6), "212212", "new weights, new schedule");
}

#[test]
fn random_is_fair_and_does_not_weigh() {
    for weights in [[1, 1, 1], [1, 2, 3]] {
        let shares = shares(&mut bench(of(Policy::Random, &weights)), 3000);
        assert!(shares.iter().all(|count| (900..1100).contains(count)), "{weights:?}: {shares:?}");
    }
}

#[test]
fn least_request_takes_the_idler_of_two() {
    let mut bench = bench(of(Policy::LeastRequest, &[1, 1, 1]));
    let address = |forward: &Forward| forward.destination.address().unwrap();
    let busy: Vec<Forward> = (0..300).map(|_| next(&mut bench)).collect();
    let active: Vec<u32> = THREE.iter().map(|a| bench.state.active("c", socket(a))).collect();
    assert_eq!(active.iter().sum::<u32>(), 300);
    assert!(active.iter().all(|count| (97..=103).contains(count)), "two choices keep it even: {active:?}");
    for forward in busy.iter().filter(|f| address(f) == socket(THREE[0])) {
        bench.with(|proxy, cx| proxy.abandoned(forward, cx));
    }
    assert_eq!(bench.state.active("c", socket(THREE[0])), 0);
    let draws = "proxy/endpoint";
    bench.chance =
        malla_trace::Seeded::new(1).forcing(draws, 0, 1).forcing(draws, 1, 0).forcing(draws, 2, 1).forcing(draws, 3, 1);
    assert_eq!(address(&next(&mut bench)), socket(THREE[0]), "of 2 and 1 the idle one");
    assert_eq!(address(&next(&mut bench)), socket(THREE[1]), "of 2 and 2 there is no choice");
}

#[test]
fn least_request_with_weights_counts_what_is_under_way() {
    let mut bench = bench(of(Policy::LeastRequest, &[2, 1]));
    let busy: Vec<Forward> = (0..30).map(|_| next(&mut bench)).collect();
    let first = busy.iter().filter(|f| f.destination.address() == Some(socket(THREE[0]))).count();
    assert!((17..=23).contains(&first), "about two thirds: {first}");
}

#[test]
fn only_healthy_endpoints_are_chosen_and_the_others_say_why_not() {
    let mut sick = of(Policy::RoundRobin(Start::First), &[1, 1, 1]);
    if let Discovery::Static(endpoints) = &mut sick.discovery {
        endpoints[0].health = Health::Unhealthy;
        endpoints[1].health = Health::Draining;
    }
    let mut bench = bench(sick.clone());
    let told = bench.told(&Request::get("x", "/"));
    let tail = "  c ROUND_ROBIN 10.0.0.3:80 of 1 why 32\n    \
                not 1 10.0.0.1:80: health healthy but unhealthy (why 30)\n    \
                not 2 10.0.0.2:80: health healthy but draining (why 31)\n";
    assert!(told.ends_with(tail), "{told}");
    assert_eq!(turns(&mut bench, 3), "333");
    sick.panic_percent = 50;
    bench.proxy.add_cluster(sick.clone());
    assert_eq!(turns(&mut bench, 4).replace('3', "1"), "1111", "panic takes the unhealthy too, never the draining");
    if let Discovery::Static(endpoints) = &mut sick.discovery {
        endpoints[2].health = Health::Unhealthy;
    }
    sick.panic_percent = 0;
    bench.proxy.add_cluster(sick);
    let told = bench.told(&Request::get("x", "/"));
    assert!(told.starts_with("503 UH no_healthy_upstream why 20\n"), "{told}");
    assert!(told.contains("  no endpoint in c why 20\n    not 1 10.0.0.1:80: health"), "{told}");
}

#[test]
fn a_named_cluster_is_resolved_first() {
    let strict = Discovery::StrictDns { host: "web.home".into(), port: 8080 };
    let mut bench = bench(Cluster::new("c", strict, why(20)));
    let addresses = ["10.1.0.1".parse().unwrap(), "10.1.0.2".parse().unwrap()];
    let resolve = |bench: &mut Bench, addresses: &[std::net::IpAddr]| {
        let decision = bench.route(&Request::get("web.com", "/"));
        assert_eq!(decision_text(&decision), "c -> name web.home:8080 web.com / why 20\n");
        let decision = bench.with(|proxy, cx| proxy.resolved(forward(decision), addresses, cx));
        decision_text(&decision)
    };
    assert_eq!(resolve(&mut bench, &addresses), "c -> 10.1.0.1:8080 web.com / why 20\n");
    assert_eq!(resolve(&mut bench, &addresses), "c -> 10.1.0.2:8080 web.com / why 20\n");
    bench.recorder.take();
    assert_eq!(resolve(&mut bench, &[]), "503 UH no_healthy_upstream why 20\n");
    let logical = Discovery::LogicalDns { host: "web.home".into(), port: 8080 };
    bench.proxy.add_cluster(Cluster::new("c", logical, why(20)));
    let taken: Vec<String> = (0..3).map(|_| resolve(&mut bench, &addresses)).collect();
    assert!(taken.iter().all(|text| text.starts_with("c -> 10.1.0.1:8080")), "always the first: {taken:?}");
}

#[test]
fn an_original_destination_goes_where_the_connection_was_going() {
    let mut bench = bench(Cluster::new("through", Discovery::OriginalDestination, why(20)));
    let http = bench.http.clone();
    let redirected = connection().redirected_from(socket("192.0.2.7:443"));
    let decision = bench.with(|proxy, cx| proxy.route(&http, &redirected, &Request::get("x", "/"), cx));
    assert_eq!(decision_text(&decision), "through -> 192.0.2.7:443 x / why 20\n");
    assert!(bench.steps().ends_with("  through ORIGINAL_DST 192.0.2.7:443 of 1 why 20\n"));
}
