//! Which connections pods take: PeerAuthentication of the mesh, of a namespace, of some pods and of single ports
//! (istio pilot/pkg/model/authentication.go and pilot/pkg/security/authn/policy_applier.go).

mod compose;
mod policies;
#[cfg(test)]
mod tests;

pub use compose::{Effective, PeerMode, Said, compose};
pub use policies::{PeerPolicies, PeerPolicy};

/// How far a policy reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// To every pod there is.
    Mesh,
    /// To every pod of its namespace.
    Namespace,
    /// To the pods it selects.
    Workload,
}
