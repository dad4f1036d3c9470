//! A proxy's configuration, as it stands: listeners, virtual hosts and routes in the order in which they are tried,
//! clusters and their endpoints; with what it decided about the present request marked.

mod clusters;
mod listeners;
mod panel;
mod present;
mod routes;
mod row;

pub use panel::{ProxyPanel, ProxyPanelProps};
pub use present::{Part, Present};
pub use row::cluster_name;
