//! How clients speak to a host and which subsets it has: DestinationRules merged, chosen for a client, and put together
//! block by block (istio pilot/pkg/model/destination_rule.go, push_context.go `destinationRule`,
//! pilot/pkg/networking/util `MergeTrafficPolicy`).

mod merged;
mod policy;
mod rules;
#[cfg(test)]
mod tests;

pub use merged::{MergedRule, PolicyAt, SubsetAt};
pub use policy::{At, Blocks};
pub use rules::{Asked, DestinationRules};

use super::mesh::Written;
use malla_manifest::DestinationRule;

/// A DestinationRule as it is written.
pub type WrittenRule<'a> = Written<'a, DestinationRule>;
