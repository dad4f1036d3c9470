//! istiod: from the mesh's objects to the configuration of every Envoy (istio/istio, `pilot/pkg`).
//!
//! [`Mesh`] indexes the objects once; [`compile`] makes the configuration of one proxy of it. First the listeners, then the
//! route tables they ask for, then the clusters, as a proxy asks for them (LDS, RDS, CDS). Not modelled: locality load
//! balancing, several clusters and networks, ambient mode, EnvoyFilter, telemetry.

pub mod authn;
#[cfg(test)]
mod bad_input_tests;
pub mod clusters;
mod config_facts;
pub mod destination_rule;
mod draft;
mod egress;
mod endpoint;
pub mod export;
mod gateway;
pub mod host;
mod mesh;
pub mod protocol;
pub mod proxy_config;
mod proxy_view;
mod registry;
mod requests;
mod route_facts;
#[cfg(test)]
mod route_tests;
mod scope;
mod service;
pub mod sidecar_listeners;
mod sidecar_routes;
#[cfg(test)]
mod test_mesh;
pub mod virtual_service;
pub mod warnings;
mod why;

pub use config_facts::ConfigFact;
pub use egress::{Egress, visible_rules};
pub use endpoint::{EndpointAt, MeshEndpoint, NamedPort};
pub use mesh::{Mesh, ROOT_NAMESPACE, Written, has_all};
pub use proxy_view::{ProxyView, Role, identity};
pub use registry::Registry;
pub use route_facts::RouteFact;
pub use scope::{Known, Scope};
pub use service::{MeshPort, MeshService, Resolution, Source};
pub use sidecar_routes::{Asking, Domains, Named, domains_of};
pub use why::Why;

use draft::Draft;
use malla_proxy::{Proxy, RouteTable};
use malla_trace::Ledger;

/// Compiles the configuration of one proxy.
#[must_use]
pub fn compile(mesh: &Mesh<'_>, view: &ProxyView, ledger: &mut Ledger) -> Proxy {
    let mut draft = Draft::new(mesh, view, ledger);
    match view.role {
        Role::Sidecar => {
            sidecar_listeners::add(&mut draft);
            sidecar_routes::add(&mut draft);
        }
        Role::Gateway => gateway::add(&mut draft),
    }
    sidecar_listeners::add_plumbing(&mut draft);
    clusters::add(&mut draft);
    draft.proxy
}

/// One route table of a proxy, by name.
#[must_use]
pub fn route_table(mesh: &Mesh<'_>, view: &ProxyView, name: &str, ledger: &mut Ledger) -> RouteTable {
    let mut draft = Draft::new(mesh, view, ledger);
    match view.role {
        Role::Sidecar => sidecar_routes::table(&mut draft, name),
        Role::Gateway => gateway::table(&mut draft, name),
    }
}
