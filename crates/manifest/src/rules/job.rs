//! `ValidateJob` and `ValidateCronJob` (`pkg/apis/batch/validation/validation.go`). The objects are kept and do nothing.

use super::{Rules, Spot, meta, names, pod};
use crate::problem::Rule;

/// Checks a Job.
pub(crate) fn job(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    spec(&object.key("spec"), rules);
}

/// Checks a CronJob.
pub(crate) fn cron_job(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let template = object.keys(&["spec", "jobTemplate"]);
    meta::tags(&template.key("metadata"), rules);
    spec(&template.key("spec"), rules);
}

fn spec(spec: &Spot<'_>, rules: &mut Rules) {
    let template = spec.key("template");
    meta::tags(&template.key("metadata"), rules);
    let pod = template.key("spec");
    pod::spec(&pod, rules);
    let restart = pod.key("restartPolicy");
    // What nobody writes is defaulted to Always, which a Job refuses.
    if pod.exists() && matches!(restart.word(), "" | "Always") {
        rules.required(&restart, Rule::JobRestartPolicy);
    }
}
