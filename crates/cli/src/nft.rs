//! `malla nft`: the nftables of one node.

use crate::args::{Nft, NftWhat};
use crate::rules::unknown;
use crate::{BadInput, Outcome, input, report, say};

/// Prints what is asked for.
pub(crate) fn run(wanted: &Nft) -> Result<Outcome, BadInput> {
    let Nft::List(list) = wanted;
    let snapshot = input::snapshot(&list.common)?;
    report::check(&snapshot, list.common.lang.into())?;
    let NftWhat::Ruleset = list.what;
    let text = snapshot.nft_list(&list.node).ok_or_else(|| unknown(&list.node, &snapshot.topology()))?;
    say::text(text);
    Ok(Outcome::Good)
}
