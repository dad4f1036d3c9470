//! The same request many times: shares against weights.

use super::scene::{CANARY, cluster, pod, with};
use malla_core::Snapshot;
use malla_trace::{Probe, Summary, Verdict};

fn send(snapshot: &Snapshot, url: &str, count: u64) -> Summary {
    let probe = Probe::get(&pod(snapshot, "productpage"), url).unwrap_or_else(|error| unreachable!("{url}: {error:?}"));
    snapshot.send_many(&probe, count)
}

/// How many conversations with a host a version had.
fn count(summary: &Summary, host: &str, version: &str) -> u64 {
    let of = summary.shares.iter().filter(|share| share.host == host && share.version.as_deref() == Some(version));
    of.map(|share| share.count).sum()
}

/// Three standard deviations of 10,000 draws of one in ten are 90.
#[test]
fn shares_follow_the_weights() {
    for seed in 0..10 {
        let summary = send(&cluster(CANARY, seed), "http://reviews:9080/reviews/0", 10_000);
        let v2 = count(&summary, "reviews:9080", "v2");
        assert!((910..=1090).contains(&v2), "seed {seed}: {v2} of 10000");
        assert_eq!(count(&summary, "reviews:9080", "v1"), 10_000 - v2, "seed {seed}");
        let branches: Vec<(u32, u64)> = summary.splits[0].branches.iter().map(|b| (b.weight, b.count)).collect();
        assert_eq!(branches, [(90, 10_000 - v2), (10, v2)], "seed {seed}: the split is what came of it");
        assert_eq!(summary.splits.len(), 1, "seed {seed}");
    }
}

#[test]
fn a_page_asks_ratings_as_often_as_it_gets_a_version_with_stars() {
    let summary = send(&cluster(CANARY, 3), "http://productpage:9080/productpage", 300);
    let (v1, v2) = (count(&summary, "reviews:9080", "v1"), count(&summary, "reviews:9080", "v2"));
    assert_eq!((v1 + v2, count(&summary, "ratings:9080", "v1")), (300, v2));
    assert_eq!(count(&summary, "details:9080", "v1"), 300);
    let workloads: Vec<&str> = summary.shares.iter().filter_map(|share| share.workload.as_deref()).collect();
    assert_eq!(workloads, ["details-v1", "productpage-v1", "ratings-v1", "reviews-v1", "reviews-v2"]);
    assert_eq!(summary.ends.len(), 1, "{:?}", summary.ends);
}

/// Nobody but the caller's own proxy answers where there is no cluster.
#[test]
fn a_share_that_reaches_nobody_is_counted_too() {
    let rule = "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, namespace: default}
spec:
  hosts: [reviews]
  http:
  - route:
    - {destination: {host: reviews}, weight: 50}
    - {destination: {host: reviews, subset: v9}, weight: 50}
";
    let summary = send(&with(&["bookinfo.yaml"], &[rule], 1), "http://reviews:9080/reviews/0", 200);
    let nobody: Vec<_> = summary.shares.iter().filter(|share| share.workload.is_none()).collect();
    let nc = Verdict::Answered { status: 503, flag: Some("NC".into()) };
    assert_eq!(nobody.len(), 1, "{:?}", summary.shares);
    assert_eq!(nobody[0].verdict, nc);
    assert!((60..140).contains(&nobody[0].count), "about half of 200: {}", nobody[0].count);
    assert!(nobody[0].machines.is_empty());
}

#[test]
fn one_request_and_the_first_of_many_are_the_same() {
    let snapshot = cluster(CANARY, 5);
    let probe = Probe::get(&pod(&snapshot, "productpage"), "http://reviews:9080/reviews/0");
    let probe = probe.unwrap_or_else(|error| unreachable!("{error:?}"));
    let (one, first) = (snapshot.send(&probe), snapshot.send_many(&probe, 1));
    assert_eq!(first.ends[0].verdict, one.verdict);
    let answered =
        one.legs.iter().rfind(|leg| leg.to_part.as_deref() == Some("reviews")).and_then(|leg| leg.to.clone());
    assert_eq!(first.shares[0].machines, answered.into_iter().collect::<Vec<_>>());
}

/// Whatever was counted can be looked at: the request in which it happened first, told in full.
#[test]
fn every_share_and_every_end_can_be_opened() {
    let snapshot = cluster(CANARY, 3);
    let url = "http://reviews:9080/reviews/0";
    let probe = Probe::get(&pod(&snapshot, "productpage"), url).unwrap_or_else(|error| unreachable!("{error:?}"));
    let summary = snapshot.send_many(&probe, 200);
    for share in &summary.shares {
        let trace = snapshot.send_numbered(&probe, share.first);
        let met = trace.legs.iter().filter_map(|leg| leg.to.as_ref()).any(|to| share.machines.contains(to));
        assert!(met, "request {} never meets {:?}", share.first, share.machines);
    }
    for end in &summary.ends {
        assert_eq!(snapshot.send_numbered(&probe, end.first).verdict, end.verdict);
    }
    let late = summary.shares.iter().map(|share| share.first).max().unwrap_or_default();
    assert!(late > 1, "all versions in the first request of 200");
    assert_eq!(snapshot.send_numbered(&probe, 1), snapshot.send(&probe), "the first is the one that is always told");
}
