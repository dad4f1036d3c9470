//! Finding pods by their labels without looking at all of them.

use crate::controllers::View;
use crate::scheduler::{Candidate, in_order};
use malla_manifest::Pod;
use std::collections::BTreeMap;

/// The pods by namespace and label.
pub struct PodIndex<'v> {
    pods: Vec<Candidate<'v>>,
    by_label: BTreeMap<(&'v str, &'v str, &'v str), Vec<usize>>,
}

impl<'v> PodIndex<'v> {
    /// All pods of the cluster.
    #[must_use]
    pub fn new(view: &View<'v>) -> Self {
        let pods: Vec<Candidate<'v>> = view.store.all::<Pod>().collect();
        let mut by_label: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (place, (reference, pod, _)) in pods.iter().enumerate() {
            for (key, value) in &pod.meta.labels {
                by_label.entry((reference.namespace.as_str(), key.as_str(), value.as_str())).or_default().push(place);
            }
        }
        Self { pods, by_label }
    }

    /// The pods of a namespace that have all these labels, in the order of their seats. No labels find nothing.
    pub fn select(&self, namespace: &str, labels: &BTreeMap<String, String>) -> Vec<Candidate<'v>> {
        let lists = labels.iter().map(|(key, value)| {
            self.by_label.get(&(namespace, key.as_str(), value.as_str())).map_or(&[][..], Vec::as_slice)
        });
        let shortest = lists.min_by_key(|list| list.len()).unwrap_or_default();
        let found = shortest.iter().map(|place| self.pods[*place]);
        in_order(found.filter(|(_, pod, _)| labels.iter().all(|(key, value)| pod.meta.labels.get(key) == Some(value))))
    }
}
