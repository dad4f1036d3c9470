//! `malla diff`: what `apply` would change, as `diff -u -N` shows it.

use super::read::Wanted;
use super::{Work, apply, each};
use crate::args::Write;
use crate::value::sorted;
use crate::{BadInput, Outcome, kinds, say};
use malla_manifest::{Value, to_yaml};
use similar::TextDiff;

/// Shows every difference. Bad when there is one.
pub(crate) fn run(wanted: &Write) -> Result<Outcome, BadInput> {
    each(wanted, diff)
}

fn diff(work: &mut Work, wanted: &Wanted) {
    let before = work.live.snapshot().full(&wanted.object).map(|value| to_yaml(&sorted(value))).unwrap_or_default();
    let there = work.live.get(&wanted.object).cloned();
    let changed = there.map_or_else(|| wanted.value.clone(), |live| without_new_note(&live, wanted));
    let after = match work.live.would_be(&wanted.object, changed) {
        Ok(after) => after.map(|value| to_yaml(&sorted(value))).unwrap_or_default(),
        Err(findings) => return work.refuse_object(wanted, "applying patch", findings),
    };
    if before != after {
        say::text(shown(&file_name(wanted), &before, &after));
        work.outcome = Outcome::Bad;
    }
}

/// What applying comes to, the note of what was applied last left as it is.
fn without_new_note(live: &Value, wanted: &Wanted) -> Value {
    let mut merged = apply::merged(live, wanted);
    super::last_applied::leave_note(&mut merged, live);
    merged
}

/// `v1.Service.default.web`, or `apps.v1.Deployment.default.web`.
fn file_name(wanted: &Wanted) -> String {
    let version = wanted.version.rsplit('/').next().unwrap_or_default();
    let group = match kinds::group_of(&wanted.version) {
        "" => String::new(),
        group => format!("{group}."),
    };
    let object = &wanted.object;
    format!("{group}{version}.{}.{}.{}", wanted.kind, object.namespace, object.name)
}

fn shown(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let hunks = diff.unified_diff().header(&format!("LIVE/{name}"), &format!("MERGED/{name}")).to_string();
    format!("diff -u -N LIVE/{name} MERGED/{name}\n{hunks}")
}
