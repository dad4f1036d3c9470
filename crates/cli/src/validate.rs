//! `malla validate`: everything that is wrong, at once.

use crate::args::{Format, Validate};
use crate::{BadInput, Outcome, input, report, say};

/// Prints every finding. Bad when one of them is an error.
pub(crate) fn run(wanted: &Validate) -> Result<Outcome, BadInput> {
    let findings = input::snapshot(&wanted.common)?.diagnostics(wanted.common.lang.into());
    match wanted.output {
        Format::Text => findings.iter().for_each(|finding| say::line(report::line(finding))),
        Format::Json => say::line(serde_json::to_string_pretty(&findings).map_err(BadInput::new)?),
    }
    if report::has_errors(&findings) { Err(BadInput::new("")) } else { Ok(Outcome::Good) }
}
