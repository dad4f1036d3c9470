//! VirtualServices: what they mean for one proxy and port, as routes (istio/istio
//! `pilot/pkg/networking/core/route/route.go`, `pilot/pkg/model/virtualservice.go`).

mod delegate;
mod rule;

pub use rule::{Condition, HttpRule, Rule};

/// The name that stands for all sidecars among gateways.
pub const MESH: &str = "mesh";
