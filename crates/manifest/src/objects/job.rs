//! `Job` (`batch/v1`): pods that run until their work is done.

use super::field::{choice, record};
use super::{LabelSelector, Meta, PodTemplate};

record! {
    /// A Job.
    Job {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: JobSpec = "spec",
    }
}

record! {
    /// What a Job should be.
    JobSpec {
        /// How many pods run at the same time; nothing written means one.
        parallelism: Option<u32> = "parallelism",
        /// How many pods must end well.
        completions: Option<u32> = "completions",
        /// Whether pods have numbers.
        completion_mode: Option<CompletionMode> = "completionMode",
        /// How many failures are too many.
        backoff_limit: Option<u32> = "backoffLimit",
        /// Which pods are its own.
        selector: Option<LabelSelector> = "selector",
        /// Whether somebody wrote the selector by hand.
        manual_selector: Option<bool> = "manualSelector",
        /// What a pod looks like.
        template: PodTemplate = "template",
        /// Whether it is held back for now.
        suspend: Option<bool> = "suspend",
        /// Which pods are replaced.
        pod_replacement_policy: Option<PodReplacementPolicy> = "podReplacementPolicy",
        /// Who takes care of it, if not the Job controller.
        managed_by: Option<String> = "managedBy",
    }
}

choice! {
    /// Whether pods of a Job have numbers.
    CompletionMode {
        /// One is as good as another.
        NonIndexed = "NonIndexed",
        /// Each has its number.
        Indexed = "Indexed",
    }
}

choice! {
    /// Which pods of a Job are replaced.
    PodReplacementPolicy {
        /// Those that are ending, too.
        TerminatingOrFailed = "TerminatingOrFailed",
        /// Only those that have failed.
        Failed = "Failed",
    }
}
