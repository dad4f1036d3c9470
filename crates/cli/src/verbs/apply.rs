//! `malla apply`.

use super::read::Wanted;
use super::{Work, done, each, in_errors, last_applied};
use crate::args::Write;
use crate::merge::{Sides, three_way};
use crate::value::sorted;
use crate::{BadInput, Outcome};
use malla_manifest::Value;

/// Brings every object in.
pub(crate) fn run(wanted: &Write) -> Result<Outcome, BadInput> {
    each(wanted, apply)
}

fn apply(work: &mut Work, wanted: &Wanted) {
    let Some(live) = work.live.get(&wanted.object).cloned() else {
        return match work.live.put(&wanted.object, last_applied::noted(wanted.value.clone())) {
            Ok(()) => done(wanted, "created"),
            Err(findings) => work.refuse_object(wanted, "creating", findings),
        };
    };
    if !last_applied::is_noted(&live) {
        eprintln!("{}", last_applied::warning(in_errors(wanted).split(' ').next().unwrap_or_default(), &live));
    }
    let merged = merged(&live, wanted);
    if merged == sorted(live) {
        return done(wanted, "unchanged");
    }
    match work.live.put(&wanted.object, merged) {
        Ok(()) => done(wanted, "configured"),
        Err(findings) => work.refuse_object(wanted, "applying patch", findings),
    }
}

/// What the object is to be: what was applied last, what is applied now and what is there put together.
pub(super) fn merged(live: &Value, wanted: &Wanted) -> Value {
    let modified = last_applied::noted(wanted.value.clone());
    let original = last_applied::of(live).unwrap_or_default();
    let sides = Sides { original: &original, modified: &modified, current: live };
    sorted(three_way(sides, is_ours(&wanted.version)))
}

/// Whether the kind is the API server's own; others come from CustomResourceDefinitions and know no keys of lists.
fn is_ours(version: &str) -> bool {
    let group = crate::kinds::group_of(version);
    !group.contains('.') || group.ends_with(".k8s.io") && group != "gateway.networking.k8s.io"
}
