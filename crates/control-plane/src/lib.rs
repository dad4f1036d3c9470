//! From objects to what the engines run: API server, controllers, scheduler, kube-proxy, CoreDNS, ingress.
//!
//! [`converge`] is the way in: manifests go through the API server ([`api_server`]), then the control loops
//! ([`controllers`], [`scheduler`], [`kubelet`]) write until there is nothing left to write, and what comes out is a
//! [`Cluster`] in which every field has a cause.

pub mod allocator;
mod analysis;
pub mod api_server;
pub mod builtin;
mod causes;
mod cluster;
pub mod controllers;
mod converge;
pub mod coredns;
pub mod ingress;
pub mod injection;
pub mod ipam;
pub mod istio_iptables;
pub mod istiod;
pub mod kube_proxy;
pub mod kubelet;
pub mod labels;
pub mod memory;
pub mod names;
pub mod network;
mod ready_addresses;
mod reasons;
pub mod scheduler;
pub mod store;
mod text;
mod views;
mod world;

pub use causes::Causes;
pub use cluster::{Cluster, ContainerState, EnvValue};
pub use converge::converge;
pub use memory::Memory;
pub use reasons::Reason;
pub use store::{Store, Stored};
pub use views::{ContainerView, NodeView, PodView, ServicePortView, ServiceView};
pub use world::World;
