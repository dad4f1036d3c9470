//! The figures of `benches/kube_proxy` and `benches/key` in WebAssembly, where criterion does not run, and the floors that
//! they may not fall below:
//! `cargo test --release --target wasm32-unknown-unknown -p malla-tests --test speed -- --nocapture`.

#![cfg(target_arch = "wasm32")]
#![allow(missing_docs)]

#[path = "../../crates/lesson/benches/key/work.rs"]
mod key;
#[path = "../../crates/control-plane/benches/kube_proxy/work.rs"]
mod work;

use key::Typist;
use malla_kernel::{RuleCache, RuleText};
use std::hint::black_box;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use work::{Caller, Cluster};

/// The processor's time that this process took so far, in milliseconds: a clock on the wall would count the neighbours' too.
fn spent(clock: &js_sys::Function) -> f64 {
    clock.call0(&js_sys::global()).ok().and_then(|ms| ms.as_f64()).unwrap_or(f64::NAN)
}

/// Runs it `rounds` times, five times over; the milliseconds of one in the middle of the five.
fn timed(rounds: u32, mut job: impl FnMut()) -> f64 {
    let clock = js_sys::Function::new_no_args("const at = process.cpuUsage(); return (at.user + at.system) / 1000");
    job();
    let mut took: Vec<f64> = (0..5)
        .map(|_| {
            let begun = spent(&clock);
            (0..rounds).for_each(|_| job());
            (spent(&clock) - begun) / f64::from(rounds)
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[2]
}

/// Floors are ratios between figures of one run, 30 % below what was measured: machines differ, and are busy.
fn floor(what: &str, ratio: f64, least: f64) {
    console_log!("bench wasm: {what}: {ratio:.1} (at least {least})");
    assert!(ratio >= least, "{what}: {ratio:.1}, and {least} is the floor");
}

#[wasm_bindgen_test]
fn rule_text() {
    let ms = [1000, 5000].map(|services| {
        let cluster = Cluster::of(services);
        let first = timed(5, || drop(black_box(Cluster::of(services).full_sync().to_string())));
        let (mut text, mut printed) = (RuleText::default(), String::new());
        let again = timed(20, || assert!(black_box(cluster.resync(&mut text, &mut printed)) > 0));
        console_log!("bench wasm: rule text of {services} Services: first sync {first:.2} ms, resync {again:.2} ms");
        again
    });
    floor("resync of 1000 Services against a fifth of that of 5000", ms[1] / ms[0] / 5.0, 0.7);
}

#[wasm_bindgen_test]
fn first_packet() {
    let node = Cluster::of(1000).node(&mut RuleCache::default());
    let ms = [("in silence", false), ("path recorded", true)].map(|(name, recorded)| {
        let mut caller = Caller::new(node.clone(), 999);
        assert_eq!(caller.call(recorded) > 5, recorded, "a path of more than five steps, where it is wanted");
        let ms = timed(20_000, || assert!(black_box(caller.call(recorded)) < 100));
        console_log!("bench wasm: first packet to the last of 1000 Services, {name}: {:.0} thousand/s", 1.0 / ms);
        ms
    });
    floor("packets told against packets in silence", ms[0] / ms[1], 0.25);
}

#[wasm_bindgen_test]
fn one_more_service() {
    let (cluster, mut cache) = (Cluster::of(1001), RuleCache::default());
    let node = Cluster::of(1000).node(&mut cache);
    let whole = timed(20, || drop(black_box(cluster.full_sync().to_string())));
    let part = timed(20, || drop(black_box(cluster.partial_sync(1000).to_string())));
    console_log!("bench wasm: one more Service in 1000: text of a partial sync: {part:.2} ms");
    floor("text of a full sync against a partial one", whole / part, 1.8);
    let load = |text: &RuleText, cache: &mut RuleCache| {
        let mut loaded = node.clone();
        timed(10, || drop(black_box(loaded.restore_noflush_with(text, cache))))
    };
    let [part, whole] = [cluster.partial_sync(1000), cluster.full_sync()].map(|text| load(&text, &mut cache));
    console_log!("bench wasm: one more Service in 1000: partial sync loaded: {part:.2} ms, full {whole:.2} ms");
    let lines = |text: &RuleText| text.to_string().lines().count();
    let (partial, full) = (lines(&cluster.partial_sync(1000)), lines(&cluster.full_sync()));
    console_log!("bench wasm: lines of a partial sync {partial}, of a full one {full}");
    assert!(partial * 5 < full, "a partial sync names every Service once, and rewrites one");
}

#[wasm_bindgen_test]
fn key_to_picture() {
    for mut typist in Typist::all() {
        let name = typist.name;
        let picture = timed(12, || assert!(black_box(typist.press()) > 0));
        let cluster = timed(12, || typist.press_lightly());
        console_log!("bench wasm: {name}: key to cluster {cluster:.2} ms, to trace and judgement {picture:.2} ms");
    }
}
