//! The figures of `benches/kube_proxy` in WebAssembly, where criterion does not run:
//! `cargo test --release --target wasm32-unknown-unknown -p malla-tests --test speed -- --nocapture`.

#![cfg(target_arch = "wasm32")]
#![allow(missing_docs)]

#[path = "../../crates/control-plane/benches/kube_proxy/work.rs"]
mod work;

use malla_kernel::RuleCache;
use std::hint::black_box;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use work::{Caller, Cluster};

/// Runs it `rounds` times, five times over; the milliseconds of one in the middle of the five.
fn timed(rounds: u32, mut job: impl FnMut()) -> f64 {
    job();
    let mut took: Vec<f64> = (0..5)
        .map(|_| {
            let begun = js_sys::Date::now();
            (0..rounds).for_each(|_| job());
            (js_sys::Date::now() - begun) / f64::from(rounds)
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[2]
}

#[wasm_bindgen_test]
fn figures() {
    for services in [1000, 5000] {
        let cluster = Cluster::of(services);
        let ms = timed(20, || drop(black_box(cluster.full_sync().to_string())));
        console_log!("bench wasm: rule text of {services} Services: {ms:.2} ms");
    }
    let (cluster, mut cache) = (Cluster::of(1001), RuleCache::default());
    let node = Cluster::of(1000).node(&mut cache);
    for (name, recorded) in [("in silence", false), ("path recorded", true)] {
        let mut caller = Caller::new(node.clone(), 999);
        assert_eq!(caller.call(recorded) > 5, recorded, "a path of more than five steps, where it is wanted");
        let ms = timed(20_000, || assert!(black_box(caller.call(recorded)) < 100));
        let rate = 1.0 / ms;
        console_log!("bench wasm: first packet to the last of 1000 Services, {name}: {rate:.0} thousand/s");
    }
    let ms = timed(20, || drop(black_box(cluster.partial_sync(1000).to_string())));
    console_log!("bench wasm: one more Service in 1000: text of a partial sync: {ms:.2} ms");
    for (name, text) in [("partial", cluster.partial_sync(1000)), ("full", cluster.full_sync())] {
        let mut loaded = node.clone();
        let ms = timed(20, || drop(black_box(loaded.restore_noflush_with(&text, &mut cache))));
        console_log!("bench wasm: one more Service in 1000: {name} sync loaded: {ms:.2} ms");
    }
    let lines = |text: &malla_kernel::RuleText| text.to_string().lines().count();
    let (partial, full) = (lines(&cluster.partial_sync(1000)), lines(&cluster.full_sync()));
    console_log!("bench wasm: lines of a partial sync {partial}, of a full one {full}");
    assert!(partial * 5 < full, "a partial sync names every Service once, and rewrites one");
}
