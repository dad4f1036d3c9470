//! The control loops of kube-controller-manager, each a pure function from what there is to what should be written.

pub mod daemon_set;
pub mod deployment;
pub mod endpoint_slice;
mod facts;
pub mod job;
pub mod load_balancer;
pub mod node;
pub mod plan;
pub mod pod_network;
mod pods;
pub mod replica_set;
pub mod stateful_set;
mod write;

use crate::memory::Memory;
use crate::store::Store;
use crate::world::World;
use malla_trace::{CauseId, Ledger, Place};

pub use facts::Fact;
pub use write::{Change, Reason, Write, apply};

/// What a control loop sees.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// All objects.
    pub store: &'a Store,
    /// The machines and networks.
    pub world: &'a World,
    /// What ran before.
    pub memory: &'a Memory,
    /// Why everything is as it is.
    pub ledger: &'a Ledger,
    /// The seed of every decision of chance.
    pub seed: u64,
}

impl View<'_> {
    /// The place that a cause points at, or the nearest one it rests on.
    #[must_use]
    pub fn place(&self, cause: CauseId) -> Place {
        let mut at = Some(cause);
        while let Some(cause) = at.and_then(|id| self.ledger.get(id)) {
            if let Some(place) = cause.place() {
                return place.clone();
            }
            at = cause.from().first().copied();
        }
        Place::default()
    }
}
