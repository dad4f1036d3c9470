//! A rule: conditions in order, and what to do when all hold.

use super::chain::ChainId;
use super::head::Head;
use super::matches::Match;
use super::target::Target;
use malla_trace::CauseId;
use std::sync::Arc;

/// A rule as it was written, before its chains are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleSpec {
    pub(crate) head: Head,
    pub(crate) matches: Vec<Match>,
    pub(crate) target: Target,
}

/// A rule in its chain.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// The conditions on the IP header, side by side in memory: most rules say no here.
    pub(crate) head: Head,
    /// The rest of what was written.
    pub(crate) spec: Arc<RuleSpec>,
    /// The chain of a jump or goto.
    pub(crate) chain: Option<ChainId>,
    /// The first of this rule's packet counters.
    pub(crate) counter: usize,
    /// The line of the text that was loaded last in which it stood, from 1; 0 where it was there before.
    pub(crate) line: u32,
    /// As `iptables-save` prints it.
    pub(crate) text: Arc<str>,
    pub(crate) why: CauseId,
}
