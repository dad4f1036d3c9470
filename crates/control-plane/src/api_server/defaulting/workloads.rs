//! `SetDefaults_StatefulSet`, `SetDefaults_DaemonSet` (`pkg/apis/apps/v1/defaults.go`) and `SetDefaults_Job`
//! (`pkg/apis/batch/v1/defaults.go`).

use super::{Defaults, fill_pod_spec, path};
use malla_manifest::{
    ClaimRetention, CompletionMode, DaemonSet, DaemonSetStrategy, DaemonSetStrategyType, IntOrString, Job,
    PodManagementPolicy, PodReplacementPolicy, Retention, RollingUpdate, RollingUpdateStatefulSet, StatefulSet,
    StatefulSetStrategy, StatefulSetStrategyType,
};

/// Fills in what nobody wrote of a StatefulSet.
pub(super) fn fill_stateful_set(set: &mut StatefulSet, defaults: &mut Defaults) {
    let (spec, at) = (&mut set.spec, path("spec"));
    let policy = PodManagementPolicy::OrderedReady;
    defaults.fill(
        &mut spec.pod_management_policy,
        policy,
        &at,
        "podManagementPolicy",
        "statefulset.spec.podManagementPolicy",
    );
    fill_stateful_strategy(spec.update_strategy.get_or_insert_default(), defaults);
    let retention = spec.claim_retention.get_or_insert_default();
    fill_retention(retention, defaults);
    defaults.fill(&mut spec.replicas, 1, &at, "replicas", "statefulset.spec.replicas");
    let rule = "statefulset.spec.revisionHistoryLimit";
    defaults.fill(&mut spec.revision_history_limit, 10, &at, "revisionHistoryLimit", rule);
    fill_pod_spec(&mut spec.template.spec, &path("spec.template.spec"), defaults);
}

fn fill_stateful_strategy(strategy: &mut StatefulSetStrategy, defaults: &mut Defaults) {
    let at = path("spec.updateStrategy");
    if strategy.strategy_type.is_none() {
        strategy.rolling_update.get_or_insert_with(RollingUpdateStatefulSet::default);
    }
    let rule = "statefulset.spec.updateStrategy.type";
    defaults.fill(&mut strategy.strategy_type, StatefulSetStrategyType::RollingUpdate, &at, "type", rule);
    let rolls = strategy.strategy_type == Some(StatefulSetStrategyType::RollingUpdate);
    if let Some(rolling) = strategy.rolling_update.as_mut().filter(|_| rolls) {
        let rule = "statefulset.spec.updateStrategy.rollingUpdate.partition";
        defaults.fill(&mut rolling.partition, 0, &at.key("rollingUpdate"), "partition", rule);
    }
}

fn fill_retention(retention: &mut ClaimRetention, defaults: &mut Defaults) {
    let at = path("spec.persistentVolumeClaimRetentionPolicy");
    let rule = "statefulset.spec.persistentVolumeClaimRetentionPolicy";
    defaults.fill(&mut retention.when_deleted, Retention::Retain, &at, "whenDeleted", rule);
    defaults.fill(&mut retention.when_scaled, Retention::Retain, &at, "whenScaled", rule);
}

/// Fills in what nobody wrote of a DaemonSet.
pub(super) fn fill_daemon_set(set: &mut DaemonSet, defaults: &mut Defaults) {
    let (spec, at) = (&mut set.spec, path("spec"));
    fill_daemon_strategy(spec.update_strategy.get_or_insert_default(), defaults);
    let rule = "daemonset.spec.revisionHistoryLimit";
    defaults.fill(&mut spec.revision_history_limit, 10, &at, "revisionHistoryLimit", rule);
    fill_pod_spec(&mut spec.template.spec, &path("spec.template.spec"), defaults);
}

fn fill_daemon_strategy(strategy: &mut DaemonSetStrategy, defaults: &mut Defaults) {
    let at = path("spec.updateStrategy");
    let rule = "daemonset.spec.updateStrategy.type";
    defaults.fill(&mut strategy.strategy_type, DaemonSetStrategyType::RollingUpdate, &at, "type", rule);
    if strategy.strategy_type == Some(DaemonSetStrategyType::RollingUpdate) {
        let (at, rolling) =
            (at.key("rollingUpdate"), strategy.rolling_update.get_or_insert_with(RollingUpdate::default));
        let rule = "daemonset.spec.updateStrategy.rollingUpdate.maxUnavailable";
        defaults.fill(&mut rolling.max_unavailable, IntOrString::Int(1), &at, "maxUnavailable", rule);
        let rule = "daemonset.spec.updateStrategy.rollingUpdate.maxSurge";
        defaults.fill(&mut rolling.max_surge, IntOrString::Int(0), &at, "maxSurge", rule);
    }
}

/// Fills in what nobody wrote of a Job.
pub(super) fn fill_job(job: &mut Job, defaults: &mut Defaults) {
    let at = path("spec");
    if job.meta.labels.is_empty() && !job.spec.template.meta.labels.is_empty() {
        job.meta.labels = job.spec.template.meta.labels.clone();
        defaults.filled.push((path("metadata.labels"), "job.metadata.labels"));
    }
    let spec = &mut job.spec;
    if spec.parallelism.is_none() {
        defaults.fill(&mut spec.completions, 1, &at, "completions", "job.spec.completions");
    }
    defaults.fill(&mut spec.parallelism, 1, &at, "parallelism", "job.spec.parallelism");
    defaults.fill(&mut spec.backoff_limit, 6, &at, "backoffLimit", "job.spec.backoffLimit");
    let slot = &mut spec.completion_mode;
    defaults.fill(slot, CompletionMode::NonIndexed, &at, "completionMode", "job.spec.completionMode");
    defaults.fill(&mut spec.suspend, false, &at, "suspend", "job.spec.suspend");
    let policy = PodReplacementPolicy::TerminatingOrFailed;
    let rule = "job.spec.podReplacementPolicy";
    defaults.fill(&mut spec.pod_replacement_policy, policy, &at, "podReplacementPolicy", rule);
    fill_pod_spec(&mut spec.template.spec, &path("spec.template.spec"), defaults);
}
