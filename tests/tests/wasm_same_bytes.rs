//! The same scenario gives the same bytes natively and in WebAssembly: both runs compare with one recorded
//! fingerprint. `cargo xtask test` runs this target twice, once for each.

use malla_core::SourceFile;
use malla_tests::{cluster, edited, get, notes_cluster};
use malla_trace::Probe;

/// Length and FNV-1a of the JSON below. When it changes on purpose, the failing test prints the new pair.
const RECORDED: (usize, u64) = (1_014_624, 664_524_144_046_111_745);

/// The same of a mesh: a page through the gateway, and two hundred of them counted.
const RECORDED_MESH: (usize, u64) = (698_641, 17_596_269_507_973_899_694);

/// Traces of the notes' cluster for five seeds, and its picture, as JSON.
fn json() -> String {
    let snapshots: Vec<_> = (0..5).map(|seed| cluster(notes_cluster(), seed)).collect();
    let traces: Vec<_> = snapshots.iter().map(|s| get(s, "client/MenchuPC", "http://web1.miempresa.com/")).collect();
    serde_json::to_string(&(traces, snapshots[0].topology())).unwrap_or_default()
}

/// Bookinfo with sidecars, its gateway, and a canary.
fn mesh() -> Vec<SourceFile> {
    macro_rules! files {
        ($($name:literal)*) => {
            vec![$(SourceFile {
                name: $name.into(),
                text: include_str!(concat!("../../crates/core/tests/mesh/", $name)).into(),
            }),*]
        };
    }
    files!["bookinfo.yaml" "gateway.yaml" "canary.yaml"]
}

/// A page of Bookinfo through the gateway, two hundred counted, the picture, and a gateway that calls itself until it is
/// told to stop, which takes more stack than anything else, as JSON.
fn mesh_json() -> String {
    let snapshot = cluster(mesh(), 7);
    let (client, url) = ("client/MenchuPC", "http://192.168.0.101:32439/productpage");
    let summary = Probe::get(client, url).map(|probe| snapshot.send_many(&probe, 200));
    let itself =
        ("host: productpage, port: {number: 9080}", "host: istio-ingressgateway.istio-system.svc.cluster.local");
    let circle = cluster(edited(mesh(), "gateway.yaml", itself.0, &format!("{}, port: {{number: 80}}", itself.1)), 7);
    let told = (get(&snapshot, client, url), summary.ok(), snapshot.topology(), get(&circle, client, url));
    serde_json::to_string(&told).unwrap_or_default()
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

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_bytes_of_a_mesh_are_the_recorded_ones() {
    assert_eq!(fingerprint(&mesh_json()), RECORDED_MESH);
}
