//! A cluster at rest: its objects, why they are so, and what surrounds it.

use crate::kubelet::{Environment, Missing};
use crate::memory::Memory;
use crate::store::{Kind, Store, reference};
use crate::views::{NodeView, PodView, ServiceView};
use crate::world::World;
use malla_manifest::{Finding, Node, Pod, Service};
use malla_trace::{CauseId, Ledger, ObjectRef};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// A cluster at rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// All objects.
    pub store: Store,
    /// Why everything is as it is.
    pub ledger: Ledger,
    /// What surrounds the cluster.
    pub world: World,
    /// What it remembers for the next reading of its manifests.
    pub memory: Memory,
    /// What was found on the way, in the order of the text.
    pub findings: Vec<Finding>,
    /// What the kubelets made of every container, by pod and in the order of its containers.
    pub containers: BTreeMap<ObjectRef, Vec<ContainerState>>,
    /// Objects of which an older version stays, because the API server does not take what is written now.
    pub kept: BTreeSet<ObjectRef>,
}

/// A container as its kubelet starts it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerState {
    /// Its environment, by name.
    pub environment: BTreeMap<String, EnvValue>,
    /// What is missing; with anything here it waits with `CreateContainerConfigError`.
    pub missing: Vec<Missing>,
}

/// A variable's value, and why it is that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvValue {
    /// The value.
    pub value: String,
    /// Why.
    pub why: CauseId,
}

impl ContainerState {
    /// Gives every value one cause: the line itself, or the kubelet's putting several together.
    pub(crate) fn enter(environment: Environment, ledger: &mut Ledger) -> Self {
        let values = environment.variables.into_iter().map(|(name, variable)| {
            let why = match variable.from.as_slice() {
                [line] => *line,
                lines => ledger.derived("kubelet", lines),
            };
            (name, EnvValue { value: variable.value, why })
        });
        Self { environment: values.collect(), missing: environment.missing }
    }
}

impl Cluster {
    /// All pods, by namespace and name.
    pub fn pods(&self) -> impl Iterator<Item = PodView<'_>> {
        self.store.all::<Pod>().map(|(reference, pod, stored)| PodView::new(self, reference, pod, stored))
    }

    /// The pod of that name.
    #[must_use]
    pub fn pod(&self, namespace: &str, name: &str) -> Option<PodView<'_>> {
        let (reference, stored) = self.store.entry(&reference::<Pod>(namespace, name))?;
        Some(PodView::new(self, reference, Pod::of(&stored.object)?, stored))
    }

    /// The pod with that address on the pod network.
    #[must_use]
    pub fn pod_at(&self, address: IpAddr) -> Option<PodView<'_>> {
        let has = |pod: &Pod| pod.status.pod_ip == Some(address) && pod.spec.host_network != Some(true);
        let (reference, pod, stored) = self.store.all::<Pod>().find(|(_, pod, _)| has(pod))?;
        Some(PodView::new(self, reference, pod, stored))
    }

    /// The machines of the cluster, in the order of the World.
    pub fn nodes(&self) -> impl Iterator<Item = NodeView<'_>> {
        self.world.nodes().filter_map(|(machine, why)| {
            let (node, stored) = self.store.find::<Node>("", &machine.name)?;
            Some(NodeView::new(machine, node, stored, why))
        })
    }

    /// The machine of that name.
    #[must_use]
    pub fn node(&self, name: &str) -> Option<NodeView<'_>> {
        self.nodes().find(|node| node.name == name)
    }

    /// All Services, by namespace and name.
    pub fn services(&self) -> impl Iterator<Item = ServiceView<'_>> {
        self.store.all::<Service>().map(|(reference, service, stored)| ServiceView::new(reference, service, stored))
    }

    /// The Service of that name.
    #[must_use]
    pub fn service(&self, namespace: &str, name: &str) -> Option<ServiceView<'_>> {
        let (reference, stored) = self.store.entry(&reference::<Service>(namespace, name))?;
        Some(ServiceView::new(reference, Service::of(&stored.object)?, stored))
    }
}
