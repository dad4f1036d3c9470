//! kube-scheduler: pods without a node, one after the other, onto the node that passes every filter and scores best
//! (`pkg/scheduler/schedule_one.go`).

mod affinity;
mod filters;
mod machine;
mod neighbours;
mod requests;
mod score;

pub(crate) use affinity::matches_node;
pub(crate) use filters::untolerated;

use crate::controllers::{Reason, View, Write};
use crate::store::{SYSTEM_NAMESPACE, Stored};
use filters::Unfit;
use machine::Machine;
use malla_manifest::{Condition, Pod, PodStatus};
use malla_trace::{Cause, CauseId, FieldPath, ObjectRef};
use neighbours::Neighbours;
use requests::Request;
use std::collections::BTreeMap;

/// The component's name in causes.
const SELF: &str = "scheduler";

/// The scheduler that this is.
const NAME: &str = "default-scheduler";

/// A pod and what is known of it.
pub type Candidate<'v> = (&'v ObjectRef, &'v Pod, &'v Stored);

/// Gives every pod without a node its node: the one it had, or the best one. A pod that fits nowhere is told why.
#[must_use]
pub fn reconcile(view: &View<'_>) -> Vec<Write> {
    let waiting = in_order(view.store.all::<Pod>().filter(|(_, pod, _)| is_ours(pod)));
    if waiting.is_empty() {
        return Vec::new();
    }
    let mut machines = Machine::all(view);
    let mut neighbours = Neighbours::default();
    for pod in view.store.all::<Pod>().filter(|(_, pod, _)| !pod.status.is_finished()) {
        if let Some(at) = standing(view, &machines, pod) {
            machines[at].take(pod.1, &Request::of(pod.1));
            neighbours.settle(pod.1, at);
        }
    }
    let writes = waiting.into_iter().filter_map(|pod| {
        let stands = standing(view, &machines, pod);
        match stands.map_or_else(|| decide(pod, &mut machines, &mut neighbours), Ok) {
            Ok(at) => Some(bind(view, pod, &machines[at].name)),
            Err(message) => refuse(view, pod, message),
        }
    });
    writes.collect()
}

/// Pods in the order in which they come to the scheduler: the system's own first, then by owner and ordinal. (By age,
/// in a real cluster; the manifests do not tell.)
#[must_use]
pub fn in_order<'v>(pods: impl Iterator<Item = Candidate<'v>>) -> Vec<Candidate<'v>> {
    let mut pods: Vec<Candidate<'v>> = pods.collect();
    pods.sort_by_key(|(reference, _, stored)| (reference.namespace != SYSTEM_NAMESPACE, &stored.seat));
    pods
}

/// Where a pod stands already: bound, or remembered on a node that is still there.
fn standing(view: &View<'_>, machines: &[Machine<'_>], (_, pod, stored): Candidate<'_>) -> Option<usize> {
    let remembered = || view.memory.occupant(stored.seat.as_ref()?)?.node.as_deref();
    let node = pod.spec.node_name.as_deref().or_else(remembered)?;
    machines.iter().position(|machine| machine.name == node)
}

/// Whether the pod waits for this scheduler: nobody wrote a node, nor another scheduler's name.
fn is_ours(pod: &Pod) -> bool {
    pod.spec.node_name.is_none() && pod.spec.scheduler_name.as_deref().is_none_or(|name| name == NAME)
}

/// Filters, then scores; ties go to the node that the World names first. The refusal is the event's text.
fn decide(
    (_, pod, _): Candidate<'_>,
    machines: &mut [Machine<'_>],
    neighbours: &mut Neighbours,
) -> Result<usize, String> {
    let request = Request::of(pod);
    let surroundings = neighbours.around(pod, machines);
    let outcomes: Vec<Result<(), Vec<Unfit>>> =
        (0..machines.len()).map(|at| filters::check(pod, &request, at, machines, &surroundings)).collect();
    let fit: Vec<usize> = (0..machines.len()).filter(|at| outcomes[*at].is_ok()).collect();
    let best = score::best(pod, &request, &fit, machines, &surroundings).ok_or_else(|| fit_error(&outcomes))?;
    machines[best].take(pod, &request);
    neighbours.settle(pod, best);
    Ok(best)
}

/// `FitError.Error` in `pkg/scheduler/framework/types.go`, and what preemption adds to it.
fn fit_error(outcomes: &[Result<(), Vec<Unfit>>]) -> String {
    let all = outcomes.len();
    if all == 0 {
        return "no nodes available to schedule pods".into();
    }
    let reasons = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    let filters = histogram(reasons.clone().flatten().map(ToString::to_string));
    let preemption = histogram(reasons.map(|unfit| preemption(unfit).to_owned()));
    format!("0/{all} nodes are available: {filters}. preemption: 0/{all} nodes are available: {preemption}.")
}

/// Whether evicting others could have helped (`UnschedulableAndUnresolvable` says no).
fn preemption(reasons: &[Unfit]) -> &'static str {
    if reasons.iter().all(Unfit::is_resolvable) {
        "No preemption victims found for incoming pod"
    } else {
        "Preemption is not helpful for scheduling"
    }
}

/// `2 Insufficient cpu, 1 node(s) were unschedulable`, sorted as text.
fn histogram(reasons: impl Iterator<Item = String>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    reasons.for_each(|reason| *counts.entry(reason).or_default() += 1);
    let mut parts: Vec<String> = counts.into_iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    parts.sort();
    parts.join(", ")
}

fn bind(view: &View<'_>, (reference, pod, stored): Candidate<'_>, node: &str) -> Write {
    let path = FieldPath::parse("spec.nodeName");
    let decided = constraints(pod, stored).first().copied().unwrap_or_else(|| stored.cause("spec"));
    let (object, place) = (reference.clone(), view.place(decided));
    let cause = Cause::Allocated { object, path: path.clone(), by: SELF.into(), place };
    Write::binding(reference, node).because(path, Reason::New(cause))
}

/// The lines that narrowed the choice down.
fn constraints(pod: &Pod, stored: &Stored) -> Vec<CauseId> {
    let spec = &pod.spec;
    let node = spec.affinity.as_ref().is_some_and(|affinity| affinity.node_affinity.is_some());
    let pods = spec.affinity.as_ref().is_some_and(|a| a.pod_affinity.is_some() || a.pod_anti_affinity.is_some());
    let paths = [("spec.nodeSelector", !spec.node_selector.is_empty()), ("spec.affinity", node || pods)];
    paths.into_iter().filter(|(_, written)| *written).map(|(path, _)| stored.cause(path)).collect()
}

fn refuse(view: &View<'_>, (reference, pod, stored): Candidate<'_>, message: String) -> Option<Write> {
    let refusal = Condition {
        condition_type: "PodScheduled".into(),
        status: "False".into(),
        reason: Some("Unschedulable".into()),
        message: Some(message),
    };
    if pod.status.conditions.first() == Some(&refusal) {
        return None;
    }
    let status = PodStatus { phase: Some("Pending".into()), conditions: vec![refusal], ..pod.status.clone() };
    let mut from = constraints(pod, stored);
    from.extend([stored.cause(""), view.world.cause("spec.nodes")]);
    Some(Write::status(reference, status).because(FieldPath::parse("status"), Reason::derived(SELF, from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_counts_the_nodes_and_their_first_reasons() {
        let taint = || Unfit::Taint { key: "gpu".into(), value: "yes".into() };
        let full = vec![Unfit::TooManyPods, Unfit::Insufficient { resource: "cpu".into() }];
        let outcomes = [Err(vec![taint()]), Err(full), Err(vec![taint()])];
        assert_eq!(
            fit_error(&outcomes),
            "0/3 nodes are available: 1 Insufficient cpu, 1 Too many pods, 2 node(s) had untolerated taint {gpu: yes}. \
             preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, \
             2 Preemption is not helpful for scheduling."
        );
        assert_eq!(fit_error(&[]), "no nodes available to schedule pods");
    }
}
