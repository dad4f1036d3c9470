//! `ReplicaSet` (`apps/v1`): so many copies of one version of a pod.

use super::field::record;
use super::{LabelSelector, Meta, PodTemplate};

record! {
    /// A ReplicaSet.
    ReplicaSet {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: ReplicaSetSpec = "spec",
    }
}

record! {
    /// What a ReplicaSet should be.
    ReplicaSetSpec {
        /// How many pods; nothing written means one.
        replicas: Option<u32> = "replicas",
        /// Which pods are its own.
        selector: LabelSelector = "selector",
        /// What a pod looks like.
        template: PodTemplate = "template",
        /// Seconds a pod must be ready before it counts.
        min_ready_seconds: Option<u32> = "minReadySeconds",
    }
}
