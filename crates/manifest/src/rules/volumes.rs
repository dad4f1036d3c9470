//! `ValidateVolumeMounts` (`pkg/apis/core/validation/validation.go`): what is mounted must be there.

use super::{Rules, Spot, names, storage};
use crate::problem::Rule;
use std::collections::BTreeSet;

/// Checks a pod's volumes and the mounts of its containers; `claimed` are volumes that come with the pod from elsewhere.
pub(crate) fn check(spec: &Spot<'_>, containers: &[Spot<'_>], claimed: &[&str], rules: &mut Rules) {
    let volumes = spec.key("volumes").items();
    for volume in &volumes {
        rules.text(&volume.key("name"), names::label);
        let sources = volume.entries().into_iter().filter(|(key, source)| *key != "name" && source.exists());
        storage::one_source(&sources.map(|(_, source)| source).collect::<Vec<_>>(), rules);
        storage::path(&volume.keys(&["hostPath", "path"]), rules);
    }
    let names = volumes.iter().map(|volume| volume.key("name").word());
    let known: BTreeSet<&str> = names.chain(claimed.iter().copied()).collect();
    for container in containers {
        let mut paths: BTreeSet<&str> = BTreeSet::new();
        for mount in container.key("volumeMounts").items() {
            let (name, path) = (mount.key("name"), mount.key("mountPath"));
            if !name.word().is_empty() && !known.contains(&name.word()) {
                rules.not_found(&name, Rule::VolumeMissing);
            }
            if !path.word().is_empty() && paths.contains(&path.word()) {
                rules.invalid(&path, Rule::MountPathTwice);
            }
            paths.insert(path.word());
        }
    }
}
