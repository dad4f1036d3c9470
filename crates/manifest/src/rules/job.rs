//! `ValidateJob` and `ValidateCronJob` (`pkg/apis/batch/validation/validation.go`).

use super::{Rules, Spot, meta, names, pod, schedule};
use crate::problem::Rule;

/// A CronJob's Jobs are called after it, with eleven characters more.
const LONGEST_NAME: usize = 52;

/// Checks a Job.
pub(crate) fn job(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    spec(&object.key("spec"), rules);
}

/// Checks a CronJob.
pub(crate) fn cron_job(object: &Spot<'_>, rules: &mut Rules) {
    meta::check(object, meta::Scope::Namespace, names::subdomain, rules);
    let (name, own) = (object.keys(&["metadata", "name"]), object.key("spec"));
    if name.word().len() > LONGEST_NAME {
        rules.invalid_with(&name, Rule::TooLong, "52");
    }
    time(&own.key("schedule"), rules);
    zone(&own.key("timeZone"), rules);
    negative(&own.key("startingDeadlineSeconds"), rules);
    let template = own.key("jobTemplate");
    meta::tags(&template.key("metadata"), rules);
    spec(&template.key("spec"), rules);
}

/// `validateScheduleFormat`.
fn time(at: &Spot<'_>, rules: &mut Rules) {
    match at.text() {
        None => {}
        Some("") => rules.problem(at, crate::problem::ShapeProblem::Required),
        Some(text) if text.contains("TZ") => rules.invalid(at, Rule::CronScheduleZone),
        Some(text) => {
            if let Some(fault) = schedule::fault(text) {
                rules.invalid_with(at, Rule::CronSchedule, &fault);
            }
        }
    }
}

/// `validateTimeZone`.
fn zone(zone: &Spot<'_>, rules: &mut Rules) {
    match zone.text() {
        None => {}
        Some("") => rules.invalid(zone, Rule::CronZoneEmpty),
        Some(text) if text.eq_ignore_ascii_case("local") => rules.invalid(zone, Rule::CronZoneLocal),
        Some(text) if !schedule::is_zone(text) => rules.invalid_with(zone, Rule::CronZoneUnknown, text),
        Some(_) => {}
    }
}

fn negative(number: &Spot<'_>, rules: &mut Rules) {
    if number.whole().is_some_and(|number| number < 0) {
        rules.invalid(number, Rule::Negative);
    }
}

fn spec(spec: &Spot<'_>, rules: &mut Rules) {
    let (template, completions) = (spec.key("template"), spec.key("completions"));
    negative(&spec.key("activeDeadlineSeconds"), rules);
    if spec.key("completionMode").word() == "Indexed" && !completions.exists() {
        rules.required(&completions, Rule::JobCompletions);
    }
    // Labels of one's own stay beside those the server adds, and then it is not the server's selector any more.
    let selector = spec.key("selector");
    let labels = selector.key("matchLabels");
    if !spec.key("manualSelector").is_true()
        && (labels.entries().len() + selector.key("matchExpressions").items().len()) > 0
    {
        rules.invalid(&selector, Rule::JobSelector);
    }
    meta::selector(&selector, rules);
    meta::tags(&template.key("metadata"), rules);
    let pod = template.key("spec");
    pod::spec(&pod, rules);
    let restart = pod.key("restartPolicy");
    // What nobody writes is defaulted to Always, which a Job refuses.
    if pod.exists() && matches!(restart.word(), "" | "Always") {
        rules.required(&restart, Rule::JobRestartPolicy);
    } else if spec.key("podFailurePolicy").exists() && restart.word() == "OnFailure" {
        rules.invalid(&restart, Rule::JobFailurePolicy);
    }
}
