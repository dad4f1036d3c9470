//! Weights: of many requests each branch gets its share, within what chance allows.

use crate::mesh::{bookinfo, sender};
use malla_trace::{Probe, Split};

/// How many requests a split is measured with.
const REQUESTS: u64 = 10_000;

#[test]
fn weights_hold_within_three_standard_deviations_for_ten_seeds() {
    for seed in 0..10 {
        let snapshot = bookinfo(seed);
        let probe = Probe::get(&sender(&snapshot, "productpage"), "http://reviews:9080/reviews/0");
        let summary = snapshot.send_many(&probe.unwrap_or_else(|_| unreachable!("a good URL")), REQUESTS);
        let [split] = summary.splits.as_slice() else { panic!("one split, not {:?}", summary.splits) };
        assert_eq!(split.branches.iter().map(|branch| branch.count).sum::<u64>(), REQUESTS, "seed {seed}");
        check(split, seed);
    }
}

/// Every branch lies within three standard deviations of a binomial count.
fn check(split: &Split, seed: u64) {
    let sum: u32 = split.branches.iter().map(|branch| branch.weight).sum();
    for branch in &split.branches {
        let share = f64::from(branch.weight) / f64::from(sum);
        let (mean, spread) = (REQUESTS as f64 * share, (REQUESTS as f64 * share * (1.0 - share)).sqrt());
        let off = (branch.count as f64 - mean).abs();
        assert!(
            off <= 3.0 * spread,
            "seed {seed}: {} got {} where {mean} ± {spread:.0} is due",
            branch.cluster,
            branch.count
        );
    }
}
