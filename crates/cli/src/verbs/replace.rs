//! `malla replace`.

use super::read::Wanted;
use super::{Work, delete, done, each, in_errors};
use crate::args::Replace;
use crate::{BadInput, Outcome};

/// Puts every object in the place of what is there; with `--force` by deleting that first.
pub(crate) fn run(wanted: &Replace) -> Result<Outcome, BadInput> {
    each(&wanted.write, |work, object| if wanted.force { force(work, object) } else { replace(work, object) })
}

fn replace(work: &mut Work, wanted: &Wanted) {
    if !work.is_there(&wanted.object) {
        let (file, what) = (&wanted.file, in_errors(wanted));
        return work.refuse(&format!("Error from server (NotFound): error when replacing {file:?}: {what} not found"));
    }
    match work.live.put(&wanted.object, wanted.value.clone()) {
        Ok(()) => done(wanted, "replaced"),
        Err(findings) => work.refuse_object(wanted, "replacing", findings),
    }
}

fn force(work: &mut Work, wanted: &Wanted) {
    if work.is_there(&wanted.object) {
        delete::say(&super::kind_printed(wanted), &wanted.object);
    }
    match work.live.recreate(&wanted.object, wanted.value.clone()) {
        Ok(()) => done(wanted, "replaced"),
        Err(findings) => work.refuse_object(wanted, "creating", findings),
    }
}
