//! Neighbours that a pod wants or avoids (`InterPodAffinity` in `pkg/scheduler/framework/plugins`).

use super::filters::Unfit;
use super::machine::Machine;
use malla_manifest::{Affinity, Pod, PodAffinity, PodAffinityTerm};
use std::collections::{BTreeMap, BTreeSet};

/// The pods that have a node.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbours {
    settled: Vec<Settled>,
    /// Those that keep others away.
    averse: Vec<(Settled, Vec<PodAffinityTerm>)>,
}

/// A pod that has a node, or is about to get one.
#[derive(Clone, Debug)]
struct Settled {
    namespace: String,
    labels: BTreeMap<String, String>,
    machine: usize,
}

/// What the neighbours mean for one pod: for each of its terms how many are where, a place being a value of the
/// term's label.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    wanted: Vec<Wanted>,
    avoided: Vec<Places>,
    /// Labels and values where somebody keeps this pod away.
    forbidden: BTreeSet<(String, String)>,
    liked: Vec<(i64, Places)>,
}

/// A term that must be met.
#[derive(Clone, Debug)]
struct Wanted {
    places: Places,
    /// The pod is the first of its kind and wants its own kind: any place with the label will do.
    first: bool,
}

/// How many pods a term finds in each place.
#[derive(Clone, Debug)]
struct Places {
    key: String,
    counts: BTreeMap<String, i64>,
}

impl Neighbours {
    /// Counts a pod in.
    pub(super) fn settle(&mut self, pod: &Pod, machine: usize) {
        let settled = Settled::new(pod, machine);
        let avoids = required(pod, |affinity| affinity.pod_anti_affinity.as_ref());
        if !avoids.is_empty() {
            self.averse.push((settled.clone(), avoids.to_vec()));
        }
        self.settled.push(settled);
    }

    /// What they mean for a pod.
    pub(super) fn around(&self, pod: &Pod, machines: &[Machine<'_>]) -> Surroundings {
        let own = Settled::new(pod, usize::MAX);
        let places = |term: &PodAffinityTerm| self.places(term, &own.namespace, machines);
        let want = |term: &PodAffinityTerm| {
            let places = places(term);
            let first = places.counts.is_empty() && selects(term, &own.namespace, &own);
            Wanted { places, first }
        };
        let liked = |kind: fn(&Affinity) -> Option<&PodAffinity>, sign: i64| {
            let terms = pod.spec.affinity.as_ref().and_then(kind).into_iter().flat_map(|affinity| &affinity.preferred);
            terms.map(move |term| (sign * i64::from(term.weight), places(&term.pod_affinity_term))).collect::<Vec<_>>()
        };
        Surroundings {
            wanted: required(pod, |affinity| affinity.pod_affinity.as_ref()).iter().map(want).collect(),
            avoided: required(pod, |affinity| affinity.pod_anti_affinity.as_ref()).iter().map(places).collect(),
            forbidden: self.forbidden(&own, machines),
            liked: [liked(|a| a.pod_affinity.as_ref(), 1), liked(|a| a.pod_anti_affinity.as_ref(), -1)].concat(),
        }
    }

    fn places(&self, term: &PodAffinityTerm, namespace: &str, machines: &[Machine<'_>]) -> Places {
        let mut counts = BTreeMap::new();
        for other in self.settled.iter().filter(|other| selects(term, namespace, other)) {
            if let Some(place) = label(machines, other.machine, &term.topology_key) {
                *counts.entry(place.to_owned()).or_default() += 1;
            }
        }
        Places { key: term.topology_key.clone(), counts }
    }

    /// Where those that have a place already do not want this pod.
    fn forbidden(&self, own: &Settled, machines: &[Machine<'_>]) -> BTreeSet<(String, String)> {
        let refusals = self.averse.iter().flat_map(|(other, terms)| {
            let refused = terms.iter().filter(|term| selects(term, &other.namespace, own));
            refused.filter_map(|term| {
                let place = label(machines, other.machine, &term.topology_key)?;
                Some((term.topology_key.clone(), place.to_owned()))
            })
        });
        refusals.collect()
    }
}

impl Surroundings {
    /// Whether a node suits the pod and its neighbours.
    pub(super) fn check(&self, at: usize, machines: &[Machine<'_>]) -> Result<(), Unfit> {
        let met = |wanted: &Wanted| {
            let labelled = label(machines, at, &wanted.places.key).is_some();
            wanted.places.count(at, machines) > 0 || (labelled && wanted.first)
        };
        if !self.wanted.iter().all(met) {
            return Err(Unfit::PodAffinity);
        }
        if self.avoided.iter().any(|places| places.count(at, machines) > 0) {
            return Err(Unfit::PodAntiAffinity);
        }
        let here = |(key, place): &(String, String)| label(machines, at, key) == Some(place);
        if self.forbidden.iter().any(here) { Err(Unfit::ExistingAntiAffinity) } else { Ok(()) }
    }

    /// How much the pod would like the neighbours of that node.
    pub(super) fn preference(&self, at: usize, machines: &[Machine<'_>]) -> i64 {
        self.liked.iter().map(|(weight, places)| weight * places.count(at, machines)).sum()
    }
}

impl Places {
    /// How many are where that node is.
    fn count(&self, at: usize, machines: &[Machine<'_>]) -> i64 {
        label(machines, at, &self.key).and_then(|place| self.counts.get(place)).copied().unwrap_or(0)
    }
}

impl Settled {
    fn new(pod: &Pod, machine: usize) -> Self {
        let namespace = pod.meta.namespace.clone().unwrap_or_default();
        Self { namespace, labels: pod.meta.labels.clone(), machine }
    }
}

fn label<'m>(machines: &'m [Machine<'_>], at: usize, key: &str) -> Option<&'m String> {
    machines.get(at)?.node.meta.labels.get(key)
}

/// Whether the term, written by a pod of that namespace, means the other pod. No selector means none.
fn selects(term: &PodAffinityTerm, namespace: &str, other: &Settled) -> bool {
    let here = if term.namespaces.is_empty() {
        other.namespace == namespace
    } else {
        term.namespaces.contains(&other.namespace)
    };
    here && term.label_selector.as_ref().is_some_and(|selector| selector.matches(&other.labels))
}

fn required(pod: &Pod, kind: fn(&Affinity) -> Option<&PodAffinity>) -> &[PodAffinityTerm] {
    pod.spec.affinity.as_ref().and_then(kind).map_or(&[], |affinity| affinity.required.as_slice())
}
