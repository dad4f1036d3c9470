//! From a key to all that the page draws, natively: `cargo bench -p malla-lesson`. The same figures in WebAssembly are
//! `tests/speed.rs`; `cargo xtask bench` runs both.

#![allow(missing_docs)]

mod work;

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use work::Typist;

fn key(c: &mut Criterion) {
    for mut typist in Typist::all() {
        c.bench_function(&format!("key to picture, {}", typist.name), |b| b.iter(|| black_box(typist.press())));
        c.bench_function(&format!("key to cluster, {}", typist.name), |b| b.iter(|| typist.press_lightly()));
    }
}

criterion_group!(benches, key);
criterion_main!(benches);
