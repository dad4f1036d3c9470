//! The filters, in the scheduler's order; a node answers with the first that says no (`pkg/scheduler/framework/plugins`).

use super::affinity::matches_node;
use super::machine::Machine;
use super::neighbours::Surroundings;
use super::requests::Request;
use malla_manifest::{Node, Pod, Taint, TaintEffect};
use std::fmt;

/// The taint that a cordoned node counts as having.
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// Why a node cannot take a pod.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unfit {
    /// It is cordoned.
    Unschedulable,
    /// It has a taint that the pod does not bear.
    Taint {
        /// Key.
        key: String,
        /// Value, empty if none.
        value: String,
    },
    /// Its labels are not those the pod insists on.
    NodeAffinity,
    /// Another pod has the port.
    Ports,
    /// It has all the pods it takes.
    TooManyPods,
    /// Too little of a resource is left.
    Insufficient {
        /// Which.
        resource: String,
    },
    /// A neighbour the pod insists on is not there.
    PodAffinity,
    /// A neighbour the pod avoids is there.
    PodAntiAffinity,
    /// A neighbour there avoids the pod.
    ExistingAntiAffinity,
}

impl Unfit {
    /// Whether evicting other pods could help.
    pub(super) const fn is_resolvable(&self) -> bool {
        match self {
            Self::Ports
            | Self::TooManyPods
            | Self::Insufficient { .. }
            | Self::PodAntiAffinity
            | Self::ExistingAntiAffinity => true,
            Self::Unschedulable | Self::Taint { .. } | Self::NodeAffinity | Self::PodAffinity => false,
        }
    }
}

impl fmt::Display for Unfit {
    /// The plugins' `ErrReason...` texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unschedulable => f.write_str("node(s) were unschedulable"),
            Self::Taint { key, value } => write!(f, "node(s) had untolerated taint {{{key}: {value}}}"),
            Self::NodeAffinity => f.write_str("node(s) didn't match Pod's node affinity/selector"),
            Self::Ports => f.write_str("node(s) didn't have free ports for the requested pod ports"),
            Self::TooManyPods => f.write_str("Too many pods"),
            Self::Insufficient { resource } => write!(f, "Insufficient {resource}"),
            Self::PodAffinity => f.write_str("node(s) didn't match pod affinity rules"),
            Self::PodAntiAffinity => f.write_str("node(s) didn't match pod anti-affinity rules"),
            Self::ExistingAntiAffinity => f.write_str("node(s) didn't satisfy existing pods anti-affinity rules"),
        }
    }
}

/// Whether the node number `at` can take the pod.
pub(super) fn check(
    pod: &Pod,
    request: &Request,
    at: usize,
    machines: &[Machine<'_>],
    surroundings: &Surroundings,
) -> Result<(), Vec<Unfit>> {
    let machine = &machines[at];
    let one = |unfit: Option<Unfit>| unfit.map_or(Ok(()), |unfit| Err(vec![unfit]));
    one(unschedulable(pod, machine.node))?;
    one(untolerated(pod, machine.node))?;
    one((!matches_node(pod, machine.node)).then_some(Unfit::NodeAffinity))?;
    one(request.ports.iter().any(|port| machine.ports.contains(port)).then_some(Unfit::Ports))?;
    fits(request, machine)?;
    one(surroundings.check(at, machines).err())
}

fn unschedulable(pod: &Pod, node: &Node) -> Option<Unfit> {
    let taint = Taint { key: UNSCHEDULABLE.into(), value: None, effect: TaintEffect::NoSchedule };
    let cordoned = node.spec.unschedulable == Some(true);
    (cordoned && !bears(pod, &taint)).then_some(Unfit::Unschedulable)
}

/// The first taint that keeps the pod away.
pub(crate) fn untolerated(pod: &Pod, node: &Node) -> Option<Unfit> {
    let taint = node.spec.taints.iter().find(|taint| repels(taint) && !bears(pod, taint))?;
    Some(Unfit::Taint { key: taint.key.clone(), value: taint.value.clone().unwrap_or_default() })
}

/// `PreferNoSchedule` only scores.
const fn repels(taint: &Taint) -> bool {
    match taint.effect {
        TaintEffect::NoSchedule | TaintEffect::NoExecute => true,
        TaintEffect::PreferNoSchedule => false,
    }
}

/// Whether the pod bears a taint.
pub(super) fn bears(pod: &Pod, taint: &Taint) -> bool {
    pod.spec.tolerations.iter().any(|toleration| toleration.bears(taint))
}

/// `NodeResourcesFit`: by requests, never by use; all that is missing is named.
fn fits(request: &Request, machine: &Machine<'_>) -> Result<(), Vec<Unfit>> {
    let full = (machine.pods + 1 > machine.capacity("pods")).then_some(Unfit::TooManyPods);
    let missing = request.amounts.iter().filter(|(resource, amount)| {
        let taken = machine.taken.get(*resource).copied().unwrap_or(0);
        **amount > 0 && amount.saturating_add(taken) > machine.capacity(resource)
    });
    let missing = missing.map(|(resource, _)| Unfit::Insufficient { resource: resource.clone() });
    let reasons: Vec<Unfit> = full.into_iter().chain(missing).collect();
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}
