//! kube-proxy's rule text and the first packet through it, natively: `cargo bench -p malla-control-plane`. The same figures
//! in WebAssembly are `tests/speed.rs`; `cargo xtask bench` runs both.

#![allow(missing_docs)]

mod work;

use criterion::{Criterion, criterion_group, criterion_main};
use malla_kernel::{RuleCache, RuleText};
use std::hint::black_box;
use work::{Caller, Cluster};

fn rule_text(c: &mut Criterion) {
    for services in [1000, 5000] {
        let cluster = Cluster::of(services);
        c.bench_function(&format!("rule text of {services} Services, first sync"), |b| {
            b.iter(|| black_box(Cluster::of(services).full_sync().to_string()));
        });
        let (mut text, mut printed) = (RuleText::default(), String::new());
        c.bench_function(&format!("rule text of {services} Services, resync"), |b| {
            b.iter(|| black_box(cluster.resync(&mut text, &mut printed)));
        });
    }
}

fn first_packet(c: &mut Criterion) {
    let node = Cluster::of(1000).node(&mut RuleCache::default());
    for (name, recorded) in [("in silence", false), ("path recorded", true)] {
        let mut caller = Caller::new(node.clone(), 999);
        c.bench_function(&format!("first packet to the last of 1000 Services, {name}"), |b| {
            b.iter(|| black_box(caller.call(recorded)));
        });
    }
}

fn one_more(c: &mut Criterion) {
    let (cluster, mut cache) = (Cluster::of(1001), RuleCache::default());
    let node = Cluster::of(1000).node(&mut cache);
    c.bench_function("one more Service in 1000: text of a partial sync", |b| {
        b.iter(|| black_box(cluster.partial_sync(1000).to_string()));
    });
    let (partial, full) = (cluster.partial_sync(1000), cluster.full_sync());
    for (name, text) in [("partial", &partial), ("full", &full)] {
        c.bench_function(&format!("one more Service in 1000: {name} sync loaded"), |b| {
            b.iter_batched(
                || node.clone(),
                |mut node| black_box(node.restore_noflush_with(text, &mut cache)),
                criterion::BatchSize::LargeInput,
            );
        });
    }
}

criterion_group!(benches, rule_text, first_packet, one_more);
criterion_main!(benches);
