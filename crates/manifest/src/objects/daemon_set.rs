//! `DaemonSet` (`apps/v1`): one pod a node.

use super::field::{choice, record};
use super::{LabelSelector, Meta, PodTemplate, RollingUpdate};

record! {
    /// A DaemonSet.
    DaemonSet {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: DaemonSetSpec = "spec",
    }
}

record! {
    /// What a DaemonSet should be.
    DaemonSetSpec {
        /// Which pods are its own.
        selector: LabelSelector = "selector",
        /// What a pod looks like.
        template: PodTemplate = "template",
        /// How to replace old pods.
        update_strategy: Option<DaemonSetStrategy> = "updateStrategy",
        /// Seconds a pod must be ready before it counts.
        min_ready_seconds: Option<u32> = "minReadySeconds",
        /// How many old versions are kept.
        revision_history_limit: Option<u32> = "revisionHistoryLimit",
    }
}

record! {
    /// How to replace old pods.
    DaemonSetStrategy {
        /// Which way.
        strategy_type: Option<DaemonSetStrategyType> = "type",
        /// Settings of a rolling update.
        rolling_update: Option<RollingUpdate> = "rollingUpdate",
    }
}

choice! {
    /// A way to replace pods.
    DaemonSetStrategyType {
        /// A few at a time.
        RollingUpdate = "RollingUpdate",
        /// Only when somebody deletes them.
        OnDelete = "OnDelete",
    }
}
