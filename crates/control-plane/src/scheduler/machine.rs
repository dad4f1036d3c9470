//! A node as the scheduler's cache keeps it: what it has, and what the pods on it have taken
//! (`pkg/scheduler/framework/types.go`, `NodeInfo`).

use super::requests::{Amounts, Request, add, measure};
use crate::controllers::View;
use malla_manifest::{Node, Pod, Protocol};
use malla_trace::ObjectRef;
use std::collections::{BTreeMap, BTreeSet};

/// A node and what is taken of it.
#[derive(Clone, Debug)]
pub(super) struct Machine<'v> {
    pub(super) name: String,
    pub(super) node: &'v Node,
    /// What pods may have.
    pub(super) allocatable: Amounts,
    /// What pods have asked for.
    pub(super) taken: Amounts,
    /// Processor and memory as scoring counts them.
    pub(super) weight: (i64, i64),
    /// How many pods run here, and how many of each owner.
    pub(super) pods: i64,
    pub(super) siblings: BTreeMap<(String, String), i64>,
    /// Ports of the node that pods have.
    pub(super) ports: BTreeSet<(u16, Protocol)>,
}

impl<'v> Machine<'v> {
    /// All nodes, in the order of the World; those without a machine come last.
    pub(super) fn all(view: &View<'v>) -> Vec<Self> {
        let order: BTreeMap<&str, usize> =
            view.world.nodes().enumerate().map(|(index, (machine, _))| (machine.name.as_str(), index)).collect();
        let mut machines: Vec<Self> =
            view.store.all::<Node>().map(|(reference, node, _)| Self::new(reference, node)).collect();
        machines.sort_by_key(|machine| order.get(machine.name.as_str()).copied().unwrap_or(usize::MAX));
        machines
    }

    fn new(reference: &ObjectRef, node: &'v Node) -> Self {
        let allocatable = node.status.allocatable.iter();
        let allocatable = allocatable.filter_map(|(name, q)| Some((name.clone(), measure(name, q)?))).collect();
        Self {
            name: reference.name.clone(),
            node,
            allocatable,
            taken: Amounts::new(),
            weight: (0, 0),
            pods: 0,
            siblings: BTreeMap::new(),
            ports: BTreeSet::new(),
        }
    }

    /// Counts a pod in.
    pub(super) fn take(&mut self, pod: &Pod, request: &Request) {
        for (resource, amount) in &request.amounts {
            add(&mut self.taken, resource.clone(), *amount);
        }
        let (cpu, memory) = self.weight;
        self.weight = (cpu.saturating_add(request.weight.0), memory.saturating_add(request.weight.1));
        self.pods += 1;
        self.ports.extend(request.ports.iter().copied());
        if let Some(owner) = owner(pod) {
            *self.siblings.entry(owner).or_default() += 1;
        }
    }

    /// How much of a resource pods may have.
    pub(super) fn capacity(&self, resource: &str) -> i64 {
        self.allocatable.get(resource).copied().unwrap_or(0)
    }

    /// How many pods of the same owner run here.
    pub(super) fn siblings_of(&self, pod: &Pod) -> i64 {
        owner(pod).and_then(|owner| self.siblings.get(&owner).copied()).unwrap_or(0)
    }
}

/// Namespace and name of the set that made the pod.
fn owner(pod: &Pod) -> Option<(String, String)> {
    let owner = pod.meta.owner_references.first()?;
    Some((pod.meta.namespace.clone().unwrap_or_default(), owner.name.clone()))
}
