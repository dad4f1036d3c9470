//! `ValidateStatefulSetUpdate` (`pkg/apis/apps/validation`).

use super::fields::spec_but;
use super::{Change, Forbidden};
use malla_manifest::Rule;

/// What may change.
const MAY: [&str; 7] = [
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
];

pub(super) fn check(change: Change<'_>) -> Vec<Forbidden> {
    spec_but(change, &MAY, "spec", Rule::UpdateStatefulSet).into_iter().collect()
}
