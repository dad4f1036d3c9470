//! `StatefulSet` (`apps/v1`): pods with names and claims of their own, counted through.

use super::field::{choice, record};
use super::{ClaimSpec, IntOrString, LabelSelector, Meta, PodTemplate};

record! {
    /// A StatefulSet.
    StatefulSet {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: StatefulSetSpec = "spec",
    }
}

record! {
    /// What a StatefulSet should be.
    StatefulSetSpec {
        /// How many pods; nothing written means one.
        replicas: Option<u32> = "replicas",
        /// Which pods are its own.
        selector: LabelSelector = "selector",
        /// What a pod looks like.
        template: PodTemplate = "template",
        /// The headless Service below which its pods have their names.
        service_name: Option<String> = "serviceName",
        /// Claims that every pod gets.
        volume_claim_templates: Vec<ClaimTemplate> = "volumeClaimTemplates",
        /// Whether pods come one after the other.
        pod_management_policy: Option<PodManagementPolicy> = "podManagementPolicy",
        /// How to replace old pods.
        update_strategy: Option<StatefulSetStrategy> = "updateStrategy",
        /// How many old versions are kept.
        revision_history_limit: Option<u32> = "revisionHistoryLimit",
        /// Seconds a pod must be ready before it counts.
        min_ready_seconds: Option<u32> = "minReadySeconds",
        /// Where counting begins.
        ordinals: Option<Ordinals> = "ordinals",
        /// What becomes of claims whose pods are gone.
        claim_retention: Option<ClaimRetention> = "persistentVolumeClaimRetentionPolicy",
    }
}

record! {
    /// A claim that every pod of a set gets.
    ClaimTemplate {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: ClaimSpec = "spec",
    }
}

record! {
    /// Where counting begins.
    Ordinals {
        /// The first number; nothing written means 0.
        start: Option<u32> = "start",
    }
}

record! {
    /// What becomes of claims whose pods are gone.
    ClaimRetention {
        /// When the set is deleted.
        when_deleted: Option<Retention> = "whenDeleted",
        /// When the set has fewer pods.
        when_scaled: Option<Retention> = "whenScaled",
    }
}

record! {
    /// How to replace old pods.
    StatefulSetStrategy {
        /// Which way.
        strategy_type: Option<StatefulSetStrategyType> = "type",
        /// Settings of a rolling update.
        rolling_update: Option<RollingUpdateStatefulSet> = "rollingUpdate",
    }
}

record! {
    /// How far a rolling update goes.
    RollingUpdateStatefulSet {
        /// The number below which pods stay as they are.
        partition: Option<u32> = "partition",
        /// How many may be missing.
        max_unavailable: Option<IntOrString> = "maxUnavailable",
    }
}

choice! {
    /// Whether pods come one after the other.
    PodManagementPolicy {
        /// Each waits until the one before is ready.
        OrderedReady = "OrderedReady",
        /// All at once.
        Parallel = "Parallel",
    }
}

choice! {
    /// A way to replace pods.
    StatefulSetStrategyType {
        /// From the last to the first.
        RollingUpdate = "RollingUpdate",
        /// Only when somebody deletes them.
        OnDelete = "OnDelete",
        /// All old ones first.
        Recreate = "Recreate",
    }
}

choice! {
    /// What becomes of a claim.
    Retention {
        /// It stays.
        Retain = "Retain",
        /// It goes too.
        Delete = "Delete",
    }
}
