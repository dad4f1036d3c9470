//! A chain: rules in order, and a policy where it is built in.

use super::rule::Rule;
use malla_trace::FilterVerdict;
use std::sync::Arc;

/// A chain's place in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ChainId(pub(crate) usize);

/// A chain.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) name: Arc<str>,
    /// `None` for a user's chain.
    pub(crate) policy: Option<FilterVerdict>,
    pub(crate) rules: Vec<Rule>,
}
