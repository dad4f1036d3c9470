//! `ValidateVolumeMounts` (`pkg/apis/core/validation/validation.go`): what is mounted must be there.

use super::{Rules, Spot, names};
use crate::problem::Rule;
use std::collections::BTreeSet;

/// Checks a pod's volumes and the mounts of its containers.
pub(crate) fn check(spec: &Spot<'_>, containers: &[Spot<'_>], rules: &mut Rules) {
    let volumes = spec.key("volumes").items();
    for volume in &volumes {
        rules.text(&volume.key("name"), names::label);
    }
    let known: BTreeSet<&str> = volumes.iter().map(|volume| volume.key("name").word()).collect();
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
