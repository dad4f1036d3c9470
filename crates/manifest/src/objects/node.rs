//! `Node` (`v1`): a machine of the cluster.

use super::field::record;
use super::{Condition, Meta, Quantity, Taint};
use std::collections::BTreeMap;

record! {
    /// A Node.
    Node {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: NodeSpec = "spec",
        /// What is.
        status: NodeStatus = "status",
    }
}

record! {
    /// What a Node should be.
    NodeSpec {
        /// The part of the pod network that is its own.
        pod_cidr: Option<String> = "podCIDR",
        /// Whether new pods stay away (`kubectl cordon`).
        unschedulable: Option<bool> = "unschedulable",
        /// Marks that keep pods away.
        taints: Vec<Taint> = "taints",
    }
}

record! {
    /// What a Node is.
    NodeStatus {
        /// Addresses.
        addresses: Vec<NodeAddress> = "addresses",
        /// What it has.
        capacity: BTreeMap<String, Quantity> = "capacity",
        /// What pods may have of it.
        allocatable: BTreeMap<String, Quantity> = "allocatable",
        /// `Ready` and its like.
        conditions: Vec<Condition> = "conditions",
    }
}

record! {
    /// An address of a Node.
    NodeAddress {
        /// `InternalIP`, `ExternalIP`, `Hostname`...
        address_type: String = "type",
        /// The address or name.
        address: String = "address",
    }
}
