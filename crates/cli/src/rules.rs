//! `malla iptables-save`: the text of one node.

use crate::args::IptablesSave;
use crate::{BadInput, Outcome, input, report};

/// Prints the node's packet filter.
pub(crate) fn run(wanted: &IptablesSave) -> Result<Outcome, BadInput> {
    let snapshot = input::snapshot(&wanted.common)?;
    report::check(&snapshot, wanted.common.lang.into())?;
    let text = snapshot.iptables_save(&wanted.node);
    print!("{}", text.ok_or_else(|| BadInput::new(format!("no node is called {:?}", wanted.node)))?);
    Ok(Outcome::Good)
}
