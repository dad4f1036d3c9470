//! `malla create`.

use super::read::Wanted;
use super::{Work, done, each, in_errors, last_applied};
use crate::args::Create;
use crate::{BadInput, Outcome};

/// Creates every object that is not there.
pub(crate) fn run(wanted: &Create) -> Result<Outcome, BadInput> {
    each(&wanted.write, |work, object| create(work, object, wanted.save_config))
}

fn create(work: &mut Work, wanted: &Wanted, save_config: bool) {
    if work.is_there(&wanted.object) {
        let (file, what) = (&wanted.file, in_errors(wanted));
        return work.refuse(&format!(
            "Error from server (AlreadyExists): error when creating {file:?}: {what} already exists"
        ));
    }
    let value = wanted.value.clone();
    let value = if save_config { last_applied::noted(value) } else { value };
    match work.live.put(&wanted.object, value) {
        Ok(()) => done(wanted, "created"),
        Err(findings) => work.refuse_object(wanted, "creating", findings),
    }
}
