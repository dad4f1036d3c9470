//! The scores, each from 0 to 100, added up with their plugins' weights (`pkg/scheduler/apis/config/v1/default_plugins.go`).

use super::affinity::preference;
use super::filters::bears;
use super::machine::Machine;
use super::neighbours::Surroundings;
use super::requests::Request;
use malla_manifest::{Pod, TaintEffect};

/// The best score of a plugin (`MaxNodeScore`).
const BEST: i64 = 100;

/// The node with the best score among those that fit; the first of them in a tie. (Upstream draws.)
pub(super) fn best(
    pod: &Pod,
    request: &Request,
    fit: &[usize],
    machines: &[Machine<'_>],
    surroundings: &Surroundings,
) -> Option<usize> {
    let plugins: [(i64, Vec<i64>); 5] = [
        (3, falling(fit, |at| intolerable(pod, &machines[at]))),
        (2, rising(fit, |at| preference(pod, machines[at].node))),
        (2, falling(fit, |at| machines[at].siblings_of(pod))),
        (2, rising(fit, |at| surroundings.preference(at, machines))),
        (1, fit.iter().map(|at| least_allocated(request, &machines[*at])).collect()),
    ];
    let total = |place: usize| plugins.iter().map(|(weight, scores)| weight * scores[place]).sum::<i64>();
    // max_by_key would take the last of equals.
    (0..fit.len()).rev().max_by_key(|place| total(*place)).map(|place| fit[place])
}

/// More is better: the best gets 100 (`DefaultNormalizeScore`).
fn rising(fit: &[usize], raw: impl Fn(usize) -> i64) -> Vec<i64> {
    let raw: Vec<i64> = fit.iter().map(|at| raw(*at)).collect();
    let (least, most) = (raw.iter().copied().min().unwrap_or(0).min(0), raw.iter().copied().max().unwrap_or(0));
    let span = most - least;
    raw.into_iter().map(|score| if span == 0 { 0 } else { BEST * (score - least) / span }).collect()
}

/// Less is better: the worst gets 0, and all get 100 where nothing is counted.
fn falling(fit: &[usize], raw: impl Fn(usize) -> i64) -> Vec<i64> {
    rising(fit, raw).into_iter().map(|score| BEST - score).collect()
}

/// `TaintToleration`: how many taints the pod would rather avoid.
fn intolerable(pod: &Pod, machine: &Machine<'_>) -> i64 {
    let taints = machine.node.spec.taints.iter();
    taints.filter(|taint| taint.effect == TaintEffect::PreferNoSchedule && !bears(pod, taint)).count() as i64
}

/// `NodeResourcesFit` with strategy `LeastAllocated`: the mean of the free shares of processor and memory.
fn least_allocated(request: &Request, machine: &Machine<'_>) -> i64 {
    let (cpu, memory) = request.weight;
    let cpu = free_share(machine.capacity("cpu"), machine.weight.0.saturating_add(cpu));
    let memory = free_share(machine.capacity("memory"), machine.weight.1.saturating_add(memory));
    (cpu + memory) / 2
}

const fn free_share(capacity: i64, taken: i64) -> i64 {
    if capacity <= 0 || taken > capacity { 0 } else { capacity.saturating_sub(taken).saturating_mul(BEST) / capacity }
}
