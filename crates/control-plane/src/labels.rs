//! Finding pods by their labels without looking at all of them.

use crate::controllers::View;
use crate::scheduler::in_order;
use crate::store::Stored;
use malla_manifest::Pod;
use malla_trace::ObjectRef;
use std::collections::BTreeMap;

/// A pod and what is known of it.
type Found<'v> = (&'v ObjectRef, &'v Pod, &'v Stored);

/// The pods by namespace and label.
pub struct PodIndex<'v> {
    pods: Vec<Found<'v>>,
    by_label: BTreeMap<(&'v str, &'v str, &'v str), Vec<usize>>,
}

impl<'v> PodIndex<'v> {
    /// All pods of the cluster, in the order of their seats.
    #[must_use]
    pub fn new(view: &View<'v>) -> Self {
        let pods = in_order(view);
        let mut by_label: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (place, (reference, pod, _)) in pods.iter().enumerate() {
            for (key, value) in &pod.meta.labels {
                by_label.entry((reference.namespace.as_str(), key.as_str(), value.as_str())).or_default().push(place);
            }
        }
        Self { pods, by_label }
    }

    /// The pods of a namespace that have all these labels. No labels find nothing.
    pub fn select(&self, namespace: &str, labels: &BTreeMap<String, String>) -> Vec<Found<'v>> {
        let lists = labels.iter().map(|(key, value)| {
            self.by_label.get(&(namespace, key.as_str(), value.as_str())).map_or(&[][..], Vec::as_slice)
        });
        let shortest = lists.min_by_key(|list| list.len()).unwrap_or_default();
        let found = shortest.iter().map(|place| self.pods[*place]);
        found.filter(|(_, pod, _)| labels.iter().all(|(key, value)| pod.meta.labels.get(key) == Some(value))).collect()
    }
}
