//! Manifests from files, folders and standard input, and a cluster made of them.

use crate::BadInput;
use crate::args::Common;
use crate::get::endpoints;
use crate::live::Live;
use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile};
use malla_manifest::{Object, Value};
use malla_trace::ObjectRef;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What `kubectl apply -f DIR` reads.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// A cluster, and how long each of its objects is there, in seconds.
pub(crate) struct Scene {
    pub(crate) snapshot: Snapshot,
    pub(crate) ages: BTreeMap<ObjectRef, u64>,
    /// Objects that nothing here needs and kubectl shows all the same.
    pub(crate) others: Vec<Other>,
}

/// An object that is made for showing only.
pub(crate) struct Other {
    pub(crate) reference: ObjectRef,
    pub(crate) object: Object,
    pub(crate) value: Value,
}

impl Scene {
    fn new(snapshot: Snapshot, ages: BTreeMap<ObjectRef, u64>) -> Self {
        let others = endpoints::all(&snapshot);
        Self { snapshot, ages, others }
    }
}

/// The cluster that is meant: the one that is kept somewhere, or the one that the manifests make.
pub(crate) fn scene(common: &Common) -> Result<Scene, BadInput> {
    if let Some(state) = &common.state {
        if !state.exists() {
            return Err(BadInput::new(format!("{}: there is no such cluster", state.display())));
        }
        let live = Live::open(state, common.seed)?;
        return Ok(Scene::new(live.snapshot(), live.ages()));
    }
    let mut host = SimHost::new(Scenario { seed: common.seed });
    host.apply(Change::Files(files(&common.files)?));
    Ok(Scene::new(host.snapshot(), BTreeMap::new()))
}

/// The cluster that is meant.
pub(crate) fn snapshot(common: &Common) -> Result<Snapshot, BadInput> {
    scene(common).map(|scene| scene.snapshot)
}

/// All manifests, in the order given; those of a folder by name.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<SourceFile>, BadInput> {
    let mut found = vec![];
    for path in paths {
        if path == Path::new("-") {
            found.push(SourceFile { name: "-".into(), text: standard_input()? });
        } else if path.is_dir() {
            found.extend(folder(path)?);
        } else {
            found.push(SourceFile { name: path.display().to_string(), text: read(path)? });
        }
    }
    Ok(found)
}

fn folder(path: &Path) -> Result<Vec<SourceFile>, BadInput> {
    let entries = fs::read_dir(path).map_err(|e| BadInput::new(format!("{}: {e}", path.display())))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|p| is_manifest(p)).collect();
    paths.sort();
    if paths.is_empty() {
        return Err(BadInput::new(format!("{}: no .yaml, .yml or .json file", path.display())));
    }
    let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    paths.iter().map(|p| Ok(SourceFile { name: name(p), text: read(p)? })).collect()
}

fn is_manifest(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|e| ENDINGS.iter().any(|known| e.eq_ignore_ascii_case(known)))
}

fn read(path: &Path) -> Result<String, BadInput> {
    let bytes = fs::read(path).map_err(|e| BadInput::new(format!("{}: {e}", path.display())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn standard_input() -> Result<String, BadInput> {
    let mut bytes = vec![];
    std::io::stdin().read_to_end(&mut bytes).map_err(|e| BadInput::new(format!("standard input: {e}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
