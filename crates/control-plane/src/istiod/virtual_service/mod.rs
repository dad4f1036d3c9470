//! VirtualServices: what they mean for one proxy and port, as routes (istio/istio
//! `pilot/pkg/networking/core/route/route.go`, `pilot/pkg/model/virtualservice.go`).

mod action;
mod conditions;
mod delegate;
mod destination;
mod fault;
mod headers;
mod retries;
mod routes;
mod rule;
mod semantics;

pub use conditions::is_catch_all;
pub use delegate::{conflicts, merged_request, merged_route, texts_conflict};
pub use destination::{Target, cluster as destination_cluster, cluster_name};
pub use fault::share;
pub use retries::{Retries, usual as usual_retries};
pub use routes::{Asked, Compiled, Targets, compile};
pub use rule::{Condition, HttpRule, Origin, Rule, gateway_name};
pub use semantics::Semantics;

/// The name that stands for all sidecars among gateways.
pub const MESH: &str = "mesh";
