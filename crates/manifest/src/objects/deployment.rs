//! `Deployment` (`apps/v1`): so many copies of a pod, and how to go from one version to the next.

use super::field::{choice, record};
use super::{IntOrString, LabelSelector, Meta, PodTemplate};

record! {
    /// A Deployment.
    Deployment {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: DeploymentSpec = "spec",
    }
}

record! {
    /// What a Deployment should be.
    DeploymentSpec {
        /// How many pods; nothing written means one.
        replicas: Option<u32> = "replicas",
        /// Which pods are its own.
        selector: LabelSelector = "selector",
        /// What a pod looks like.
        template: PodTemplate = "template",
        /// How to replace old pods.
        strategy: Option<DeploymentStrategy> = "strategy",
        /// Seconds a pod must be ready before it counts.
        min_ready_seconds: Option<u32> = "minReadySeconds",
        /// How many old ReplicaSets are kept.
        revision_history_limit: Option<u32> = "revisionHistoryLimit",
        /// Whether it is left alone for now.
        paused: Option<bool> = "paused",
        /// Seconds after which a rollout counts as stuck.
        progress_deadline_seconds: Option<u32> = "progressDeadlineSeconds",
    }
}

record! {
    /// How to replace old pods.
    DeploymentStrategy {
        /// Which way.
        strategy_type: Option<StrategyType> = "type",
        /// Settings of a rolling update.
        rolling_update: Option<RollingUpdate> = "rollingUpdate",
    }
}

record! {
    /// How fast a rolling update goes.
    RollingUpdate {
        /// How many may be missing; nothing written means 25%.
        max_unavailable: Option<IntOrString> = "maxUnavailable",
        /// How many may be there in excess; nothing written means 25%.
        max_surge: Option<IntOrString> = "maxSurge",
    }
}

choice! {
    /// A way to replace pods.
    StrategyType {
        /// A few at a time.
        RollingUpdate = "RollingUpdate",
        /// All old ones first.
        Recreate = "Recreate",
    }
}
