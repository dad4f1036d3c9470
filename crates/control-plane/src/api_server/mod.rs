//! The API server: which objects are taken, what it fills in, and the addresses and ports it gives away.

mod admit;
mod cluster_ips;
pub mod defaulting;
mod draft;
mod node_ports;
pub mod update;

pub use admit::{Admitted, admit};
pub use draft::written;
pub use node_ports::allocations;

use crate::memory::Memory;
use crate::world::World;
use malla_manifest::{ClusterProblem, Manifest};
use malla_trace::{FieldPath, ObjectRef};

/// What the API server is given.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The objects, in the order written.
    pub manifests: &'a [&'a Manifest],
    /// The cluster's set-up.
    pub world: &'a World,
    /// What was allocated before.
    pub memory: &'a Memory,
    /// The seed of every decision of chance.
    pub seed: u64,
}

/// An object that an allocator refuses.
#[derive(Clone, Debug, PartialEq)]
struct Refused {
    object: ObjectRef,
    path: FieldPath,
    problem: ClusterProblem,
}

impl Refused {
    fn new(object: &ObjectRef, path: &str, problem: ClusterProblem) -> Self {
        Self { object: object.clone(), path: FieldPath::parse(path), problem }
    }
}
