//! What the suites share: lessons from disk, clusters made of them, requests to send.

mod comparisons;
mod fates;

pub use comparisons::{Tally, boxed, is_set};
pub use fates::{Fate, fate, node};

use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile};
use malla_trace::{Probe, Trace};

/// The manifests of the notes' cluster, as they lie in `lessons/whole-road/start`, embedded so that the suites run in
/// WebAssembly too.
#[must_use]
pub fn notes_cluster() -> Vec<SourceFile> {
    macro_rules! files {
        ($($name:literal)*) => {
            vec![$(SourceFile {
                name: $name.into(),
                text: include_str!(concat!("../../lessons/whole-road/start/", $name)).into(),
            }),*]
        };
    }
    files!["ingress.yaml" "mariadb.yaml" "mundo.yaml" "nginx.yaml" "sistema.yaml" "wordpress.yaml"]
}

/// A cluster of those manifests.
#[must_use]
pub fn cluster(files: Vec<SourceFile>, seed: u64) -> Snapshot {
    let mut host = SimHost::new(Scenario { seed });
    host.apply(Change::Files(files));
    host.snapshot()
}

/// The same manifests with one text replaced in one file.
///
/// # Panics
/// When the file or the text is not there: the test would test nothing.
#[must_use]
pub fn edited(mut files: Vec<SourceFile>, name: &str, from: &str, to: &str) -> Vec<SourceFile> {
    let file = files.iter_mut().find(|file| file.name == name);
    let file = file.unwrap_or_else(|| unreachable!("no file {name}"));
    assert!(file.text.contains(from), "{name} does not contain {from:?}");
    file.text = file.text.replace(from, to);
    files
}

/// A plain GET of that sender.
///
/// # Panics
/// When the URL is none.
#[must_use]
pub fn get(snapshot: &Snapshot, from: &str, url: &str) -> Trace {
    let probe = Probe::get(from, url).unwrap_or_else(|error| unreachable!("{url}: {error:?}"));
    snapshot.send(&probe)
}
