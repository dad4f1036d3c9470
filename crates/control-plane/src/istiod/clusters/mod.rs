//! The upstream clusters of a proxy of the mesh (istio pilot/pkg/networking/core/cluster.go and cluster_builder.go): one for
//! every port of every host it sees, one more for every subset, and those that stand for wherever.

mod balancing;
mod endpoints;
mod inbound;
mod names;
mod outbound;
mod special;
#[cfg(test)]
mod tests;
mod transport;

pub use balancing::{LbPolicy, balancing};
pub use inbound::{ServiceTarget, targets};
pub use names::{BLACK_HOLE, INBOUND_PASSTHROUGH, PASSTHROUGH, inbound_key, sni_key, subset_key};

use super::draft::Draft;
use super::proxy_view::Role;

/// How long a connection may take to be made where nobody says otherwise (`meshConfig.connectTimeout`), in microseconds.
const CONNECT_TIMEOUT_US: u64 = 10_000_000;

/// Adds all of them.
pub fn add(draft: &mut Draft<'_, '_>) {
    outbound::add(draft);
    special::add_black_hole(draft);
    match draft.view.role {
        Role::Sidecar => {
            special::add_passthrough(draft);
            inbound::add(draft);
        }
        Role::Gateway => {}
    }
}
