//! What can be done to a cluster.

use malla_manifest::SourceFile;
use malla_trace::ObjectRef;

/// One thing done to a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The manifests are now these: what is new is created, what changed is updated, what is gone is deleted
    /// (`kubectl apply --prune`).
    Files(Vec<SourceFile>),
    /// A pod is deleted, as `kubectl delete pod`.
    DeletePod(ObjectRef),
    /// An object is deleted with everything made from it, and what is written of it is created anew, as
    /// `kubectl replace --force`: the way out where the API server does not take a change
    /// ([`Snapshot::kept`](crate::Snapshot::kept)).
    Recreate(ObjectRef),
    /// The cluster has come to rest as it is: what it remembers now (pods, addresses, allocations) is what the next
    /// text finds. Between two of these, every text is read as if it were the first change.
    Settle,
    /// A decision of chance shall come out like this from now on.
    Force {
        /// The stream.
        stream: String,
        /// Which draw of it, from 0.
        index: u64,
        /// The outcome.
        outcome: u64,
    },
    /// Chance decides again by itself.
    Release,
    /// Another seed.
    Seed(u64),
}
