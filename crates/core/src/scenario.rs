//! What a simulation starts from, besides the manifests.

/// What a simulation starts from. Everything else, machines and networks included, is in the manifests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// The seed of every decision of chance.
    pub seed: u64,
}
