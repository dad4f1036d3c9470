//! API objects as plain data: the fields the simulator uses, as written, before any default.

mod config_map;
mod container;
mod daemon_set;
mod deployment;
mod endpoint_slice;
pub(crate) mod field;
mod ingress;
mod ingress_class;
pub mod istio;
mod job;
mod meta;
mod namespace;
mod node;
mod object;
mod other;
mod persistent_volume_claim;
mod placement;
mod pod;
mod replica_set;
mod scalars;
mod secret;
mod selector;
mod service;
mod service_account;
mod stateful_set;
mod world;

pub use config_map::ConfigMap;
pub use container::{
    Container, ContainerPort, EnvFromSource, EnvVar, EnvVarSource, Exec, FieldRef, HttpGet, KeyRef, Probe, Resources,
    SecurityContext, SourceRef, TcpSocket,
};
pub use daemon_set::{DaemonSet, DaemonSetSpec, DaemonSetStrategy, DaemonSetStrategyType};
pub use deployment::{Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdate, StrategyType};
pub use endpoint_slice::{
    AddressType, Endpoint, EndpointConditions, EndpointHints, EndpointPort, EndpointSlice, Hinted, TargetRef,
};
pub use ingress::{
    BackendPort, HttpPath, HttpRule, Ingress, IngressBackend, IngressRule, IngressSpec, IngressTls, PathType,
    ServiceBackend,
};
pub use ingress_class::{IngressClass, IngressClassSpec};
pub use istio::*;
pub use job::{CompletionMode, Job, JobSpec, PodReplacementPolicy};
pub use meta::{Meta, OwnerReference};
pub use namespace::Namespace;
pub use node::{Node, NodeAddress, NodeSpec, NodeStatus};
pub use object::Object;
pub use other::Other;
pub use persistent_volume_claim::{ClaimSpec, PersistentVolumeClaim};
pub use placement::{
    Affinity, NodeAffinity, NodeSelector, NodeSelectorTerm, PodAffinity, PodAffinityTerm, PreferredNode, Taint,
    TaintEffect, Toleration, TolerationOperator, WeightedPodAffinityTerm,
};
pub use pod::{
    Condition, DnsConfig, DnsOption, DnsPolicy, HostAlias, Pod, PodSpec, PodStatus, PodTemplate, RestartPolicy,
};
pub use replica_set::{ReplicaSet, ReplicaSetSpec};
pub use scalars::{IntOrString, Quantity};
pub use secret::Secret;
pub use selector::{LabelSelector, Requirement, SelectorOperator};
pub use service::{
    ClientIpConfig, LoadBalancerIngress, LoadBalancerStatus, Protocol, Service, ServicePort, ServiceSpec,
    ServiceStatus, ServiceType, SessionAffinity, SessionAffinityConfig, TrafficPolicy,
};
pub use service_account::ServiceAccount;
pub use stateful_set::{
    ClaimRetention, ClaimTemplate, Ordinals, PodManagementPolicy, Retention, RollingUpdateStatefulSet, StatefulSet,
    StatefulSetSpec, StatefulSetStrategy, StatefulSetStrategyType,
};
pub use world::{
    BalancerAlgorithm, MeshKind, ProxyMode, RecordType, World, WorldBalancer, WorldClient, WorldCluster, WorldHost,
    WorldListener, WorldNameServer, WorldNetwork, WorldNode, WorldRecord, WorldSpec,
};
