//! The same scenario gives the same bytes natively and in WebAssembly: both runs compare with one recorded
//! fingerprint. `cargo xtask test` runs this target twice, once for each.

use malla_tests::{cluster, get, notes_cluster};

/// Length and FNV-1a of the JSON below. When it changes on purpose, the failing test prints the new pair.
const RECORDED: (usize, u64) = (1_006_720, 9_019_297_544_009_100_210);

/// Traces of the notes' cluster for five seeds, and its picture, as JSON.
fn json() -> String {
    let snapshots: Vec<_> = (0..5).map(|seed| cluster(notes_cluster(), seed)).collect();
    let traces: Vec<_> = snapshots.iter().map(|s| get(s, "client/MenchuPC", "http://web1.miempresa.com/")).collect();
    serde_json::to_string(&(traces, snapshots[0].topology())).unwrap_or_default()
}

fn fingerprint(text: &str) -> (usize, u64) {
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
    (text.len(), hash)
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_bytes_are_the_recorded_ones() {
    assert_eq!(fingerprint(&json()), RECORDED);
}
