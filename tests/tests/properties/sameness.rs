//! The same input gives the same bytes; applying twice is applying once; the order of files does not matter.

use crate::{PROBES, clusters};
use malla_core::{Change, Scenario, SimHost, Snapshot};
use malla_tests::{cluster, get, notes_cluster};
use malla_trace::Verdict;

fn bytes(snapshot: &Snapshot) -> String {
    let traces: Vec<_> = PROBES.iter().map(|(from, url)| get(snapshot, from, url)).collect();
    serde_json::to_string(&(snapshot.topology(), traces)).unwrap_or_default()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for (name, files) in clusters() {
        assert_eq!(bytes(&cluster(files.clone(), 3)), bytes(&cluster(files, 3)), "{name}");
    }
}

#[test]
fn applying_twice_is_applying_once() {
    let mut host = SimHost::new(Scenario { seed: 3 });
    host.apply(Change::Files(notes_cluster()));
    let once = bytes(&host.snapshot());
    host.apply(Change::Files(notes_cluster()));
    assert_eq!(once, bytes(&host.snapshot()));
}

#[test]
fn the_order_of_files_changes_no_verdict() {
    let verdicts = |files| {
        let snapshot = cluster(files, 0);
        PROBES.iter().map(|(from, url)| get(&snapshot, from, url).verdict).collect::<Vec<Verdict>>()
    };
    let mut backwards = notes_cluster();
    backwards.reverse();
    assert_eq!(verdicts(notes_cluster()), verdicts(backwards));
}

#[test]
fn undo_goes_back_to_the_same_moment_and_redo_returns() {
    let mut host = SimHost::new(Scenario { seed: 0 });
    host.apply(Change::Files(notes_cluster()));
    let before = host.snapshot();
    host.apply(Change::Files(vec![]));
    let after = host.snapshot();
    assert!(host.undo());
    assert!(host.snapshot() == before);
    assert!(host.redo() && host.snapshot() == after);
    assert!(!host.redo());
}
