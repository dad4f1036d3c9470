//! The diagram of note 004, pair by pair.

use malla_core::{Change, Scenario, SimHost};
use malla_tests::{cluster, edited, get, notes_cluster};
use malla_trace::{Phase, Trace, Verdict};

/// Every pair of addresses on the way out, ports of clients left out, in order, each once in a row.
fn pairs(trace: &Trace) -> Vec<String> {
    let mut pairs: Vec<String> = vec![];
    let opening = trace.hops.iter().filter(|hop| hop.phase == Phase::Open);
    for packet in opening.filter_map(|hop| hop.leaves.as_ref()) {
        pairs.push(format!("{} > {}", packet.src, packet.destination_text()));
    }
    pairs.dedup();
    pairs
}

/// Whether `wanted` stand in `pairs` in that order; a star stands for anything.
fn in_order(pairs: &[String], wanted: &[&str]) -> bool {
    let matches = |pair: &str, pattern: &str| match pattern.split_once('*') {
        Some((start, end)) => pair.starts_with(start) && pair.ends_with(end),
        None => pair == pattern,
    };
    let mut rest = pairs.iter();
    wanted.iter().all(|pattern| rest.any(|pair| matches(pair, pattern)))
}

#[test]
fn the_packet_takes_the_road_of_note_004() {
    for seed in 0..20 {
        let trace = get(&cluster(notes_cluster(), seed), "client/MenchuPC", "http://web1.miempresa.com/");
        let pairs = pairs(&trace);
        let road = [
            "192.168.0.200 > 192.168.0.53:53",
            "192.168.0.200 > 192.168.0.10:80",
            "192.168.0.10 > 192.168.0.10*:30880",
            "* > 10.10.0.105:80",
            "10.10.0.105 > 10.10.1.10:53",
            "10.10.0.105 > 10.10.0.10:53",
            "10.10.0.105 > 10.10.1.102:8080",
            "10.10.0.105 > 10.10.0.1*2:80",
            "10.10.0.1*2 > 10.10.1.10:53",
            "10.10.0.1* > 10.10.1.101:3307",
            "10.10.0.1* > 10.10.0.103:3306",
        ];
        let known = road.iter().filter(|pattern| pattern.matches('*').count() < 2).copied().collect::<Vec<_>>();
        assert!(in_order(&pairs, &known), "seed {seed}: {pairs:#?}");
        assert_eq!(trace.verdict, Verdict::Answered { status: 200, flag: None }, "seed {seed}");
    }
}

#[test]
fn both_wordpress_pods_take_their_turn() {
    let reached = |seed| {
        let trace = get(&cluster(notes_cluster(), seed), "client/MenchuPC", "http://web1.miempresa.com/");
        let all = pairs(&trace);
        [".102:80", ".112:80"].map(|end| all.iter().any(|pair| pair.ends_with(end)))
    };
    let all: Vec<[bool; 2]> = (0..40).map(reached).collect();
    let counts = [0, 1].map(|i| all.iter().filter(|r| r[i]).count());
    assert!(all.iter().all(|r| r[0] != r[1]), "always exactly one: {all:?}");
    assert!(counts.iter().all(|count| (8..=32).contains(count)), "about half each of 40: {counts:?}");
}

#[test]
fn a_rescheduled_database_is_found_by_name_and_lost_by_address() {
    let by_address = edited(notes_cluster(), "wordpress.yaml", "mariadb-service:3307", "10.10.0.103:3306");
    for (files, status) in [(notes_cluster(), 200), (by_address, 500)] {
        let mut host = SimHost::new(Scenario { seed: 1 });
        host.apply(Change::Files(files));
        let before = get(&host.snapshot(), "client/MenchuPC", "http://web1.miempresa.com/");
        assert_eq!(before.verdict, Verdict::Answered { status: 200, flag: None });
        let topology = host.snapshot().topology();
        let database =
            topology.vertices.iter().find(|v| v.id.0.starts_with("pod/default/mariadb")).expect("a database");
        host.apply(Change::DeletePod(database.object.clone().expect("a pod is an object")));
        let after = get(&host.snapshot(), "client/MenchuPC", "http://web1.miempresa.com/");
        assert_eq!(after.verdict, Verdict::Answered { status, flag: None });
    }
}
